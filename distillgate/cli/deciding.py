"""Runs and draws the commands about decisions."""

from dataclasses import dataclass

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.page import Page, table
from distillgate.cli.recording import read_registry
from distillgate.cli.showing import shown
from distillgate.cli.submitting import decision_row
from distillgate.cli.terminal import Terminal, answer
from distillgate.exits import Exit
from distillgate.registries import refusing
from distillgate.settings import today
from distillgate.usecases.decisionviews import (
    Records,
    Replays,
    decision_json,
    replay_json,
)
from distillgate.usecases.reviewviews import Reviews, review_json, standing
from policy.canonical import canonical_json
from registry.decisionstore import Sought
from registry.replaying import Outcome, Replay


@dataclass(frozen=True, slots=True)
class Asked:
    """Which decisions are listed."""

    plan: str | None
    on: str | None
    most: int


@dataclass(frozen=True, slots=True)
class Replaying:
    """Which decision is judged again; nothing: all of them."""

    name: str | None


def list_decisions(asked: Asked, form: Shape, terminal: Terminal) -> None:
    """Draw the decisions that are sought, one a line."""
    with shown(terminal), refusing(terminal.settings.registry):
        sought = Sought(plan=asked.plan, on=asked.on, most=asked.most)
        found = Records(read_registry(terminal)).decisions(sought)
        if form is Shape.JSON:
            answer(canonical_json([decision_json(each) for each in found]) + "\n")
            return
        answer("".join(f"{row}\n" for row in table([decision_row(each) for each in found])))


def show_decision(name: str, form: Shape, terminal: Terminal) -> None:
    """Draw one decision with what it rests on, or its verdict as it was."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        records = Records(read_registry(terminal))
        decision = records.decision(name, stock.said(name))
        verdict = records.text(decision.verdict, stock.said(name))
        review = Reviews(records.database).of_decision(decision.number)
        if form is Shape.JSON:
            found = decision_json(decision, verdict)
            found["review"] = review_json(review, today()) if review else None
            answer(canonical_json(found) + "\n")
            return
        page = Page(terminal.width)
        page.line(f"decision {decision.number}: {decision.ruling.word}")
        version = decision.version
        page.row("plan", f"{version.plan}, version {version.number}: {version.title}")
        page.row("by", f"{decision.actor} at {decision.made_at}")
        page.row("as of", decision.as_of.isoformat())
        if not decision.binding:
            page.row("", "judged for another day: it explains, and approves nothing")
        if review is not None:
            page.row("review", f"{review.number}: {standing(review, today())}")
        page.row("range", f"{decision.best.word} to {decision.worst.word}")
        page.row("engine", decision.engine)
        for label in ("case", "packs", "verdict", "documents"):
            page.row(label, str(getattr(decision, label)))
        answer(page.text())


def replay(asked: Replaying, form: Shape, terminal: Terminal) -> None:
    """Judge one decision or all again; leave with 6 where an answer is not the same."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        records = Records(read_registry(terminal))
        if asked.name is None:
            every = records.replay_all()
            _every(every, form)
            raise typer.Exit(Exit.BROKEN_PROOF if every.bad else Exit.APPROVED)
        one = records.replay(records.decision(asked.name, stock.said(asked.name)))
        answer(canonical_json(replay_json(one)) + "\n" if form is Shape.JSON else _line(one))
        same = one.outcome is Outcome.IDENTICAL
        raise typer.Exit(Exit.APPROVED if same else Exit.BROKEN_PROOF)


def _every(found: Replays, form: Shape) -> None:
    if form is Shape.JSON:
        bad = [replay_json(each) for each in found.bad]
        answer(canonical_json({"identical": str(found.identical), "bad": bad}) + "\n")
        return
    for each in found.bad:
        answer(_line(each))
    answer(f"{found.identical:,} identical, {len(found.bad):,} not\n")


def _line(found: Replay) -> str:
    engine = f" (decided by {found.engine})" if found.engine else ""
    why = f": {found.why}" if found.why else ""
    return f"decision {found.decision}: {found.outcome}{engine}{why}\n"
