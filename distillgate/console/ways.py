"""What would make a plan pass, and plans like it: worked out where somebody asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from distillgate.console.words import Mark, ruling_mark, spoken
from distillgate.usecases.suggest import End, Suggested, Way
from policy.case import Case
from policy.explaining import DUE_WORDS
from policy.explaining_words import first_sentence, without_stop
from policy.suggesting.effects import brought, left_open
from policy.suggesting.outcome import Outcome
from policy.values import Several
from policy.verdict import Obligation

_ENDS = {
    End.TRIED: "Everything was tried.",
    End.ENOUGH: "The search ended at these; there may be others, and cheaper ones.",
    End.OFFERS: "Of the catalog the likest were tried; there may be others.",
    End.TIME: "The time was over; `distillgate suggest` takes as long as it needs.",
}


@dataclass(frozen=True, slots=True)
class EditView:
    """Lines of the plan that would read otherwise."""

    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WayView:
    """One way that passes."""

    changes: tuple[str, ...]
    mark: Mark
    cost: int
    edits: tuple[EditView, ...]
    files: tuple[str, ...]
    brings: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaysPage:
    """What would make a plan pass."""

    decision: int
    passes: bool
    """It passes as it is."""
    readable: bool
    ways: tuple[WayView, ...]
    obstacles: tuple[tuple[str, str, tuple[str, ...]], ...]
    judged: int
    end: str


@dataclass(frozen=True, slots=True)
class Like:
    """A plan that resembles another one."""

    plan: str
    title: str
    decision: int
    mark: Mark
    state: Mark | None
    shares: str


@dataclass(frozen=True, slots=True)
class LikePage:
    """Plans like one."""

    decision: int
    plans: tuple[Like, ...]
    whole: bool


def ways_page(decision: int, found: Suggested) -> WaysPage:
    """Return what was found."""
    start = found.outcome
    return WaysPage(
        decision,
        start is not None and start.passes,
        start is not None,
        tuple(_way(each, start) for each in found.ways) if start else (),
        tuple(
            (each.clause, without_stop(each.statement), each.why) for each in found.obstacles
        ),
        found.judged,
        _ENDS[found.end],
    )


def _way(way: Way, start: Outcome) -> WayView:
    suggestion = way.suggestion
    return WayView(
        tuple(each.words for each in suggestion.changes),
        ruling_mark(suggestion.outcome.verdict.ruling.word),
        suggestion.cost,
        tuple(EditView(each.line, each.old, each.new) for each in way.edits),
        tuple(each.name for each in way.files),
        tuple(map(_duty, brought(suggestion, start))),
        left_open(suggestion),
    )


def _duty(duty: Obligation) -> str:
    perhaps = "perhaps " if duty.state.value == "unsure" else ""
    words = without_stop(first_sentence(duty.duty)[0])
    return f"{perhaps}{DUE_WORDS[duty.due]}: {words}"


def teachers_in(case: Case) -> tuple[str, ...]:
    """Return the teachers that a plan names itself; without any, all that it names."""
    roots = [each for each in case.ingredients if each.depth == 0]
    teachers = [each.id for each in roots if each.role.value == "teacher"]
    return tuple(dict.fromkeys(teachers or (each.id for each in roots)))


def shared_words(mine: Case, other: Case) -> str:
    """Return what two plans have in common, in words; nothing where their use differs."""
    use = _purpose(mine)
    if not use or use != _purpose(other):
        return ""
    same = sorted(set(teachers_in(mine)) & set(teachers_in(other)))
    if not same:
        return ""
    places = _places(mine) & _places(other)
    parts = [*_some(same), spoken(use)]
    if places:
        parts.append(f"offered in {', '.join(sorted(places))}")
    return "; ".join(parts)


def _some(names: list[str], most: int = 3) -> Iterable[str]:
    yield ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")


def _purpose(case: Case) -> str:
    given = case.facts.get("use.purpose")
    return given.value if given is not None and isinstance(given.value, str) else ""


def _places(case: Case) -> frozenset[str]:
    given = case.facts.get("release.places")
    found = given.value if given is not None else None
    return frozenset(map(str, found.items)) if isinstance(found, Several) else frozenset()
