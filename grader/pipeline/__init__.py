"""The only room that knows the order of the stages."""

from grader.pipeline.run import Graded, Request, run

__all__ = ["Graded", "Request", "run"]
