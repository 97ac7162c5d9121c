"""Scans one data file, whatever its form, and says how far it has come."""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.scanning.reading import Form, blocks, form_of
from connectors.scanning.scanner import Block, Scanner
from connectors.scanning.signals import FIELDS
from connectors.scanning.tables import Column, Rows, tables
from connectors.scanning.traces import Tally

_NAMES = frozenset(FIELDS)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file has been scanned."""

    offset: int
    """Bytes, as they are unpacked."""
    line: int
    """The next line or row."""


def scan_file(
    path: str, shown: str, scanner: Scanner, tally: Tally, since: Progress = Progress(0, 1)
) -> Iterator[Progress]:
    """Count what stands in a file into `tally`, and yield after each piece how far it is.

    A file of lines goes on from `since`, a table always from its beginning.
    Raises `UnreadableDataError`.
    """
    form = form_of(path) or Form.LINES
    if form is Form.LINES:
        for block in blocks(path, shown, since.offset, since.line):
            scanner.scan(block, tally)
            lines = block.text.count(b"\n") + (not block.text.endswith(b"\n"))
            tally.size += len(block.text)
            tally.rows += lines
            yield Progress((block.offset or 0) + len(block.text), block.line + lines)
        return
    size = 0
    for rows in tables(path, form):
        for column in rows.columns:
            _column(column, rows, shown, scanner, tally)
            size += len(column.text)
            tally.size += len(column.text)
        tally.rows += rows.count
        yield Progress(size, rows.first + rows.count)


def _column(column: Column, rows: Rows, shown: str, scanner: Scanner, tally: Tally) -> None:
    place = Block(shown, column.text, None, rows.first)
    scanner.scan(place, tally, column.row_of)
    if column.name in _NAMES:
        for value, count in column.values():
            if value:
                scanner.name(column.name, value, count, place, tally)
