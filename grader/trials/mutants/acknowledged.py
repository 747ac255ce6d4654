"""Bugs that change no answer, as the instructor acknowledges them in a file beside the reference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from grader.errors import RubricError
from grader.oracle.build import ASIDE
from grader.trials.mutants.make import Mutant

__all__ = ["FILE", "Acknowledged", "acknowledged", "entry"]

FILE = ASIDE
REMEDY = f"each entry of {FILE} has the keys in, was, becomes and because, all of them texts"


class Acknowledged(BaseModel):
    """One line and what it may become without any answer being another, with the reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    where: str = Field(alias="in", description="The file and the function or constant: adaptive.py:adagrad.")
    was: str = Field(description="The line as it stands.")
    becomes: tuple[str, ...] = Field(
        min_length=1, description="The line with the bug: one, or a list of them."
    )
    because: str = Field(min_length=10, description="Why no answer changes.")

    @field_validator("becomes", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("was")
    @classmethod
    def _stripped(cls, value: str) -> str:
        return " ".join(line.strip() for line in value.strip().splitlines())

    def covers(self, mutant: Mutant) -> bool:
        """Whether this bug is meant."""
        here = self.where in (f"{mutant.file}:{mutant.where}", mutant.file)
        return here and self.was == mutant.was and mutant.becomes in self.becomes


def acknowledged(reference: Path) -> tuple[Acknowledged, ...]:
    """What is acknowledged beside a reference; nothing where there is no file. Raises RubricError."""
    path = reference / FILE
    if not path.is_file():
        return ()
    try:
        found: Any = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return tuple(TypeAdapter(list[Acknowledged]).validate_python(found or []))
    except (YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise RubricError(f"{path} cannot be read: {REMEDY}. {_first(error)}") from error


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        one = error.errors(include_url=False)[0]
        number, *keys = one["loc"] or ("",)
        place = f"Entry {int(number) + 1}" if isinstance(number, int) else "The file"
        return f"{place}{''.join(f', {key}' for key in keys)}: {one['msg']}."
    return " ".join(str(error).split())[:200]


def entry(mutants: Sequence[Mutant]) -> str:
    """An entry to copy into the file, for somebody who knows the reason."""
    text, first = [], mutants[0]
    text.append(f"- in: {first.file}:{first.where}")
    text.append(f"  was: {_quoted(first.was)}")
    text.append("  becomes:")
    text += [f"    - {_quoted(one.becomes)}" for one in mutants]
    text.append("  because: …")
    return "\n".join(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
