"""A small Google: a local server with the documented surface of Classroom and Drive, and a class in it.

Paths, parameters and fields are those of the descriptions that come with Google's client library; what is
not in them is answered with 400, as Google answers it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from grader.classroom.service import Google, connected

PAGE = 2  # however many are asked for: everything comes in pages
COURSE, WORK, MADE = "541442443947", "595448233541", "595448233999"
COLAB = "application/vnd.google.colaboratory"
DOC = "application/vnd.google-apps.document"
DENIED = "@ProjectPermissionDenied The Developer Console project is not permitted to make this request."
METHODS = {
    "classroom": (
        *("courses.get", "courses.list", "courses.students.list"),
        *("courses.courseWork.get", "courses.courseWork.list", "courses.courseWork.create"),
        "courses.courseWork.studentSubmissions.list",
        "courses.courseWork.studentSubmissions.patch",
    ),
    "drive": ("files.get", "files.export"),
}


class WrongError(Exception):
    """An answer that is an error: status, Google's word for it, and the message."""

    def __init__(self, status: int, word: str, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        errors = {"errors": [{"message": message, "domain": "global", "reason": reason}]} if reason else {}
        self.body = {"error": {"code": status, "message": message, "status": word, **errors}}


@dataclass
class Fault:
    """What goes wrong: for requests whose method and path hold a text, for so many of them."""

    where: str
    error: WrongError
    times: int = 10**9


@dataclass
class School:
    """All that Google knows, and every request that came."""

    courses: dict[str, dict[str, Any]] = field(default_factory=dict)
    works: dict[str, dict[str, Any]] = field(default_factory=dict)
    students: list[dict[str, Any]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    url: str = ""

    def asked(self, text: str) -> list[str]:
        """The requests whose method and address hold a text."""
        return [line for line in self.log if text in line]

    def fail(self, where: str, status: int, word: str = "", message: str = "", times: int = 10**9) -> None:
        """From now on such requests fail, for ever or so many times."""
        self.faults.append(Fault(where, WrongError(status, word or "UNAVAILABLE", message or "no"), times))

    def enrol(self, user: str, email: str, family: str = "", given: str = "") -> None:
        """Somebody joins the course."""
        name = {"familyName": family, "givenName": given, "fullName": f"{given} {family}".strip()}
        profile = {"id": user, "name": name, **({"emailAddress": email} if email else {})}
        self.students.append({"courseId": COURSE, "userId": user, "profile": profile})

    def hang(
        self, title: str, data: bytes = b"", mime: str = "text/x-python", number: str = ""
    ) -> dict[str, Any]:
        """A file in Drive, as it hangs on a submission."""
        number = number or f"file-{len(self.files) + 1}"
        google = mime.startswith("application/vnd.google-apps.")
        digest = {} if google else {"md5Checksum": hashlib.md5(data, usedforsecurity=False).hexdigest()}
        facts = {"id": number, "name": title, "mimeType": mime, "modifiedTime": "2026-09-29T20:00:00.000Z"}
        self.files[number] = facts | digest | ({} if google else {"size": str(len(data))})
        self.contents[number] = data
        return {"driveFile": {"id": number, "title": title, "alternateLink": "https://drive.google.com/x"}}

    def hand_in(self, user: str, *hung: dict[str, Any], work: str = WORK, **more: Any) -> dict[str, Any]:
        """A student's row in an assignment, handed in unless said otherwise."""
        one = {
            "courseId": COURSE,
            "courseWorkId": work,
            "id": f"sub-{work[-3:]}-{user}",
            "userId": user,
            "state": "TURNED_IN",
            "updateTime": "2026-09-30T10:00:00.123456789Z",
            "submissionHistory": [
                {"stateHistory": {"state": "CREATED", "stateTimestamp": "2026-09-01T08:00:00Z"}},
                {"stateHistory": {"state": "TURNED_IN", "stateTimestamp": "2026-09-29T21:58:01.5Z"}},
            ],
            "assignmentSubmission": {"attachments": list(hung)},
            "associatedWithDeveloper": bool(self.works[work].get("associatedWithDeveloper")),
            **more,
        }
        self.submissions.append(one)
        return one

    def drafts(self, work: str = MADE) -> dict[str, object]:
        """Every draft grade that stands there, by student."""
        return {
            s["userId"]: s["draftGrade"]
            for s in self.submissions
            if s["courseWorkId"] == work and "draftGrade" in s
        }


def small_school() -> School:
    """A course with an assignment made by hand and one made by this very program, and four students."""
    school = School()
    school.courses[COURSE] = {
        "id": COURSE,
        "name": "Machine Learning",
        "section": "Fall",
        "courseState": "ACTIVE",
    }
    work = {"courseId": COURSE, "workType": "ASSIGNMENT", "state": "PUBLISHED", "maxPoints": 10}
    school.works[WORK] = work | {"id": WORK, "title": "Homework 2"}
    school.works[MADE] = work | {"id": MADE, "title": "Homework 2 points", "associatedWithDeveloper": True}
    school.enrol("101", "Lovelac1@Example.edu", "Lovelace", "Ada")
    school.enrol("102", "turinga@example.edu", "Turing", "Alan")
    school.enrol("103", "hypatia@example.edu", "", "Hypatia")
    school.enrol("104", "noethere@example.edu", "Noether", "Emmy")
    return school


@contextmanager
def open_school(school: School) -> Iterator[School]:
    """The school at an address of this machine, until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(school))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    school.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield school
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def at(school: School) -> Google:
    """Google's client library, speaking to a school."""
    from google.auth.credentials import AnonymousCredentials

    return connected(AnonymousCredentials(), school.url, f"{school.url}drive/v3/")


def described(service: str) -> dict[str, Any]:
    """A service's description as the client library has it."""
    return _described({"classroom": "classroom.v1", "drive": "drive.v3"}[service])


@cache
def _described(name: str) -> dict[str, Any]:
    spec = find_spec("googleapiclient")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "discovery_cache" / "documents"
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def _routes() -> list[tuple[str, str, re.Pattern[str], frozenset[str]]]:
    """Of every method: its name, verb, path, and the parameters it takes in a query."""
    routes = []
    for service, names in METHODS.items():
        document = described(service)
        common = set(document["parameters"])
        for name in names:
            *way, last = name.split(".")
            node: dict[str, Any] = document
            for step in way:
                node = node["resources"][step]
            method = node["methods"][last]
            path = re.sub(r"\{\+?(\w+)\}", r"(?P<\1>[^/]+)", method["path"])
            query = {key for key, facts in method["parameters"].items() if facts["location"] == "query"}
            pattern = re.compile(f"/{document['servicePath']}{path}")
            routes.append((f"{service}.{name}", method["httpMethod"], pattern, frozenset(query | common)))
    return routes


def _handler(school: School) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        do_POST = do_PATCH = do_GET  # noqa: N815 - the library's own way

        def log_message(self, *_: object) -> None:
            pass

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            school.log.append(f"{self.command} {self.path}" + (f" {json.dumps(body)}" if body else ""))
            try:
                data = _asked(school, self.command, self.path, body)
                status = 200
            except WrongError as error:
                data, status = error.body, error.status
            is_bytes = isinstance(data, bytes)
            content = data if is_bytes else json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/octet-stream" if is_bytes else "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler


def _asked(school: School, verb: str, address: str, body: Any) -> Any:
    for fault in school.faults:
        if fault.times > 0 and fault.where in f"{verb} {address}":
            fault.times -= 1
            raise fault.error
    parts = urlsplit(address)
    query = parse_qs(parts.query, keep_blank_values=True)
    for name, method, pattern, known in _routes():
        found = pattern.fullmatch(parts.path)
        if found and method == verb:
            if set(query) - known:
                raise WrongError(400, "INVALID_ARGUMENT", f"Unknown name: {sorted(set(query) - known)}")
            places = {key: unquote(value) for key, value in found.groupdict().items()}
            return ANSWERS[name](school, places, query, body)
    raise WrongError(404, "NOT_FOUND", "Requested entity was not found.")


def _course(school: School, at: dict[str, str], *_: Any) -> Any:
    number = at.get("courseId") or at["id"]
    if number not in school.courses:
        raise WrongError(404, "NOT_FOUND", "Requested entity was not found.")
    return school.courses[number]


def _courses(school: School, at: dict[str, str], query: dict[str, list[str]], _: Any) -> Any:
    del at
    states = query.get("courseStates")
    found = [one for one in school.courses.values() if not states or one["courseState"] in states]
    return _page("courses", found, query)


def _work(school: School, at: dict[str, str], *_: Any) -> Any:
    number = at.get("courseWorkId") or at["id"]
    one = school.works.get(number)
    if one is None or one["courseId"] != at["courseId"]:
        raise WrongError(404, "NOT_FOUND", "Requested entity was not found.")
    return one


def _works(school: School, at: dict[str, str], query: dict[str, list[str]], _: Any) -> Any:
    _course(school, at)
    states = query.get("courseWorkStates", ["PUBLISHED"])
    found = [
        one for one in school.works.values() if one["courseId"] == at["courseId"] and one["state"] in states
    ]
    return _page("courseWork", found, query)


def _new_work(school: School, at: dict[str, str], query: dict[str, list[str]], body: Any) -> Any:
    del query
    _course(school, at)
    _expect_writable("CourseWork", body)
    if not 1 <= len(body.get("title", "")) <= 3000 or body.get("workType") != "ASSIGNMENT":
        raise WrongError(400, "INVALID_ARGUMENT", "title or workType")
    points = body.get("maxPoints", 0)
    if points < 0 or points != int(points):
        raise WrongError(400, "INVALID_ARGUMENT", "maxPoints must be a non-negative integer")
    number = str(700000000000 + len(school.works))
    made = {
        "state": "DRAFT",
        **body,
        "id": number,
        "courseId": at["courseId"],
        "associatedWithDeveloper": True,
    }
    school.works[number] = made
    if made["state"] == "PUBLISHED":
        give(school, number)
    return made


def give(school: School, work: str) -> None:
    """Everybody gets a row in an assignment."""
    school.works[work]["state"] = "PUBLISHED"
    for one in school.students:
        school.hand_in(one["userId"], work=work, state="NEW", submissionHistory=[], updateTime="")


def _people(school: School, at: dict[str, str], query: dict[str, list[str]], _: Any) -> Any:
    _course(school, at)
    return _page("students", school.students, query)


def _handed_in(school: School, at: dict[str, str], query: dict[str, list[str]], _: Any) -> Any:
    _work(school, at)
    found = [one for one in school.submissions if one["courseWorkId"] == at["courseWorkId"]]
    return _page("studentSubmissions", found, query)


def _patch(school: School, at: dict[str, str], query: dict[str, list[str]], body: Any) -> Any:
    work = _work(school, at)
    mask = query.get("updateMask", [""])[0].split(",")
    if not set(mask) <= {"draftGrade", "assignedGrade"}:
        raise WrongError(400, "INVALID_ARGUMENT", "updateMask")
    _expect_writable("StudentSubmission", body)
    if not work.get("associatedWithDeveloper"):
        raise WrongError(403, "PERMISSION_DENIED", DENIED)
    for one in school.submissions:
        if one["id"] == at["id"] and one["courseWorkId"] == at["courseWorkId"]:
            for name in mask:
                if body[name] < 0:
                    raise WrongError(400, "INVALID_ARGUMENT", f"{name} must be non-negative")
                one[name] = round(body[name], 2)
            return one
    raise WrongError(404, "NOT_FOUND", "Requested entity was not found.")


def _file(school: School, at: dict[str, str], query: dict[str, list[str]], _: Any) -> Any:
    facts = school.files.get(at["fileId"])
    if facts is None:
        raise WrongError(404, "NOT_FOUND", f"File not found: {at['fileId']}.", "notFound")
    if query.get("alt") == ["media"]:
        if facts["mimeType"].startswith("application/vnd.google-apps."):
            raise WrongError(
                403, "PERMISSION_DENIED", "Only files with binary content.", "fileNotDownloadable"
            )
        return school.contents[at["fileId"]]
    wanted = query.get("fields", ["id,name,mimeType"])[0].split(",")
    if set(wanted) - set(described("drive")["schemas"]["File"]["properties"]):
        raise WrongError(400, "INVALID_ARGUMENT", "Invalid field selection", "invalidParameter")
    return {name: facts[name] for name in wanted if name in facts}


def _export(school: School, at: dict[str, str], query: dict[str, list[str]], _: Any) -> Any:
    facts = school.files[at["fileId"]]
    if not facts["mimeType"].startswith("application/vnd.google-apps.") or "mimeType" not in query:
        raise WrongError(
            403, "PERMISSION_DENIED", "Export only supports Docs Editors files.", "fileNotExportable"
        )
    return b"%PDF-1.7 " + school.contents[at["fileId"]]


def _page(name: str, items: list[dict[str, Any]], query: dict[str, list[str]]) -> dict[str, Any]:
    """A page of them; the next one is had by a token, for the very same question."""
    same = {key: value for key, value in query.items() if key != "pageToken"}
    question = hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()[:8]
    start = 0
    if "pageToken" in query:
        asked, _, number = base64.b64decode(query["pageToken"][0]).decode().partition(":")
        if asked != question:
            raise WrongError(400, "INVALID_ARGUMENT", "The page token is of another request")
        start = int(number)
    end = start + min(PAGE, int(query.get("pageSize", ["30"])[0]) or PAGE)
    answer: dict[str, Any] = {name: items[start:end]} if items[start:end] else {}
    if end < len(items):
        answer["nextPageToken"] = base64.b64encode(f"{question}:{end}".encode()).decode()
    return answer


def _expect_writable(schema: str, body: Any) -> None:
    """A body with fields that the description does not have, or that are read-only, is refused."""
    fields = described("classroom")["schemas"][schema]["properties"]
    wrong = [
        name for name in body if name not in fields or "Read-only." in fields[name].get("description", "")
    ]
    if wrong:
        raise WrongError(400, "INVALID_ARGUMENT", f"Invalid JSON payload received. Unknown name: {wrong}")


ANSWERS: dict[str, Callable[..., Any]] = {
    "classroom.courses.get": _course,
    "classroom.courses.list": _courses,
    "classroom.courses.students.list": _people,
    "classroom.courses.courseWork.get": _work,
    "classroom.courses.courseWork.list": _works,
    "classroom.courses.courseWork.create": _new_work,
    "classroom.courses.courseWork.studentSubmissions.list": _handed_in,
    "classroom.courses.courseWork.studentSubmissions.patch": _patch,
    "drive.files.get": _file,
    "drive.files.export": _export,
}
