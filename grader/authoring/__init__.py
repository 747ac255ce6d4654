"""What an instructor begins with: a homework from nothing, a solution or last year, and a student kit."""
