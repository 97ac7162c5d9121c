"""Parties on screening lists, and the editions that they stand in."""

from datetime import date
from typing import Protocol

from policy.documents import Confidence
from policy.frozen import dataclass


@dataclass(frozen=True, slots=True)
class PartyName:
    """One name of a listed party."""

    text: str
    strong: bool = True
    """The list itself gives it as a good name; a brand or a weak alias is not strong."""


@dataclass(frozen=True, slots=True)
class Party:
    """One party as one list names it."""

    list: str
    """Id of the list, as conditions of laws name it."""
    key: str
    """What tells it from the others on the list."""
    names: tuple[PartyName, ...]
    """The first is the one by which it is called."""
    kind: str = "company"
    country: str | None = None
    listed: date | None = None
    removed: date | None = None
    """The first day on which it stands there no longer."""
    numbers: tuple[str, ...] = ()
    """Of registers, taxes and the like, as the list writes them."""
    providers: tuple[str, ...] = ()
    """Slugs of the providers of the catalog that this party is."""
    confidence: Confidence = Confidence.HIGH
    source: str | None = None
    note: str | None = None

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.names[0].text

    def stands_on(self, day: date) -> bool:
        """Return whether it stands on the list on `day`, as far as dates are known."""
        begun = self.listed is None or self.listed <= day
        return begun and (self.removed is None or day < self.removed)


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of one list, as it was published on a day."""

    list: str
    title: str
    day: date
    """Of the file, where it says so; else the day on which it was read."""
    parties: int
    file: str
    """The name of the file, or where the data stand."""
    digest: str = ""
    """`sha256:…` of the file; empty for what ships."""
    sample: bool = False
    """It holds some parties of the list only: nobody is clear of a list for its sake."""


@dataclass(frozen=True, slots=True)
class Named:
    """A listed party under the one of its names that was found."""

    party: Party
    name: PartyName


class PartyLists(Protocol):
    """Where listed parties are kept."""

    def editions(self) -> tuple[Edition, ...]:
        """Return every edition, by list and day."""
        ...

    def named(self, name: str, day: date, /) -> tuple[Named, ...]:
        """Return every name that may be like `name`, in the editions that count on `day`."""
        ...

    def numbered(self, number: str, day: date, /) -> tuple[Party, ...]:
        """Return who has `number`, in the editions that count on `day`."""
        ...


def editions_on(editions: tuple[Edition, ...], day: date) -> tuple[Edition, ...]:
    """Return the edition of each list that counts on `day`: the newest by then, or the first.

    So an old decision is replayed against what was loaded for its time.
    """
    chosen: dict[str, Edition] = {}
    for each in sorted(editions, key=lambda each: (each.list, each.day, each.digest)):
        if each.list not in chosen or each.day <= day:
            chosen[each.list] = each
    return tuple(chosen.values())
