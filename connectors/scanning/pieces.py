"""Data files cut into pieces that are scanned apart, and put together again.

A long file of plain lines is cut by bytes: a line belongs to the piece in
which it begins. Packed files and tables are one piece each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from connectors.scanning.files import scan_file
from connectors.scanning.reading import Form, blocks_between, form_of, is_packed
from connectors.scanning.scanner import Scanner
from connectors.scanning.storage import Stored
from connectors.scanning.traces import MOST_SAMPLES, Sample, Tally

PIECE = 256 << 20
_EVERY_NAME = 1 << 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a data file, or all of it."""

    path: str
    shown: str
    start: int = 0
    end: int | None = None
    """The first byte behind it, in a file that is cut; nothing: to the end."""


def pieces_of(files: Iterable[Stored], size: int | None = None) -> Iterator[Piece]:
    """Yield the pieces of `files` in order, each of about `size` bytes where it can be cut."""
    size = size or PIECE
    for each in files:
        plain = (form_of(each.path) or Form.LINES) is Form.LINES and not is_packed(each.shown)
        if not plain or each.size <= size:
            yield Piece(each.path, each.shown)
            continue
        for start in range(0, each.size, size):
            last = start + size >= each.size
            yield Piece(each.path, each.shown, start, None if last else start + size)


def new_tally() -> Tally:
    """Return a tally for one piece.

    Names are not counted together in it: only who has all pieces knows the first of them.
    """
    return Tally(most=_EVERY_NAME)


def scan_piece(piece: Piece, scanner: Scanner, tally: Tally) -> None:
    """Count what stands in `piece` into `tally`, its lines from 1.

    Raises `UnreadableDataError`; `tally` then has what could be read.
    """
    if piece.start == 0 and piece.end is None:
        for _ in scan_file(piece.path, piece.shown, scanner, tally):
            pass
        return
    for block in blocks_between(piece.path, piece.shown, piece.start, piece.end):
        scanner.scan(block, tally)
        tally.size += len(block.text)
        tally.rows += block.text.count(b"\n") + (not block.text.endswith(b"\n"))


def joined(tallies: Sequence[Tally]) -> Tally:
    """Return what stands in one file, from what stands in its pieces, in their order."""
    whole = Tally()
    for each in tallies:
        for key, trace in each.traces.items():
            mine = whole.trace(key)
            mine.count += trace.count
            moved = [_moved(sample, whole.rows) for sample in trace.samples]
            mine.samples = sorted(mine.samples + moved, key=_place)[:MOST_SAMPLES]
        whole.size += each.size
        whole.rows += each.rows
    return whole


def _moved(sample: Sample, lines: int) -> Sample:
    return Sample(sample.path, sample.line + lines, sample.offset, sample.excerpt)


def _place(sample: Sample) -> tuple[int, int]:
    return sample.line, sample.offset or 0
