"""What runs on the other side of the boundary: these files' texts are sent, none imports the harness."""
