"""What an instructor writes with: `from grader.oracle import question`."""

from grader.oracle.author import question

__all__ = ["question"]
