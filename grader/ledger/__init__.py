"""What the stages have found out, kept: nothing is run or compared twice, and nothing is lost."""
