"""Logging in: once in a browser of this machine or any other, and kept for its owner alone."""

from __future__ import annotations

import json
import stat
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from grader.classroom.login import READING, WRITING, Talk, log_in
from grader.errors import GraderError


@dataclass
class Tokens:
    """Google's address for tokens: what was asked, and what it answers."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    granted: str = ""
    status: int = 200


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    """A local server that gives tokens to whoever asks."""
    pytest.importorskip("google_auth_oauthlib", reason="the extra [classroom] is not installed")
    state = Tokens()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            state.asked.append({key: values[0] for key, values in parse_qs(body).items()})
            answer = {"access_token": "at", "refresh_token": "rt", "expires_in": 3600, "token_type": "Bearer"}
            if state.granted:
                answer["scope"] = state.granted
            if state.status != 200:
                answer = {"error": "invalid_grant", "error_description": "Token has been revoked."}
            data = json.dumps(answer).encode()
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/token"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tokens: Tokens) -> Path:
    """~/.config/grader with a client's file, on a machine reached over ssh."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the library's own switch for servers like ours
    folder = tmp_path / "grader"
    folder.mkdir()
    client = {
        "client_id": "us",
        "client_secret": "none",
        "auth_uri": "https://accounts.example/auth",
        "token_uri": tokens.url,
    }
    (folder / "classroom.json").write_text(json.dumps({"installed": client}))
    return folder


@dataclass
class Instructor:
    """Opens the address that is printed, says yes, and pastes where it ends."""

    heard: list[str] = field(default_factory=list)
    pastes: str = ""

    @property
    def talk(self) -> Talk:
        """As the commands talk to her."""
        return Talk(self.heard.append, self.answer)

    def answer(self, _: str) -> str:
        """The address of the last page, with Google's code in it."""
        query = self.query()
        end = f"{query['redirect_uri'][0]}?state={query['state'][0]}&code=4%2Fx&scope=y"
        return self.pastes or f" {end}\n"

    def query(self) -> dict[str, list[str]]:
        """What the printed address asks for."""
        url = next(line for said in self.heard for line in said.splitlines() if line.startswith("https://"))
        return parse_qs(urlsplit(url).query)


def test_over_ssh_the_address_is_printed_and_the_last_one_pasted(home: Path, tokens: Tokens) -> None:
    """Reading asks for read-only permissions alone, and its token is nobody else's to read."""
    ada = Instructor()
    found = log_in("read", None, ada.talk)
    assert (found.token, found.refresh_token) == ("at", "rt")
    asked = set(ada.query()["scope"][0].split())
    assert asked == set(READING)
    assert all(one.endswith(("readonly", "profile.emails")) for one in asked)
    assert ada.query()["access_type"] == ["offline"]
    kept = home / "classroom-read-token.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [one["grant_type"] for one in tokens.asked] == ["authorization_code"]
    assert len(tokens.asked[0]["code_verifier"]) >= 43


def test_a_login_is_kept_apart_for_reading_and_writing(home: Path, tokens: Tokens) -> None:
    """The second time nobody is asked; writing is asked for when it is needed, without Drive."""
    log_in("read", None, Instructor().talk)
    again = Instructor()
    log_in("read", None, again.talk)
    assert again.heard == []
    assert [one["grant_type"] for one in tokens.asked] == ["authorization_code", "refresh_token"]
    ada = Instructor()
    log_in("write", None, ada.talk)
    assert set(ada.query()["scope"][0].split()) == set(WRITING)
    assert not [one for one in WRITING if "drive" in one]
    assert {path.name for path in home.iterdir()} >= {
        "classroom-read-token.json",
        "classroom-write-token.json",
    }


