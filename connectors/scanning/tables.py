"""Streams tables, Parquet and CSV, column by column, through pyarrow (the extra `scan`)."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from connectors.scanning.reading import Form
from connectors.scanning.storage import UnreadableDataError, is_remote, library, opened

_Arrow: TypeAlias = Any
"""What pyarrow gives, which has no types of its own."""
ROWS = 16_384
_LONGEST_ROW = 64 << 20
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Column:
    """The text of one column in some rows."""

    name: str
    text: bytes
    """All values, one directly after the other."""
    values: Callable[[], Iterable[tuple[str, int]]]
    """Gives each value with how often it stands there."""
    ends: Sequence[int] = ()
    """Where each value begins, for the rows; empty inside of lists."""

    def row_of(self, at: int) -> int:
        """Return in which row the byte `at` lies, from 0; of a list the first."""
        if not self.ends:
            return 0
        return max(bisect_right(self.ends, at + self.ends[0]) - 1, 0)


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table."""

    first: int
    """The first row, from 1."""
    count: int
    columns: tuple[Column, ...]


def tables(path: str, form: Form) -> Iterator[Rows]:
    """Yield the rows of a table in pieces; raises `UnreadableDataError`."""
    arrow: Any = library("pyarrow")
    compute: _Arrow = library("pyarrow.compute")
    first = 1
    try:
        for batch in _batches(path, form):
            columns = [
                each
                for name, array in zip(batch.schema.names, batch.columns, strict=True)
                for each in _columns(name, array, arrow.types, compute)
            ]
            yield Rows(first, batch.num_rows, tuple(columns))
            first += batch.num_rows
    except (arrow.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UnreadableDataError(f"the table cannot be read: {reason}") from error


def _batches(path: str, form: Form) -> Iterator[Any]:
    if form is Form.PARQUET:
        yield from _parquet(path)
        return
    csv: Any = library("pyarrow.csv")
    delimiter = "\t" if form is Form.TABS else ","
    parse = csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    read = csv.ReadOptions(block_size=4 << 20)
    with (
        opened(path) as file,
        csv.open_csv(file, read_options=read, parse_options=parse) as reader,
    ):
        yield from reader


def _parquet(path: str) -> Iterator[Any]:
    parquet: Any = library("pyarrow.parquet")
    if not is_remote(path):
        with parquet.ParquetFile(path, memory_map=True) as file:
            yield from file.iter_batches(batch_size=ROWS)
        return
    with opened(path) as stored, parquet.ParquetFile(stored) as file:
        yield from file.iter_batches(batch_size=ROWS)


def _columns(
    name: str, array: _Arrow, types: _Arrow, compute: _Arrow, depth: int = 0
) -> Iterator[Column]:
    """Yield the columns of text in `array`, those inside of structures and lists too."""
    kind = array.type
    if depth > _DEEPEST:
        return
    if types.is_dictionary(kind):
        array = array.cast(kind.value_type)
        kind = array.type
    if types.is_struct(kind):
        for field, inner in zip(kind, array.flatten(), strict=True):
            yield from _columns(field.name, inner, types, compute, depth + 1)
    elif types.is_list(kind) or types.is_large_list(kind):
        yield from _columns(name, array.flatten(), types, compute, depth + 1)
    elif types.is_string(kind) or types.is_large_string(kind):
        yield _column(name, array, compute, depth, wide=types.is_large_string(kind))


def _column(name: str, array: _Arrow, compute: _Arrow, depth: int, *, wide: bool) -> Column:
    _, places, data = array.buffers()
    if data is None or not len(array):
        return Column(name, b"", tuple)
    known = memoryview(places).cast("q") if wide else memoryview(places).cast("i")
    ends = known[array.offset : array.offset + len(array) + 1]
    text = bytes(memoryview(data)[ends[0] : ends[-1]])

    def values() -> Iterator[tuple[str, int]]:
        for each in compute.value_counts(array).to_pylist():
            if each["values"] is not None:
                yield each["values"], each["counts"]

    return Column(name, text, values, () if depth else ends)
