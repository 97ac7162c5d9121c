"""Tables in Markdown, and the targets that they are held against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One table with what has to be said about it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One line of what is aimed at, with what was measured."""

    what: str
    aim: str
    measured: str
    share: float
    """Measured over aimed at: at most one where it is met."""

    @property
    def row(self) -> tuple[str, ...]:
        """The line as a row of the summary."""
        word = "yes" if self.share <= 1 else f"no, {self.share:.1f} times over"
        return (self.what, self.aim, self.measured, word)


@dataclass(frozen=True, slots=True)
class Plot:
    """One picture: several lines over a few sizes, on scales of ten."""

    name: str
    """Of its file, without the ending."""
    title: str
    across: str
    up: str
    lines: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    """The name of each line with its points."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the benchmark: its tables, its targets, its raw figures."""

    tables: tuple[Table, ...]
    targets: tuple[Target, ...]
    raw: dict[str, object]
    plots: tuple[Plot, ...] = ()
    differing: int = 0
    """Answers that allow where one must deny, or the other way round."""


def summary(targets: Iterable[Target]) -> Table:
    """Return the table of all targets."""
    head = ("what", "target", "measured", "met")
    return Table("Targets", head, tuple(each.row for each in targets))


def markdown(table: Table, level: int = 2) -> str:
    """Return `table` as Markdown under a heading of that level, numbers to the right."""
    right = tuple(
        all(_is_number(row[column]) for row in table.rows) for column in range(len(table.head))
    )
    lines = [f"{'#' * level} {table.title}", "", _line(table.head), _rule(right)]
    lines += [_line(row) for row in table.rows]
    lines += ["", *(f"- {note}" for note in table.notes)]
    return "\n".join(lines).rstrip() + "\n"


def milliseconds(microseconds: float) -> str:
    """Return a time in milliseconds."""
    return f"{microseconds / 1_000:.2f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(right: Sequence[bool]) -> str:
    return f"| {' | '.join('---:' if each else '---' for each in right)} |"


def _is_number(text: str) -> bool:
    return bool(text) and (text[0].isdigit() or text in {"-", ""})