def test_an_old_login_is_renewed_and_a_withdrawn_one_asked_for_again(home: Path, tokens: Tokens) -> None:
    """Every command renews it; what was taken back is no error, only a new login."""
    log_in("read", None, Instructor().talk)
    kept = home / "classroom-read-token.json"
    ada = Instructor()
    log_in("read", None, ada.talk)
    assert ada.heard == []
    assert tokens.asked[-1]["grant_type"] == "refresh_token"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    tokens.status = 400
    with pytest.raises(GraderError, match="The login did not work"):
        log_in("read", None, ada.talk)
    assert "Open this address" in ada.heard[0]


@pytest.mark.parametrize("spoilt", ["{", "[]", '{"token": 1}', '{"client_id": "us"}'])
def test_a_spoilt_token_is_only_a_new_login(home: Path, tokens: Tokens, spoilt: str) -> None:
    """As is one of another client, or one with fewer permissions."""
    (home / "classroom-read-token.json").write_text(spoilt)
    ada = Instructor()
    log_in("read", None, ada.talk)
    assert len(ada.heard) == 2
    assert len(tokens.asked) == 1


def test_permissions_that_were_not_given_are_said(home: Path, tokens: Tokens) -> None:
    """Google lets her untick some; nothing works then, and later nobody would know why."""
    del home
    tokens.granted = READING[0]
    with pytest.raises(GraderError, match="leave all of it ticked"):
        log_in("read", None, Instructor().talk)


def test_another_address_than_the_last_is_refused(home: Path, tokens: Tokens) -> None:
    """And so is one of an earlier login, whose state is another."""
    for pasted, said in (
        ("https://classroom.google.com/", "not the address"),
        ("http://localhost:58585/?state=old&code=x", "did not work"),
    ):
        with pytest.raises(GraderError, match=said):
            log_in("read", None, Instructor(pastes=pasted).talk)
    assert tokens.asked == []
    assert not (home / "classroom-read-token.json").exists()


def test_with_a_browser_here_nothing_is_pasted(
    home: Path, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library waits at an address of this machine, to which Google sends the browser back."""
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.setenv("DISPLAY", ":0")
    visits: list[threading.Thread] = []

    class Browser:
        def open(self, url: str, **_: object) -> bool:
            query = parse_qs(urlsplit(url).query)
            back = f"{query['redirect_uri'][0]}?state={query['state'][0]}&code=x"
            visits.append(threading.Thread(target=lambda: urllib.request.urlopen(back).close()))  # noqa: S310
            visits[0].start()
            return True

    monkeypatch.setattr("webbrowser.get", lambda *_: Browser())
    ada = Instructor()
    assert log_in("read", None, ada.talk).valid
    visits[0].join()
    assert ada.heard == ["Your browser opens: log in as the course's teacher and allow what is asked."]
    assert (home / "classroom-read-token.json").exists()
    assert len(tokens.asked) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "make an OAuth client of the type “Desktop app”.*--credentials"),
        ("{", "is not the JSON file of an OAuth client"),
        ('{"installed": {"client_id": "x"}}', "is not the JSON file of an OAuth client"),
        ('{"web": {"client_id": "x"}}', "is of a web application"),
    ],
)
def test_the_clients_file_is_asked_for_in_plain_words(
    tmp_path: Path, tokens: Tokens, text: str | None, said: str
) -> None:
    """One sentence says how to get one, or what is wrong with this one."""
    path = tmp_path / "client.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(GraderError, match=said):
        log_in("read", path, Instructor().talk)
    assert tokens.asked == []


def test_a_browser_from_which_nothing_comes_back_is_no_dead_end(
    home: Path, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while the address is printed, as over ssh."""
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("grader.classroom.login.PATIENCE", 0.05)

    class Browser:
        def open(self, *_: object, **__: object) -> bool:
            return False

    monkeypatch.setattr("webbrowser.get", lambda *_: Browser())
    ada = Instructor()
    assert log_in("read", None, ada.talk).valid
    assert ada.heard[1] == "Nothing came back from the browser."
    assert len(tokens.asked) == 1
    assert (home / "classroom-read-token.json").exists()
