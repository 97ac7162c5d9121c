"""Runs and draws `policy impact`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from distillgate.cli.choices import Shape
from distillgate.cli.drawing import said
from distillgate.cli.page import Page, table
from distillgate.cli.recording import read_registry
from distillgate.cli.showing import shown
from distillgate.cli.suggesting import Watch
from distillgate.cli.terminal import Terminal, answer, read_input
from distillgate.exits import Exit
from distillgate.packsides import side
from distillgate.registries import refusing
from distillgate.settings import today
from distillgate.usecases.files import MOST_BYTES
from distillgate.usecases.impact import (
    Effect,
    Impact,
    Standing,
    impact,
    named_plans,
    stored_plans,
)
from distillgate.usecases.planfiles import plans_at
from policy.canonical import canonical_json
from policy.explaining_words import counted
from policy.verdict import Ruling

SCHEMA = "distillgate/policy-impact/v1"
_MOST_CLAUSES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which packs are compared, and how."""

    before: str
    after: str
    overlay: bool = False
    timeout: float = 300.0
    as_of: date | None = None
    most: int = 100


def run(terminal: Terminal, wanted: Wanted, named: tuple[str, ...], form: Shape) -> Exit:
    """Draw what a change does to the plans that there are; 0 says that no verdict flips."""
    with shown(terminal), refusing(terminal.settings.registry):
        before, after = (
            side(
                name,
                terminal.settings,
                said(terminal, name),
                overlay=wanted.overlay,
                registry=True,
            )
            for name in (wanted.before, wanted.after)
        )
        texts = plans_at(named, lambda: read_input(MOST_BYTES)) if named else ()
        plans = chain(named_plans(texts), _stored(terminal))
        watch = Watch(wanted.timeout, "plans judged", "flip")
        found = impact(plans, (before, after), wanted.as_of or today(), watch)
    if form is Shape.JSON:
        answer(canonical_json(_json(found, wanted.most)) + "\n")
    else:
        page = Page(terminal.width)
        _draw(found, wanted.most, page)
        answer(page.text())
    return Exit.NEEDS_REVIEW if found.flips or not found.complete else Exit.APPROVED


def _stored(terminal: Terminal) -> Iterator[Standing]:
    database = read_registry(terminal)
    return iter(()) if database is None else stored_plans(database)


def _draw(found: Impact, most: int, page: Page) -> None:
    rows = [
        (owner, f"{_word(was)} -> {_word(now)}", counted(count, "plan"))
        for owner, was, now, count in found.by_owner
    ]
    for line in table(rows):
        page.line(line)
    if rows:
        page.line()
    for each in found.effects[:most]:
        _effect(each, page)
    left = len(found.effects) - most
    if left > 0:
        page.line(f"… and {left:,} more; `--most` shows them")
    if found.effects:
        page.line()
    others = len(found.effects) - len(found.flips)
    page.fold(
        f"{counted(found.plans, 'plan')} judged by both:"
        f" {len(found.flips)} with another verdict,"
        f" {others} with the same verdict on other grounds,"
        f" {found.plans - len(found.effects)} as before"
    )
    if not found.complete:
        page.fold("the time ran out before all plans were judged; `--timeout` gives more")


def _effect(each: Effect, page: Page) -> None:
    turn = f"{_word(each.before)} -> {_word(each.after)}" if each.flips else _word(each.after)
    page.fold(f"{turn}  {each.name}, of {each.owner}", "", "    ")
    if each.clauses:
        names = ", ".join(each.clauses[:_MOST_CLAUSES])
        more = len(each.clauses) - _MOST_CLAUSES
        page.fold(f"by {names}{f' and {more} more' if more > 0 else ''}", "    ", "      ")


def _word(ruling: Ruling | None) -> str:
    return "unreadable" if ruling is None else ruling.word


def _json(found: Impact, most: int) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "plans": found.plans,
        "complete": found.complete,
        "flips": len(found.flips),
        "by_owner": [
            {"owner": owner, "was": _word(was), "now": _word(now), "plans": count}
            for owner, was, now, count in found.by_owner
        ],
        "effects": [
            {
                "plan": each.name,
                "owner": each.owner,
                "was": _word(each.before),
                "now": _word(each.after),
                "flips": each.flips,
                "clauses": list(each.clauses),
            }
            for each in found.effects[:most]
        ],
    }
