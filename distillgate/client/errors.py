"""What may go wrong between a client and a server.

ClientError
    RefusedError        the server answered with a problem
    UnreachableError    it did not answer, or with what is no answer of its own
    StillOpenError      nothing was decided in the time that was given
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that is wrong in what was sent, with its place."""

    code: str
    level: str
    message: str
    line: int
    column: int
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was refused, as RFC 9457 tells it."""

    status: int
    code: str
    """Stable, such as `unknown-key`."""
    detail: str
    hint: str | None = None
    line: int | None = None
    column: int | None = None
    diagnostics: tuple[Place, ...] = ()
    instance: str | None = None
    """The request, as the log of the server names it."""

    @classmethod
    def parse(cls, status: int, said: Mapping[str, Any]) -> "Problem":
        """Return the problem that a server told."""
        found = said.get("diagnostics") or ()
        return cls(
            status=status,
            code=str(said.get("code", "unknown")),
            detail=str(said.get("detail", "")),
            hint=said.get("hint"),
            line=said.get("line"),
            column=said.get("column"),
            diagnostics=tuple(_place(each) for each in found),
            instance=said.get("instance"),
        )


def _place(said: Mapping[str, Any]) -> Place:
    return Place(
        str(said["code"]),
        str(said["level"]),
        str(said["message"]),
        int(said["line"]),
        int(said["column"]),
        said.get("hint"),
    )


class ClientError(Exception):
    """Something went wrong; nothing is known to have been decided."""


@dataclass(eq=False)
class RefusedError(ClientError):
    """The server refused, and says why."""

    problem: Problem
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        found = self.problem
        place = "" if found.line is None else f" at {found.line}:{found.column}"
        hint = f" ({found.hint})" if found.hint else ""
        return f"{found.status} {found.code}{place}: {found.detail}{hint}"


class UnreachableError(ClientError):
    """The server did not answer, or what answered is no server of ours."""


class StillOpenError(ClientError):
    """Nothing was decided in the time that was given."""
