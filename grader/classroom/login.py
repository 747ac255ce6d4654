"""Logging in with Google as an installed program: once for reading, and apart from it once for writing."""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grader.classroom.service import library
from grader.errors import GraderError
from grader.model.files import reason, write

__all__ = ["READING", "WRITING", "Talk", "log_in"]

Purpose = Literal["read", "write"]
ROOT = "https://www.googleapis.com/auth/"
SEEING = ("classroom.courses.readonly", "classroom.rosters.readonly", "classroom.profile.emails")
READING = tuple(ROOT + one for one in (*SEEING, "classroom.coursework.students.readonly", "drive.readonly"))
WRITING = tuple(ROOT + one for one in (*SEEING, "classroom.coursework.students"))
NOWHERE = "http://localhost:58585/"  # nobody listens: a browser shows an error, and the address
PATIENCE = 300  # seconds for somebody to say yes in the browser


@dataclass(frozen=True, slots=True)
class Talk:
    """How to say something to the instructor, and how to ask for one line."""

    say: Callable[[str], None]
    ask: Callable[[str], str]


def log_in(purpose: Purpose, secrets: Path | None, talk: Talk) -> Any:
    """Google's credentials for reading or for writing, from an earlier login if it still holds."""
    library()
    client = _client(secrets or _home() / "classroom.json")
    place = _home() / f"classroom-{purpose}-token.json"
    scopes = READING if purpose == "read" else WRITING
    found = _kept(place, client, scopes) or _asked(client, scopes, talk)
    _home().mkdir(parents=True, exist_ok=True, mode=0o700)
    write(place, found.to_json(strip=["client_secret"]))  # a new file is for its owner alone
    place.chmod(0o600)
    return found


def _home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "grader"


def _client(place: Path) -> dict[str, Any]:
    """What the instructor got from Google for this program. Raises GraderError with the way there."""
    try:
        facts = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GraderError(
            f"There is no {place}: make an OAuth client of the type “Desktop app” in Google Cloud, download "
            "its JSON file and put it there or name it with --credentials; docs/classroom.md has the steps."
        ) from None
    except OSError as error:
        raise GraderError(f"{place} cannot be read: {reason(error)}.") from error
    except ValueError:
        facts = None
    if isinstance(facts, dict) and isinstance(facts.get("web"), dict):
        raise GraderError(f"{place} is of a web application; make an OAuth client of the type “Desktop app”.")
    client = facts.get("installed") if isinstance(facts, dict) else None
    if not isinstance(client, dict) or not {"client_id", "client_secret", "auth_uri", "token_uri"} <= set(
        client
    ):
        raise GraderError(
            f"{place} is not the JSON file of an OAuth client; download it from Google Cloud again."
        )
    return {"installed": client}


def _kept(place: Path, client: dict[str, Any], scopes: tuple[str, ...]) -> Any:
    """The earlier login, fresh again; None when there is none for this client and these permissions."""
    import httplib2
    from google.auth.exceptions import RefreshError, TransportError
    from google.oauth2.credentials import Credentials
    from google_auth_httplib2 import Request

    ours = client["installed"]
    try:
        facts = json.loads(place.read_text(encoding="utf-8"))
        same = facts["client_id"] == ours["client_id"] and set(scopes) <= set(facts["scopes"])
        secrets = {key: ours[key] for key in ("client_id", "client_secret", "token_uri")}
        found = Credentials(None, facts["refresh_token"], scopes=facts["scopes"], **secrets)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not same:
        return None
    http = httplib2.Http(timeout=60)
    try:
        found.refresh(Request(http))
    except RefreshError:
        return None  # taken back, or too old: ask again
    except TransportError as error:
        raise GraderError("Google could not be reached to renew your login; check the network.") from error
    finally:
        http.close()
    return found


def _asked(client: dict[str, Any], scopes: tuple[str, ...], talk: Talk) -> Any:
    """A new login, in the browser of this machine or, over ssh, in any other."""
    from google_auth_oauthlib.flow import InstalledAppFlow

    flow = InstalledAppFlow.from_client_config(client, list(scopes))
    try:
        if _has_browser():
            talk.say("Your browser opens: log in as the course's teacher and allow what is asked.")
            try:
                return flow.run_local_server(
                    port=0,
                    authorization_prompt_message="",
                    success_message="You are logged in. Close this window and go back to the terminal.",
                    timeout_seconds=PATIENCE,
                    prompt="consent",
                )
            except (AttributeError, webbrowser.Error):  # the library's way of saying that nobody came
                talk.say("Nothing came back from the browser.")
        return _pasted(flow, talk)
    except Warning as error:  # the library's own way of saying so
        raise GraderError(
            "You did not allow all that was asked for; log in again and leave all of it ticked."
        ) from error
    except GraderError:
        raise
    except Exception as error:
        raise GraderError(
            f"The login did not work ({_words(error)}); type the same command again."
        ) from error


def _pasted(flow: Any, talk: Talk) -> Any:
    """Without a browser here: the address is opened elsewhere, and where it ends is pasted."""
    flow.redirect_uri = NOWHERE
    url, _ = flow.authorization_url(prompt="consent")
    talk.say(
        f"Open this address in a browser, log in as the course's teacher and allow what is asked:\n{url}"
    )
    talk.say("It ends on a page that cannot be shown. Copy the whole address of that page from the browser.")
    answer = talk.ask("That address").strip()
    if "code=" not in answer or "state=" not in answer:
        raise GraderError(f"That is not the address of the last page: it begins with {NOWHERE}?state=.")
    flow.fetch_token(authorization_response=answer.replace("http://", "https://", 1))
    return flow.credentials


def _has_browser() -> bool:
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return False
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _words(error: Exception) -> str:
    from grader.model.text import line

    return line(str(error), 120).rstrip(".") or type(error).__name__
