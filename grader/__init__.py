"""An autograding harness: student code produces evidence, and only we judge it."""

__version__ = "0.1.0"
