"""From a folder of what students handed in to submissions: who is who, and which files are whose."""

from grader.collect.folders import Collected, Layout, collect

__all__ = ["Collected", "Layout", "collect"]
