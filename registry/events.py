"""What happens in the registry, told to whoever keeps the log, in the same transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from registry.statements import Writer


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done, before it is committed."""

    kind: str
    """Such as `decision.made`."""
    writer: Writer
    subject: str
    """What it is about: a kind and a name, such as `plan:support-assistant`."""
    digest: str | None = None
    """Of what it is about."""
    outcome: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    """The digests and versions of all that the outcome was made from."""
    result: str | None = None
    """The digest of what was decided, as it is stored."""
    reasons: tuple[str, ...] = ()
    details: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)
    """What only this kind of event says, in words without spaces."""
    private: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What people wrote, by the name under which the record commits to it."""
    key: str | None = None
    """By which whoever asks knows it: the same thing asked twice is done once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the log holds an event; to be told only after the commit."""

    log: str
    index: int
    new: bool = True
    """False where it was recorded before, under the same key."""


Recorder = Callable[[Connection, Event], Place | None]
"""Writes an event through the connection of its transaction; raising undoes the whole."""


def unrecorded(_: Connection, __: Event) -> None:
    """Keep no log."""
