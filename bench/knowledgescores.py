"""What a score of our knowledge is: what is right, the labels' noise, and each difference."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from bench.peersetup import ROOT
from bench.tables import Table

DATA = ROOT / "bench" / "data"
UNEXPLAINED = "not explained yet"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Difference:
    """One item where we and the labels, or we and another tool, say different things."""

    item: str
    ours: str
    theirs: str
    why: str
    times: int = 1
    """How many rows of the source it stands for."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well one piece of public material is understood."""

    title: str
    source: str
    right: int
    total: int
    counts: tuple[tuple[str, int], ...]
    """What the items come to, by the word for it."""
    noise: str
    """What is known of the labels' own faults."""
    differences: tuple[Difference, ...] = ()

    @property
    def share(self) -> str:
        """The share that is right, as people read it."""
        return f"{self.right / self.total:.1%}" if self.total else "-"

    def raw(self) -> dict[str, object]:
        """Return the score as it is kept."""
        return {**asdict(self), "counts": dict(self.counts)}


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def data(name: str) -> dict[str, object]:
    """Return what was worked out by hand and lies in `bench/data`."""
    text = (DATA / name).read_text(encoding="utf-8")
    read: dict[str, object] = yaml.load(text, Loader=_LOADER)  # noqa: S506 the safe one
    return read


def tables_of(scores: Iterable[Score]) -> tuple[Table, ...]:
    """Return the table of all scores, and one of the differences of each that has some."""
    scores = tuple(scores)
    head = ("material", "items", "right", "share", "what they come to", "noise of the labels")
    lines = tuple(
        (
            each.title,
            f"{each.total:,}",
            f"{each.right:,}",
            each.share,
            "; ".join(f"{name} {count:,}" for name, count in each.counts),
            each.noise,
        )
        for each in scores
    )
    found = [Table("Knowledge, scored on public material", head, lines)]
    found += (_differing(each) for each in scores if each.differences)
    return tuple(found)


def _differing(score: Score) -> Table:
    head = ("item", "times", "ours", "theirs", "why")
    return Table(
        f"Differences: {score.title}",
        head,
        tuple(
            (_cell(each.item), f"{each.times:,}", each.ours, each.theirs, each.why)
            for each in score.differences
        ),
    )


def _cell(text: str) -> str:
    """Return `text` so that it can stand in a cell."""
    return text.replace("|", "\\|").strip() or "(nothing)"
