"""Google's own client library: plain answers, every page of them, and one plain sentence for a refusal."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal

from grader.errors import GraderError
from grader.model.text import line

__all__ = ["Google", "RefusedError", "ask", "connected", "library", "pages"]

Why = Literal["project", "later", "gone", "no"]
RETRIES = 5  # the library waits up to 2, 4, 8, 16 and 32 seconds in between
PAGE = 100
KNOWN: dict[str, tuple[Why, str]] = {
    "ProjectPermissionDenied": (
        "project",
        "Google takes grades only from the program that made the assignment, and this one was made elsewhere",
    ),
    "ClassroomDisabled": ("no", "this account has no access to Google Classroom; log in with your teacher's"),
    "ClassroomApiDisabled": (
        "no",
        "your school does not let programs see Classroom; ask the administrator of its Google accounts",
    ),
    "SERVICE_DISABLED": (
        "no",
        "it is not switched on in your Google Cloud project (docs/classroom.md, step 2)",
    ),
    "accessNotConfigured": (
        "no",
        "it is not switched on in your Google Cloud project (docs/classroom.md, step 2)",
    ),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (
        "no",
        "you did not allow all that was asked for; delete ~/.config/grader/classroom-*-token.json and retry",
    ),
    "rateLimitExceeded": ("later", "Google asks for patience (its quota is used up)"),
    "userRateLimitExceeded": ("later", "Google asks for patience (its quota is used up)"),
    "dailyLimitExceeded": ("later", "Google's quota for today is used up"),
}


class RefusedError(GraderError):
    """Google did not do it; `why` says whether waiting may help or who made the assignment matters."""

    def __init__(self, why: Why, what: str, sentence: str) -> None:
        self.why = why
        self.sentence = sentence
        super().__init__(f"{what}: {sentence}.")


@dataclass(frozen=True, slots=True)
class Google:
    """Classroom and Drive, as the client library speaks to them; a context manager."""

    classroom: Any
    drive: Any

    def __enter__(self) -> Google:
        """Open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self.classroom.close()
        self.drive.close()


def library() -> None:
    """A GraderError unless the extra is there."""
    try:
        import google_auth_oauthlib.flow  # noqa: F401
        import googleapiclient.discovery  # noqa: F401
    except ImportError as error:
        raise GraderError(
            "Google Classroom needs Google's own client library: install grader[classroom]."
        ) from error


def connected(credentials: Any, classroom_at: str = "", drive_at: str = "") -> Google:
    """Both services from the descriptions that come with the library; nothing is sent yet."""
    library()
    from googleapiclient.discovery import build

    logging.getLogger("googleapiclient").setLevel(logging.ERROR)  # what it retries is no news
    facts = {"credentials": credentials, "static_discovery": True, "cache_discovery": False}
    services = []
    for name, version, at in (("classroom", "v1", classroom_at), ("drive", "v3", drive_at)):
        where = {"client_options": {"api_endpoint": at}} if at else {}
        services.append(build(name, version, **facts, **where))
    return Google(*services)


def ask(request: Any, what: str, *, again: bool = True) -> Any:
    """The answer; what may pass is asked for `again` after a while. Raises RefusedError."""
    from google.auth.exceptions import GoogleAuthError, TransportError
    from googleapiclient.errors import HttpError
    from httplib2 import HttpLib2Error

    try:
        return request.execute(num_retries=RETRIES if again else 0)
    except HttpError as error:
        raise _refused(int(error.resp.status), error.content, what) from error
    except (OSError, HttpLib2Error, TransportError) as error:
        because = line(str(error), 120).rstrip(".") or type(error).__name__
        raise RefusedError("later", what, f"Google could not be reached ({because})") from error
    except GoogleAuthError as error:
        raise RefusedError("no", what, "your login has ended; type the same command again") from error
    except ValueError as error:
        raise RefusedError("later", what, "Google's answer could not be read") from error


def pages(resource: Any, field: str, what: str, **question: Any) -> Iterator[dict[str, Any]]:
    """Every item of a list, page by page.

    The library's own `list_next` fails where a parameter is given twice, as two states are.
    """
    token = None
    while True:
        answer = ask(resource.list(**question, pageSize=PAGE, pageToken=token), what)
        yield from answer.get(field, ())
        token = answer.get("nextPageToken")
        if not token:
            return


def _refused(status: int, content: bytes, what: str) -> RefusedError:
    message, reasons = _read(content)
    for name, (why, sentence) in KNOWN.items():
        if name in reasons or f"@{name}" in message:
            return RefusedError(why, what, sentence)
    if status == 429:
        return RefusedError("later", what, "Google asks for patience (its quota is used up)")
    if status >= 500:
        return RefusedError("later", what, f"Google has trouble of its own (error {status})")
    if status == 401:
        return RefusedError("no", what, "your login has ended; type the same command again")
    said = f", and says: {line(message, 200).rstrip('.')}" if message else ""
    if status == 404:
        return RefusedError("gone", what, f"Google knows no such thing, or not for this account{said}")
    return RefusedError("no", what, f"Google refuses (error {status}){said}")


def _read(content: bytes) -> tuple[str, set[str]]:
    """A refusal's message, and the short words that Google gives for it."""
    try:
        error = json.loads(content)["error"]
        listed = [*error.get("errors", []), *error.get("details", [])]
        reasons = {str(one["reason"]) for one in listed if "reason" in one}
        return str(error.get("message", "")), reasons
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", set()
