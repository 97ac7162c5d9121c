"""Runs the use cases that judge, for the commands `check` and `vet`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from distillgate.cli.drawing import Drawing, Lines, draw_checked, said
from distillgate.cli.terminal import Terminal, read_input, talk
from distillgate.exits import Exit
from distillgate.settings import today
from distillgate.usecases.check import (
    Examined,
    PlanText,
    check_plans,
    compare_plans,
    examine_plans,
)
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.files import MOST_BYTES, refused
from distillgate.usecases.library import Library, UnreadableLibraryError
from distillgate.usecases.names import readable
from distillgate.usecases.planfiles import plans_at
from distillgate.usecases.revisions import plan_before
from distillgate.usecases.vet import Adoption, adoption_plan
from distillgate.wiring import Layers, load_library
from policy.diagnostics import Code, Diagnostic
from policy.frozen import dataclass
from policy.yamltext import UnreadableError
from registry.housetexts import HouseText


class Judge(Protocol):
    """A use case that judges by a library on a day."""

    def __call__(self, library: Library, /, *, as_of: date) -> tuple[CheckedPlan, ...]:
        """Return what it comes to."""
        ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """What plans are judged by, as options name it."""

    as_of: date | None = None
    packs: tuple[Path, ...] = ()
    agreements: Path | None = None
    records: tuple[Path, ...] = ()
    pulled_for: tuple[PlanText, ...] = ()
    """Plans for which what nobody knows is read at its source first."""

    def library(self, terminal: Terminal) -> Library:
        """Return the library; raises `UnreadableLibraryError`."""
        layers = Layers(self.packs, self.agreements, self.records)
        library = load_library(layers, terminal.settings, self.as_of)
        if not self.pulled_for:
            return library
        from distillgate.cli.pullingfirst import with_pulled  # noqa: PLC0415 seldom asked for

        return with_pulled(self.pulled_for, library, terminal, self.as_of or today())


@dataclass(frozen=True, slots=True)
class Asked:
    """Which plans are to be checked, and what they are to be compared with."""

    paths: tuple[str, ...]
    against: str | None = None
    pull: bool = False
    """Read at its source what no record is there of, first."""


def check(asked: Asked, shelf: Shelf, drawing: Drawing, terminal: Terminal) -> Exit:
    """Check the plans that were asked for, draw the answer, and return the exit."""
    lines = Lines(terminal)
    try:
        plans = plans_at(asked.paths, lambda: read_input(MOST_BYTES))
        pairs = _pairs(plans, asked.against, terminal)
    except UnreadableError as error:
        return draw_checked([_unreadable(error.diagnostics)], drawing, lines)
    lines.know(plans)
    if asked.pull:
        shelf = replace(shelf, pulled_for=tuple(plans))
    if pairs is None:
        return judged(partial(_remedied, plans), shelf, drawing, lines)
    lines.know(before for _, before in pairs if before is not None)
    return judged(partial(compare_plans, pairs), shelf, drawing, lines)


def judged(judge: Judge, shelf: Shelf, drawing: Drawing, lines: Lines) -> Exit:
    """Draw what `judge` comes to by the library of `shelf`, and return the exit."""
    coming: tuple[HouseText, ...] = ()
    try:
        library = shelf.library(lines.terminal)
        coming = library.coming
        checked = judge(library, as_of=shelf.as_of or today())
    except UnreadableLibraryError as error:
        checked = (CheckedPlan(error.name, None, error.diagnostics),)
    done = draw_checked(checked, drawing, lines)
    for each in coming:
        talk(
            f"house policy `{each.document}` changes on {each.begins}, which moves nothing"
            f" yet: `--as-of {each.begins}` judges by it"
        )
    return done


def _remedied(
    plans: Sequence[PlanText], library: Library, *, as_of: date
) -> tuple[CheckedPlan, ...]:
    """Return what plans come to, with remedies for those whose student is trained already."""
    examined = examine_plans(plans, library, as_of=as_of)
    return remedied(examined, plans, library)


def remedied(
    examined: Sequence[Examined], plans: Sequence[PlanText], library: Library
) -> tuple[CheckedPlan, ...]:
    """Return what was examined, with remedies for what is done already."""
    if not any(each.plan is not None and each.plan.is_done for each in examined):
        return tuple(each.checked for each in examined)
    from distillgate.usecases.remedies import with_remedies  # noqa: PLC0415 seldom needed

    return tuple(
        with_remedies(each, plan, library) for each, plan in zip(examined, plans, strict=True)
    )


def _unreadable(diagnostics: tuple[Diagnostic, ...]) -> CheckedPlan:
    return CheckedPlan(diagnostics[0].span.path, None, diagnostics)


def _pairs(
    plans: Sequence[PlanText], against: str | None, terminal: Terminal
) -> list[tuple[PlanText, PlanText | None]] | None:
    """Return each plan with its earlier state, or nothing where none was asked for."""
    if against is None:
        return None
    place = said(terminal, against)
    if len(plans) > 1 and Path(against).is_file():
        message = f"`{readable(against)}` is one plan, and {len(plans)} are checked"
        hint = "name one plan, or a revision"
        raise refused(Code.UNKNOWN_REVISION, message, place, hint)
    return [(plan, plan_before(plan.path, against, place)) for plan in plans]


def vet(adoption: Adoption, shelf: Shelf, drawing: Drawing, terminal: Terminal) -> Exit:
    """Judge the plan that asks for an adoption, draw the answer, and return the exit."""
    plan = adoption_plan(adoption)
    lines = Lines(terminal)
    lines.know([plan])
    return judged(partial(check_plans, [plan]), shelf, drawing, lines)
