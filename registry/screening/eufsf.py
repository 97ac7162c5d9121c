"""The consolidated financial sanctions list of the European Union, as XML 1.1."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from registry.screening.faults import UnreadableListError
from registry.screening.parties import Party, PartyName
from registry.screening.xmlrecords import Element, records, root_of

_UKRAINE = "UKR"
"""The regime of Regulation 269/2014."""


@dataclass(frozen=True)
class EuXml:
    """One such file."""

    path: Path

    @property
    def day(self) -> date | None:
        """Return the day on which the file was generated."""
        with self.path.open("rb") as file:
            return _day(root_of(file).attribute("generationDate"))

    def parties(self) -> Iterator[Party]:
        """Yield every party."""
        with self.path.open("rb") as file:
            for element in records(file, "sanctionEntity"):
                yield _party(element)


def _party(element: Element) -> Party:
    names = tuple(
        PartyName(text, strong=alias.attribute("strong") != "false")
        for alias in element.of("nameAlias")
        if (text := _name(alias))
    )
    key = element.attribute("euReferenceNumber") or element.attribute("logicalId")
    if not names or not key:
        raise UnreadableListError(element.line, "a `sanctionEntity` has no name or no number")
    kinds = [each.attribute("code") for each in element.of("subjectType")]
    person = "person" in kinds
    days = [_day(element.attribute("designationDate"))]
    days += [_day(each.attribute("entryIntoForceDate")) for each in element.of("regulation")]
    return Party(
        list=_list(element, person=person),
        key=key,
        names=tuple(sorted(names, key=lambda each: not each.strong)),
        kind="person" if person else "company",
        country=_country(element),
        listed=min((day for day in days if day is not None), default=None),
        numbers=tuple(
            number
            for each in element.of("identification")
            if (number := each.attribute("number"))
        ),
    )


def _name(alias: Element) -> str:
    whole = alias.attribute("wholeName")
    parts = (alias.attribute(each) for each in ("firstName", "middleName", "lastName"))
    return whole or " ".join(part for part in parts if part)


def _list(element: Element, *, person: bool) -> str:
    regimes = {each.attribute("programme") for each in element.of("regulation")}
    if _UKRAINE not in regimes:
        return "eu-fsf-other"
    return "eu-269-2014-i-persons" if person else "eu-269-2014-i-entities"


def _country(element: Element) -> str | None:
    for name in ("citizenship", "address"):
        for each in element.of(name):
            code = each.attribute("countryIso2Code")
            if len(code) == 2 and code.isalpha() and code != "00":  # noqa: PLR2004 a code's length
                return code
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
