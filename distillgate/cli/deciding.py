"""Runs and draws the commands about decisions."""

from dataclasses import dataclass

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.page import Page, table
from distillgate.cli.recording import read_registry
from distillgate.cli.showing import Stock, shown
from distillgate.cli.submitting import decision_row
from distillgate.cli.terminal import Terminal, answer
from distillgate.exits import Exit
from distillgate.registries import refusing
from distillgate.rendering.pen import Pen
from distillgate.rendering.remedies import remedies_json, remedy_lines
from distillgate.settings import today
from distillgate.usecases.decisionstory import (
    Since,
    since_before,
    stored_text,
    ways_to_pass,
)
from distillgate.usecases.decisionviews import (
    Records,
    Replays,
    decision_json,
    replay_json,
)
from distillgate.usecases.differencewords import difference_json, in_words
from distillgate.usecases.remedied import Remedied
from distillgate.usecases.remedies import remedies_now
from distillgate.usecases.reviewviews import Reviews, review_json, standing
from policy.canonical import canonical_json
from registry.decisions import Decision
from registry.decisionstore import Sought
from registry.replaying import Outcome, Replay
from registry.reviews import Review


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


@dataclass(frozen=True, slots=True)
class _Told:
    """All that is shown of one decision."""

    decision: Decision
    verdict: str
    review: Review | None
    since: Since | None
    remedies: Remedied | None
    """Where the student is trained already."""


def show_decision(name: str, form: Shape, terminal: Terminal) -> None:
    """Draw one decision with what it rests on, or its verdict as it was."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        told = _told(name, stock)
        if form is Shape.JSON:
            answer(canonical_json(_told_json(told)) + "\n")
            return
        page = Page(terminal.width)
        _draw(told, page)
        answer(page.text())


def _told(name: str, stock: Stock) -> _Told:
    records, said = Records(read_registry(stock.terminal)), stock.said(name)
    decision = records.decision(name, said)
    verdict = records.text(decision.verdict, said)
    review = Reviews(records.database).of_decision(decision.number)
    text = stored_text(records, decision, said)
    found = None
    if text is not None:
        _, found = remedies_now(text, review, stock.library(), today(), said)
    return _Told(decision, verdict, review, since_before(records, decision, said), found)


def _told_json(told: _Told) -> dict[str, object]:
    found = decision_json(told.decision, told.verdict)
    found["review"] = review_json(told.review, today()) if told.review else None
    found["since"] = told.since and {
        "decision": str(told.since.before.number),
        "differences": [difference_json(each) for each in told.since.differences],
    }
    found["to_pass"] = [
        {"finding": name, "ways": ways} for name, ways in ways_to_pass(told.verdict)
    ]
    found["remedies"] = told.remedies and remedies_json(
        told.remedies, told.decision.version.plan
    )
    return found


def _draw(told: _Told, page: Page) -> None:
    decision, version = told.decision, told.decision.version
    page.line(f"decision {decision.number}: {decision.ruling.word}")
    page.row("plan", f"{version.plan}, version {version.number}: {version.title}")
    page.row("by", f"{decision.actor} at {decision.made_at}")
    page.row("as of", decision.as_of.isoformat())
    if not decision.binding:
        page.row("", "judged for another day: it explains, and approves nothing")
    if told.review is not None:
        page.row("review", f"{told.review.number}: {standing(told.review, today())}")
    page.row("range", f"{decision.best.word} to {decision.worst.word}")
    page.row("engine", decision.engine)
    for label in ("case", "packs", "verdict", "documents"):
        page.row(label, str(getattr(decision, label)))
    _draw_since(told.since, page)
    if told.remedies is not None:
        pen = Pen(color=False, width=page.width)
        page.lines += remedy_lines(told.remedies, pen, full=False)
        return
    for number, (name, ways) in enumerate(ways_to_pass(told.verdict)):
        if not number:
            page.line("to pass:")
        page.fold(f"{name}: {ways}", "  ", "    ")


def _draw_since(since: Since | None, page: Page) -> None:
    if since is None:
        return
    page.line(f"since decision {since.before.number}:")
    for each in since.differences:
        page.fold(in_words(each), "  ", "    ")


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
