"""The commands: one file each; they parse, call one function, print, and end with an exit code."""

from grader.cli.app import main

__all__ = ["main"]
