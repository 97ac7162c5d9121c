"""The Consolidated Screening List of the United States, as JSON and as CSV."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from registry.screening import listnames
from registry.screening.csvrows import rows
from registry.screening.faults import UnreadableListError
from registry.screening.jsonrecords import json_records
from registry.screening.parties import Party, PartyName

_NEEDED = frozenset({"_id", "source", "name", "alt_names", "start_date"})
_KINDS = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
_LONGEST = 1_000_000


def is_heading(line: str) -> bool:
    """Return whether `line` is the heading of the list as CSV."""
    return {each.strip() for each in next(csv.reader([line]), [])} >= _NEEDED


@dataclass(frozen=True)
class CslJson:
    """The list as JSON: `results` with one object for each party."""

    path: Path

    @property
    def day(self) -> date | None:
        """Return nothing: the file does not say of which day it is."""
        return None

    def parties(self) -> Iterator[Party]:
        """Yield every party."""
        with self.path.open(encoding="utf-8-sig") as file:
            for line, record in json_records(file, "results"):
                yield _party(line, {name: _texts(value) for name, value in record.items()})


@dataclass(frozen=True)
class CslCsv:
    """The list as CSV, with a heading; several values of one column are joined by `; `."""

    path: Path

    @property
    def day(self) -> date | None:
        """Return nothing: the file does not say of which day it is."""
        return None

    def parties(self) -> Iterator[Party]:
        """Yield every party."""
        lines = rows(self.path, "utf-8-sig")
        _, heading = next(lines)
        names = [each.strip() for each in heading]
        for line, row in lines:
            if len(row) != len(names):
                message = f"a row has {len(row)} columns where {len(names)} belong"
                raise UnreadableListError(line, message)
            record = dict(zip(names, row, strict=True))
            yield _party(
                line,
                {
                    name: _split(value) if name in {"alt_names", "ids"} else (value.strip(),)
                    for name, value in record.items()
                },
            )


def _party(line: int, record: Mapping[str, tuple[str, ...]]) -> Party:
    source, name = _first(record, "source"), _first(record, "name")
    if not source or not name:
        raise UnreadableListError(line, "an entry has no name or no source")
    found = listnames.of_csl(source)
    if found is None:
        message = f"an entry comes from `{source[:100]}`, which is no list that is known here"
        raise UnreadableListError(line, message, "report it, so that the list gets a name")
    aliases = (alias.removeprefix("and ").strip() for alias in record.get("alt_names", ()))
    return Party(
        list=found,
        key=_first(record, "entity_number") or _key(source, name, record),
        names=(PartyName(name), *(PartyName(alias) for alias in aliases if alias)),
        kind=_KINDS.get(_first(record, "type").casefold(), "company"),
        country=_country(record),
        listed=_day(_first(record, "start_date")),
        removed=_day(_first(record, "end_date")),
        numbers=tuple(
            number
            for number in (_first(record, "entity_number"), *record.get("ids", ()))
            if any(sign.isdigit() for sign in number)
        ),
    )


def _key(source: str, name: str, record: Mapping[str, tuple[str, ...]]) -> str:
    """Return a key of an entry without a number: its source, name, start, and all the rest."""
    parts = [source, name, _first(record, "start_date")]
    whole = json.dumps([*parts, *sorted(map(str, record.items()))], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:24]


def _first(record: Mapping[str, tuple[str, ...]], name: str) -> str:
    found = record.get(name, ())
    return found[0] if found else ""


def _split(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(";") if part.strip())


def _texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 JSON as it was parsed
    """Return the texts in one value of the JSON list, numbers of ids and countries included."""
    if isinstance(value, str):
        return (value.strip(),)
    if isinstance(value, list):
        return tuple(text for each in value for text in _texts(each))
    if isinstance(value, dict):
        wanted = (value.get("number"), value.get("country"))
        return tuple(each.strip() for each in wanted if isinstance(each, str))
    return (str(value),) if isinstance(value, int) else ()


def _country(record: Mapping[str, tuple[str, ...]]) -> str | None:
    for name in ("country", "addresses", "nationalities", "citizenships"):
        for text in record.get(name, ()):
            code = text.rpartition(",")[2].strip()
            if len(code) == 2 and code.isupper():  # noqa: PLR2004 the length of a country's code
                return code
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
