"""The consolidated list of the Security Council of the United Nations, as XML."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from registry.screening.faults import UnreadableListError
from registry.screening.parties import Party, PartyName
from registry.screening.xmlrecords import Element, records, root_of

LIST = "un-sc-consolidated"
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


@dataclass(frozen=True)
class UnXml:
    """One such file."""

    path: Path

    @property
    def day(self) -> date | None:
        """Return the day on which the file was generated."""
        with self.path.open("rb") as file:
            return _day(root_of(file).attribute("dateGenerated"))

    def parties(self) -> Iterator[Party]:
        """Yield every party."""
        with self.path.open("rb") as file:
            for element in records(file, "INDIVIDUAL", "ENTITY"):
                yield _party(element)


def _party(element: Element) -> Party:
    name = " ".join(part for part in map(element.words, _PARTS) if part)
    key = element.words("REFERENCE_NUMBER") or element.words("DATAID")
    if not name or not key:
        raise UnreadableListError(element.line, "an entry has no name or no number")
    original = element.words("NAME_ORIGINAL_SCRIPT")
    person = element.name == "INDIVIDUAL"
    return Party(
        list=LIST,
        key=key,
        names=(
            PartyName(name),
            *((PartyName(original),) if original else ()),
            *_aliases(element),
        ),
        kind="person" if person else "company",
        listed=_day(element.words("LISTED_ON")),
        numbers=tuple(
            number
            for each in element.of("INDIVIDUAL_DOCUMENT")
            if (number := each.words("NUMBER"))
        ),
    )


def _aliases(element: Element) -> Iterator[PartyName]:
    for kind in ("INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
        for each in element.of(kind):
            text = each.words("ALIAS_NAME")
            if text:
                yield PartyName(text, strong=each.words("QUALITY").casefold() != "low")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
