"""Party lists in files: each import is one SQLite file, written whole or not at all."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from registry.screening.names import blocks_of, number_key, reduced
from registry.screening.parties import Edition, Named, Party, PartyName, editions_on

FORM = 1
"""Of the tables below; a file of another form is not read."""
ENDING = ".screening"
_TABLES = """
create table edition (list text, title text, day text, parties integer, file text, digest text);
create table party (id integer primary key, list text, key text, kind text, country text,
                    listed text, removed text, numbers text, note text);
create table name (party integer, place integer, text text, strong integer);
create table block (block text, party integer, place integer);
create table number (number text, party integer);
"""
_INDEXES = """
create index blocks on block (block);
create index numbers on number (number);
create index names on name (party, place);
"""
_PARTY = "party.id, party.list, key, kind, country, listed, removed, numbers, note"


class NotAListFileError(Exception):
    """A file in the folder of lists is none, or of another form."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file an import comes from."""

    file: str
    digest: str


def write_lists(path: Path, parties: Iterable[Party], origin: Origin, day: date) -> None:
    """Write `parties` as a new file at `path`; with any error nothing is there afterwards."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as base:
            base.execute(f"pragma user_version = {FORM:d}")
            base.execute("pragma journal_mode = off")
            base.execute("pragma synchronous = off")
            base.execute("begin")
            _fill(base, parties)
            _close_editions(base, origin, day)
            base.execute("commit")
        _settle(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _fill(base: sqlite3.Connection, parties: Iterable[Party]) -> None:
    for statement in filter(str.strip, _TABLES.split(";")):
        base.execute(statement)
    for number, party in enumerate(parties):
        row = (
            number,
            party.list,
            party.key,
            party.kind,
            party.country,
            _text(party.listed),
            _text(party.removed),
            json.dumps(party.numbers),
            party.note,
        )
        base.execute("insert into party values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        names = [
            (number, place, each.text, each.strong) for place, each in enumerate(party.names)
        ]
        base.executemany("insert into name values (?, ?, ?, ?)", names)
        blocks = [
            (block, number, place)
            for place, each in enumerate(party.names)
            for block in blocks_of(reduced(each.text))
        ]
        base.executemany("insert into block values (?, ?, ?)", blocks)
        keys = [(number_key(each), number) for each in party.numbers]
        base.executemany("insert into number values (?, ?)", keys)
    for statement in filter(str.strip, _INDEXES.split(";")):
        base.execute(statement)


def _close_editions(base: sqlite3.Connection, origin: Origin, day: date) -> None:
    base.execute(
        "insert into edition select list, list, ?, count(*), ?, ? from party group by list",
        (day.isoformat(), origin.file, origin.digest),
    )


def _settle(path: Path) -> None:
    """Make sure that what was written is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@dataclass(frozen=True)
class ListFiles:
    """Every import in one folder."""

    folder: Path

    def editions(self) -> tuple[Edition, ...]:
        """Return every edition, by list and day; raises `NotAListFileError`."""
        return tuple(edition for _, edition in self._editions)

    def named(self, name: str, day: date) -> tuple[Named, ...]:
        """Return every name that may be like `name`, in the editions that count on `day`."""
        blocks = blocks_of(reduced(name))
        marks = ", ".join("?" * len(blocks))
        # The marks are one question mark for each block; values are bound.
        query = (
            f"select distinct {_PARTY}, name.text, name.strong from block"  # noqa: S608
            " join party on party.id = block.party"
            " join name on name.party = block.party and name.place = block.place"
            f" where block.block in ({marks}) order by party.id, name.place"
        )
        return tuple(
            Named(_party(base, row), PartyName(row[9], bool(row[10])))
            for base, row in self._rows(query, blocks, day)
        )

    def numbered(self, number: str, day: date) -> tuple[Party, ...]:
        """Return who has `number`, in the editions that count on `day`."""
        query = (
            f"select distinct {_PARTY} from number"  # noqa: S608 nothing but the names of columns
            " join party on party.id = number.party where number.number = ? order by party.id"
        )
        return tuple(
            _party(base, row) for base, row in self._rows(query, (number_key(number),), day)
        )

    def _rows(
        self, query: str, values: tuple[str, ...], day: date
    ) -> Iterator[tuple[sqlite3.Connection, tuple[str, ...]]]:
        """Yield each row about a list of which this file holds the edition that counts."""
        if not values:
            return
        counting = {(each.list, each.digest) for each in editions_on(self.editions(), day)}
        for path in dict.fromkeys(path for path, _ in self._editions):
            lists = {
                edition.list
                for where, edition in self._editions
                if where == path and (edition.list, edition.digest) in counting
            }
            if not lists:
                continue
            with closing(_opened(path)) as base:
                for row in base.execute(query, values).fetchall():
                    if row[1] in lists:
                        yield base, row

    @cached_property
    def _editions(self) -> tuple[tuple[Path, Edition], ...]:
        found = [
            (path, edition)
            for path in sorted(self.folder.glob(f"*{ENDING}"))
            for edition in _editions_in(path)
        ]
        return tuple(sorted(found, key=lambda each: (each[1].list, each[1].day, each[0])))


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _editions_in(path: Path) -> list[Edition]:
    try:
        with closing(_opened(path)) as base:
            (form,) = base.execute("pragma user_version").fetchone()
            if form != FORM:
                raise NotAListFileError(
                    str(path), "it is of another form; import the list again"
                )
            rows = base.execute("select * from edition order by list").fetchall()
    except sqlite3.Error as error:
        raise NotAListFileError(
            str(path), "it cannot be read; import the list again"
        ) from error
    return [
        Edition(name, title, date.fromisoformat(day), parties, file, digest)
        for name, title, day, parties, file, digest in rows
    ]


def _party(base: sqlite3.Connection, row: tuple[str, ...]) -> Party:
    names = base.execute(
        "select text, strong from name where party = ? order by place", (row[0],)
    ).fetchall()
    return Party(
        list=row[1],
        key=row[2],
        names=tuple(PartyName(text, bool(strong)) for text, strong in names),
        kind=row[3],
        country=row[4],
        listed=_day(row[5]),
        removed=_day(row[6]),
        numbers=tuple(json.loads(row[7])),
        note=row[8],
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
