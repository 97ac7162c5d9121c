"""Rows of a CSV file, one at a time, with the line where each ends."""

import csv
from collections.abc import Generator
from pathlib import Path

from registry.screening.faults import UnreadableListError

_END = "\x1a"
"""What old programs of the publisher write behind the last row."""
_LONGEST = 1_000_000


def rows(path: Path, encoding: str) -> Generator[tuple[int, list[str]], None, None]:
    """Yield every row that is not empty; raises `UnreadableListError`."""
    csv.field_size_limit(_LONGEST)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            for row in reader:
                if row and row != [_END]:
                    yield reader.line_num, row
        except csv.Error as error:
            raise UnreadableListError(reader.line_num, f"the CSV is broken: {error}") from error
        except UnicodeDecodeError as error:
            message = f"the file is no {encoding.upper()} text"
            raise UnreadableListError(reader.line_num + 1, message) from error
