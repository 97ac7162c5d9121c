"""Several reviews approved at once: only those with the same findings, each by its own act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from distillgate.console.findings import Json
from distillgate.console.words import Mark, ruling_mark
from distillgate.usecases.approvealike import marks_of
from distillgate.usecases.reviewlimits import is_grave
from registry.reviews import Review

MOST = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One review among several."""

    review: int
    plan: str
    title: str
    mark: Mark
    seen: int
    """How many acts it had when the page was made."""
    alike: bool
    """It has the findings of the first one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of them."""

    review: int
    plan: str
    done: bool
    why: str


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """The reviews that somebody has chosen."""

    rows: tuple[Row, ...]
    grounds: tuple[str, ...]
    """The findings that all of them have."""
    over_denial: bool
    first_day: str
    last_day: str
    suggested_day: str
    outcomes: tuple[Outcome, ...] = ()

    @property
    def ready(self) -> bool:
        """Return whether all of them may be approved by one form."""
        return bool(self.rows) and all(each.alike for each in self.rows)


def rows_of(chosen: Iterable[tuple[Review, Json]]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the reviews as rows, and the clauses that the first one is about."""
    found = list(chosen)
    grave = [list(filter(is_grave, verdict["findings"])) for _, verdict in found]
    grounds = [marks_of(each) for each in grave]
    rows = tuple(
        Row(
            review.number,
            review.plan,
            review.title,
            ruling_mark(verdict["verdict"]),
            len(review.acts),
            own == grounds[0],
        )
        for (review, verdict), own in zip(found, grounds, strict=True)
    )
    return rows, tuple(sorted({each["clause"] for each in (grave[0] if grave else ())}))


def numbers_in(said: Sequence[str]) -> list[str]:
    """Return the numbers of reviews that were chosen, each once."""
    return [each for each in dict.fromkeys(said) if each.isdecimal()][:MOST]
