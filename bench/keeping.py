"""What a run found, part by part, in files: so that the page can be written again, and tested.

A part that a run leaves out keeps what an earlier run found, with the machine and
the day of that run beside it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.peersetup import ROOT
from bench.tables import Part, Plot, Table, Target

FOLDER = ROOT / "bench" / "results"
RAW = "raw"
"""The folder of single timings, which are too many to keep under version control."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one part found, and where."""

    name: str
    machine: Mapping[str, str]
    part: Part


def keep(name: str, part: Part, machine: Mapping[str, str], folder: Path = FOLDER) -> None:
    """Write what a part found."""
    (folder / RAW).mkdir(parents=True, exist_ok=True)
    told = {
        "machine": dict(machine),
        "tables": [asdict(each) for each in part.tables],
        "targets": [asdict(each) for each in part.targets],
        "plots": [asdict(each) for each in part.plots],
        "differing": part.differing,
    }
    _write(folder / f"{_file(name)}.json", told)
    _write(folder / RAW / f"{_file(name)}.json", part.raw)


def kept(names: tuple[str, ...], folder: Path = FOLDER) -> tuple[Found, ...]:
    """Return what lies in `folder` of the parts in `names`, in that order."""
    paths = [(name, folder / f"{_file(name)}.json") for name in names]
    return tuple(_read(name, path) for name, path in paths if path.is_file())


def _read(name: str, path: Path) -> Found:
    told = json.loads(path.read_text(encoding="utf-8"))
    part = Part(
        tuple(map(_table, told["tables"])),
        tuple(Target(**each) for each in told["targets"]),
        {},
        tuple(map(_plot, told["plots"])),
        told["differing"],
    )
    return Found(name, told["machine"], part)


def _table(told: Mapping[str, object]) -> Table:
    head, rows, notes = told["head"], told["rows"], told["notes"]
    if not (isinstance(head, list) and isinstance(rows, list) and isinstance(notes, list)):
        raise TypeError("a table has lost its form")
    return Table(str(told["title"]), tuple(head), tuple(map(tuple, rows)), tuple(notes))


def _plot(told: Mapping[str, object]) -> Plot:
    lines = told["lines"]
    if not isinstance(lines, list):
        raise TypeError("a plot has lost its form")
    return Plot(
        str(told["name"]),
        str(told["title"]),
        str(told["across"]),
        str(told["up"]),
        tuple((name, tuple(map(tuple, points))) for name, points in lines),
    )


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _file(name: str) -> str:
    return name.replace(" ", "-")
