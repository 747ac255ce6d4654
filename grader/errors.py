"""Whose fault it is shows in the type: these are the ones that stop a run."""


class GraderError(Exception):
    """Something an instructor can act on, said in one sentence; `exit_code` is what the shell gets."""

    exit_code = 1


class RubricError(GraderError):
    """The rubric says something that cannot be: every sentence names file and line."""


class OracleError(GraderError):
    """The reference cannot be asked: it is missing, raises, hangs or contradicts itself."""


class SubmissionError(GraderError):
    """The folder of submissions cannot be read the way it was given."""


class SandboxError(GraderError):
    """Our machinery failed: never a student's fault, never a zero."""


class IsolationError(SandboxError):
    """This machine cannot isolate student code the way the rubric asks."""

    exit_code = 4
