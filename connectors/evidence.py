"""What a source answered, kept so that every fact can point to it.

A fact of a record says where it stands: which answer, by its place in the
record's list, and which part of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Generic, TypeVar

from connectors.outcomes import Outcome

Value_co = TypeVar("Value_co", covariant=True)


class Method(StrEnum):
    """How an answer was got."""

    GET = "GET"
    HEAD = "HEAD"
    POST = "POST"
    READ = "READ"
    """From a file."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer of a source, or that there was none."""

    url: str
    """An address, or the path of a file as it was given."""
    method: Method
    outcome: Outcome
    time: datetime
    """When it was got from the source, in UTC; not when it was read from a cache."""
    status: int | None = None
    """Nothing for a file, or where no answer came."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those that say something about the content."""
    sha256: str | None = None
    """Of the body, as it came."""
    size: int | None = None
    from_cache: bool = False

    @property
    def etag(self) -> str | None:
        """Return the mark by which the source tells one content from another."""
        return self.headers.get("etag")


@dataclass(frozen=True, slots=True)
class Where:
    """The place in which a fact stands."""

    evidence: int
    """Which answer, counted from 0."""
    pointer: str = ""
    """Which part of it: a JSON pointer (`/cardData/license`), or nothing for the whole."""


@dataclass(frozen=True, slots=True)
class Stated(Generic[Value_co]):
    """A value as a source states it, and where."""

    value: Value_co
    where: Where


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal."""
    return sha256(content).hexdigest()


def pointer(*steps: str | int) -> str:
    """Return the JSON pointer that leads over `steps`."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
