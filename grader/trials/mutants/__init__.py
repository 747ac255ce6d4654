"""Deliberate bugs in a reference's own answers: a rubric should notice every one that changes an answer."""
