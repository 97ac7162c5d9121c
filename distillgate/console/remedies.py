"""Remedies on the page of a plan whose student is trained already."""

from collections.abc import Iterable
from dataclasses import dataclass

from distillgate.console.ways import EditView
from distillgate.console.words import Mark, ruling_mark, spoken
from distillgate.usecases.remedied import Remedied, Written
from policy.explaining_words import first_sentence, without_stop
from policy.suggesting.curing import Cure
from policy.suggesting.searching import Suggestion
from policy.verdict import Finding


@dataclass(frozen=True, slots=True)
class RemedyView:
    """One remedy, and what the plan comes to with it alone."""

    words: str
    kind: str
    mark: Mark
    cost: int
    cures: int
    edits: tuple[EditView, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongView:
    """Findings that the same remedies cure."""

    headlines: tuple[str, ...]
    clauses: tuple[str, ...]
    about: tuple[str, ...]
    ways: tuple[RemedyView, ...]


@dataclass(frozen=True, slots=True)
class TogetherView:
    """All that is needed so that it may go ahead."""

    changes: tuple[str, ...]
    mark: Mark
    cost: int


@dataclass(frozen=True, slots=True)
class RemediesPage:
    """What sets a plan right."""

    decision: int
    done: bool
    ailing: int
    wrong: tuple[WrongView, ...]
    together: TogetherView | None


def remedies_page(decision: int, found: Remedied | None, *, done: bool) -> RemediesPage:
    """Return what sets a plan right; nothing was `found` where nothing is surely wrong."""
    if found is None:
        return RemediesPage(decision, done, 0, (), None)
    together = found.cured.together
    return RemediesPage(
        decision,
        done,
        len(found.cured.ailing),
        tuple(_wrong(*each, found) for each in _grouped(found)),
        None if together is None else _together(together),
    )


def _together(found: Suggestion) -> TogetherView:
    return TogetherView(
        tuple(each.words for each in found.changes),
        ruling_mark(found.outcome.verdict.ruling.word),
        found.cost,
    )


def _grouped(found: Remedied) -> Iterable[tuple[list[Finding], tuple[int, ...]]]:
    """Return the findings with the places of their remedies, those alike together."""
    groups: dict[tuple[int, ...], list[Finding]] = {}
    for finding in found.cured.ailing:
        cures = enumerate(found.cured.cures)
        places = tuple(place for place, each in cures if finding in each.cures)
        groups.setdefault(places, []).append(finding)
    return ((findings, places) for places, findings in groups.items())


def _wrong(findings: list[Finding], places: tuple[int, ...], found: Remedied) -> WrongView:
    headlines = (without_stop(first_sentence(each.statement)[0]) for each in findings)
    return WrongView(
        tuple(dict.fromkeys(headlines)),
        tuple(dict.fromkeys(each.clause for each in findings)),
        tuple(dict.fromkeys(each.ingredient for each in findings if each.ingredient)),
        tuple(_way(found.cured.cures[each], found.written[each]) for each in places),
    )


def _way(cure: Cure, written: Written) -> RemedyView:
    return RemedyView(
        "; and ".join(each.words for each in cure.changes),
        spoken(cure.kind.value),
        ruling_mark(cure.outcome.verdict.ruling.word),
        cure.cost,
        len(cure.cures),
        tuple(EditView(each.line, each.old, each.new) for each in written.edits),
        tuple(each.name for each in written.files),
    )
