"""OFAC lists as CSV without a heading: the parties, and their aliases in a file beside."""

import csv
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from registry.screening import listnames
from registry.screening.csvrows import rows
from registry.screening.faults import UnreadableListError
from registry.screening.parties import Party, PartyName

_COLUMNS = 12
_ALIAS_COLUMNS = 5
_EMPTY = "-0-"
_KINDS = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
_BESIDE = {"sdn": "alt", "cons_prim": "cons_alt"}
"""The file of aliases, by the file of parties, as they are published."""


def is_row(line: str) -> bool:
    """Return whether `line` looks like a row of such a file."""
    found = next(csv.reader([line]), [])
    return len(found) == _COLUMNS and found[0].strip().isdecimal()


@dataclass(frozen=True)
class OfacCsv:
    """One such file; aliases are read from `alt.csv` or `cons_alt.csv` in the same folder."""

    path: Path

    @property
    def day(self) -> date | None:
        """Return nothing: the file does not say of which day it is."""
        return None

    @property
    def aliases(self) -> Path | None:
        """Return the file of aliases that goes with this one, where it is."""
        stem = self.path.stem.casefold()
        beside = self.path.with_name(f"{_BESIDE.get(stem, stem + '_alt')}{self.path.suffix}")
        return beside if beside.is_file() else None

    def parties(self) -> Iterator[Party]:
        """Yield every party."""
        for line, row in rows(self.path, "latin-1"):
            if len(row) != _COLUMNS:
                message = f"a row has {len(row)} columns where {_COLUMNS} belong"
                raise UnreadableListError(line, message)
            yield self._party(line, [_value(each) for each in row])

    def _party(self, line: int, row: list[str]) -> Party:
        number, name, kind, programs = row[:4]
        if not number.isdecimal() or not name:
            raise UnreadableListError(line, "a row has no number or no name")
        consolidated = self.path.stem.casefold().startswith("cons")
        return Party(
            list=listnames.of_programs(programs) if consolidated else "us-ofac-sdn",
            key=number,
            names=(PartyName(name), *self._aliases.get(number, ())),
            kind=_KINDS.get(kind.casefold(), "company"),
            numbers=(number,),
        )

    @cached_property
    def _aliases(self) -> dict[str, tuple[PartyName, ...]]:
        found: dict[str, tuple[PartyName, ...]] = {}
        path = self.aliases
        if path is None:
            return found
        with closing(rows(path, "latin-1")) as lines:
            for line, row in lines:
                if len(row) != _ALIAS_COLUMNS:
                    message = f"a row of `{path.name}` has {len(row)} columns, not five"
                    raise UnreadableListError(line, message)
                number, _, _, name, remark = map(_value, row)
                weak = "weak" in remark.casefold()
                found[number] = (*found.get(number, ()), PartyName(name, strong=not weak))
        return found


def _value(text: str) -> str:
    value = text.strip()
    return "" if value == _EMPTY else value
