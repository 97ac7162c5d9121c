"""OFAC lists as "advanced" XML: parties first, and behind them the lists that they stand on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from registry.screening import listnames
from registry.screening.faults import UnreadableListError
from registry.screening.parties import Party, PartyName
from registry.screening.xmlrecords import Element, records

_ASIDE = (
    "DateOfIssue",
    "List",
    "PartyType",
    "PartySubType",
    "IDRegDocument",
    "SanctionsEntry",
)
_KINDS = {
    "individual": "person",
    "entity": "company",
    "vessel": "vessel",
    "aircraft": "aircraft",
}
_MOST = 2_000_000


@dataclass(slots=True)
class _Aside:
    """What stands beside the parties: few words for each, so it is held while they are read."""

    day: date | None = None
    lists: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)
    entries: dict[str, list[tuple[str, date | None]]] = field(default_factory=dict)
    count: int = 0


@dataclass(frozen=True)
class OfacXml:
    """One such file, read twice: for what stands beside the parties, and for these."""

    path: Path

    @property
    def day(self) -> date | None:
        """Return the day of issue."""
        return self._aside.day

    def parties(self) -> Iterator[Party]:
        """Yield each party once for every list that it stands on."""
        aside = self._aside
        with self.path.open("rb") as file:
            for element in records(file, "DistinctParty"):
                yield from _parties(element, aside)

    @cached_property
    def _aside(self) -> _Aside:
        aside = _Aside()
        with self.path.open("rb") as file:
            for element in records(file, *_ASIDE):
                aside.count += 1
                if aside.count > _MOST:
                    raise UnreadableListError(element.line, f"more than {_MOST:,} entries")
                _note(element, aside)
        return aside


def _note(element: Element, aside: _Aside) -> None:
    key = element.attribute("ID")
    match element.name:
        case "DateOfIssue":
            aside.day = aside.day or _day(element)
        case "List":
            aside.lists[key] = element.text.strip()
        case "PartyType":
            aside.types[key] = element.text.strip().casefold()
        case "PartySubType":
            own = element.text.strip().casefold()
            by_type = aside.types.get(element.attribute("PartyTypeID"), "")
            aside.kinds[key] = _KINDS.get(own) or _KINDS.get(by_type) or "company"
        case "IDRegDocument":
            number = element.words("IDRegistrationNo")
            if number:
                aside.numbers.setdefault(element.attribute("IdentityID"), []).append(number)
        case _:
            _note_entry(element, aside)


def _note_entry(element: Element, aside: _Aside) -> None:
    profile = element.attribute("ProfileID")
    if not profile:
        raise UnreadableListError(element.line, "a `SanctionsEntry` names no profile")
    title = aside.lists.get(element.attribute("ListID"), "")
    programs = " ".join(
        comment.text
        for each in element.of("SanctionsMeasure")
        for comment in each.of("Comment")
    )
    name = listnames.of_words(title) or (
        "us-ofac-sdn" if title.casefold().startswith("sdn") else listnames.of_programs(programs)
    )
    days = [
        found
        for event in element.of("EntryEvent")
        for each in event.of("Date")
        if (found := _day(each)) is not None
    ]
    aside.entries.setdefault(profile, []).append((name, min(days, default=None)))


def _parties(element: Element, aside: _Aside) -> Iterator[Party]:
    for profile in element.of("Profile"):
        key = profile.attribute("ID")
        names = tuple(_names(profile))
        if not key or not names:
            message = "a `DistinctParty` has no profile with a name"
            raise UnreadableListError(element.line, message)
        numbers = [
            number
            for identity in profile.of("Identity")
            for number in aside.numbers.get(identity.attribute("ID"), ())
        ]
        for name, listed in aside.entries.get(key, ()):
            yield Party(
                list=name,
                key=key,
                names=names,
                kind=aside.kinds.get(profile.attribute("PartySubTypeID"), "company"),
                listed=listed,
                numbers=(key, *numbers),
            )


def _names(profile: Element) -> Iterator[PartyName]:
    """Yield the names of a profile, the primary one first."""
    found = [
        (
            alias.attribute("Primary") != "true",
            PartyName(text, alias.attribute("LowQuality") != "true"),
        )
        for identity in profile.of("Identity")
        for alias in identity.of("Alias")
        for documented in alias.of("DocumentedName")
        if (text := _documented(documented))
    ]
    for _, name in sorted(found, key=lambda each: each[0]):
        yield name


def _documented(name: Element) -> str:
    parts = (part.text.strip() for part in name.below("NamePartValue"))
    return " ".join(part for part in parts if part)


def _day(element: Element) -> date | None:
    parts = [element.words(name) for name in ("Year", "Month", "Day")]
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
