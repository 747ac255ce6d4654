"""Google Classroom over its own interface: homework comes in, draft grades go out, nothing else."""
