"""The matrix of the research held against the one that is built from the packs."""

import csv
import re
from ast import literal_eval
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from policy.compiling import Pack
from tools.matrix import COLUMNS, rows

FILE = Path(__file__).parent / "matrix-differences.yaml"
MATRIX = Path("model-licenses") / "distillation-matrix.csv"
COMPARED = tuple(column for column in COLUMNS if column not in {"id", "version", "effective"})
_NUMBER = re.compile(r"\d{4,}")
_PLACES = {"UK": "GB"}
Row = Mapping[str, str]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OtherRow(_Written):
    """Rows of one side without a counterpart, and why."""

    rows: tuple[str, ...]
    why: str


class OtherCell(_Written):
    """Cells of one column that differ in the same way, and why."""

    column: str
    research: str
    pack: str
    rows: tuple[str, ...]
    why: str


class Listed(_Written):
    """Every difference that is known, with its reason."""

    missing: tuple[OtherRow, ...]
    more: tuple[OtherRow, ...]
    cells: tuple[OtherCell, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that differs."""

    column: str
    research: str
    pack: str
    row: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between the two matrices."""

    missing: frozenset[str]
    more: frozenset[str]
    cells: frozenset[Cell]


def listed() -> Listed:
    return Listed.model_validate(yaml.safe_load(FILE.read_text("utf-8")))


def listed_cells(found: Listed) -> frozenset[Cell]:
    return frozenset(
        Cell(each.column, each.research, each.pack, row)
        for each in found.cells
        for row in each.rows
    )


def listed_rows(found: Iterable[OtherRow]) -> frozenset[str]:
    return frozenset(row for each in found for row in each.rows)


def compare(knowledge: Path, pack: Pack) -> Compared:
    """Return every row and cell that differs; rows are paired by document and first day."""
    with (knowledge / MATRIX).open(encoding="utf-8", newline="") as file:
        research = {_name(row): row for row in _named_apart(csv.DictReader(file))}
    # A text that is known by its name only says nothing that could be compared.
    read = (row for row in rows(pack) if pack.documents[row["id"]].is_read)
    ours = _paired({_name(row): row for row in _named_apart(read)}, research)
    return Compared(
        frozenset(research.keys() - ours.keys()),
        frozenset(ours.keys() - research.keys()),
        frozenset(
            cell
            for name in research.keys() & ours.keys()
            for cell in _cells(name, research[name], ours[name])
        ),
    )


def _paired(ours: Mapping[str, Row], research: Mapping[str, Row]) -> dict[str, Row]:
    """Return our rows under the names of the research.

    Where it knows no day, the one row of the document that is left is meant.
    """
    found = dict(ours)
    for name in research.keys() - ours.keys():
        document, _, day = name.partition("@")
        left = [
            each
            for each in found.keys() - research.keys()
            if each.partition("@")[0] == document
        ]
        if day == "undated" and len(left) == 1:
            found[name] = found.pop(left[0])
    return found


def _name(row: Row) -> str:
    return f"{row['id']}@{row['effective'] or 'undated'}"


def _named_apart(found: Iterable[Row]) -> Iterator[Row]:
    """Yield `found`; of two rows that begin on one day the form for one model stands apart."""
    for row in found:
        form = "model-form" in row["version"] or "model-specific" in row["version"]
        yield {**row, "effective": f"{row['effective']}, form"} if form else row


def _cells(name: str, research: Row, ours: Row) -> Iterator[Cell]:
    for column in COMPARED:
        said, own = research[column], ours[column]
        inclusive = "inclusive" in said and "at least" not in own
        if inclusive or meant(column, said) != meant(column, own):
            yield Cell(column, plain(said), own, name)


def plain(cell: str) -> str:
    """Return a cell of the research without the marks of its mapping."""
    return cell.strip("{}").replace("'", "")


def meant(column: str, cell: str) -> object:
    """Return what a cell says, however either side writes it."""
    values = literal_eval(cell) if cell.startswith("{") else {}
    match column:
        case "naming":
            words = re.sub(r"(not: )?(begins with|contains) ", "", cell)
            return _of_naming(values) if values else words
        case "territory":
            told = values.get("excluded") or values.get("territories") or cell.split()
            return {_PLACES.get(place, place) for place in told}
        case "threshold" | "display":
            return _words(values, cell) if column == "display" else "", _numbers(cell)
        case _:
            return cell


def _of_naming(values: Mapping[str, str]) -> str:
    keys = ("name_prefix", "name_contains", "forbidden_primary_name")
    return next(values[key] for key in keys if key in values)


def _words(values: Mapping[str, str | list[str]], cell: str) -> str:
    if not values:
        return re.sub(r" \([^)]*\)$", "", cell)
    told = values.get("display", "")
    return told if isinstance(told, str) else " or ".join(told)


def _numbers(cell: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(cell))
