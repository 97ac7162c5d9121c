"""Pieces of data files, scanned by the workers of a cluster."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from connectors.scanning.pieces import Piece, new_tally, scan_piece
from connectors.scanning.scanner import Scanner
from connectors.scanning.storage import UnreadableDataError
from connectors.scanning.traces import Tally
from distillgate.clusters import on_ray


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a piece could not be read to its end."""

    message: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class ScannedPiece:
    """What stands in one piece, and why that is not all, where it is not."""

    piece: Piece
    tally: Tally
    unread: Unread | None = None


def scan_on_ray(pieces: Sequence[Piece]) -> Iterator[ScannedPiece]:
    """Yield what stands in each of `pieces`, in their order; raises `NoClusterError`."""
    return on_ray(_scanned, pieces)


def _scanned(piece: Piece) -> ScannedPiece:
    tally = new_tally()
    try:
        scan_piece(piece, _scanner(), tally)
    except UnreadableDataError as error:
        return ScannedPiece(piece, tally, Unread(error.message, error.hint))
    return ScannedPiece(piece, tally)


@cache
def _scanner() -> Scanner:
    return Scanner()
