"""Runs and draws `plan submit`, `plan list` and `plan show`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from distillgate.cli.checking import Shelf, remedied
from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Drawing, Lines, draw_checked
from distillgate.cli.page import Page, table
from distillgate.cli.recording import made_ledger, read_registry, writer_of
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, read_input, talk
from distillgate.registries import refusing
from distillgate.usecases.carrying import Said
from distillgate.usecases.check import Examined
from distillgate.usecases.decisionviews import Records, decision_json, plan_json, source_text
from distillgate.usecases.files import MOST_BYTES
from distillgate.usecases.planfiles import plans_at
from distillgate.usecases.submit import Submission, submit_plan
from policy.canonical import canonical_json
from policy.diagnostics import printable
from registry.decisions import Decision
from registry.decisionstore import Sought


@dataclass(frozen=True, slots=True)
class Submitting:
    """Which plans are submitted, and by what they are judged."""

    paths: tuple[str, ...]
    as_of: date | None = None
    packs: tuple[Path, ...] = ()
    agreements: Path | None = None
    key: str | None = None
    """Under which the same is decided once."""


def submit(asked: Submitting, drawing: Drawing, terminal: Terminal) -> None:
    """Judge plans, record the verdicts, draw them, and leave with the exit of a check."""
    lines = Lines(terminal)
    with shown(terminal), refusing(terminal.settings.registry):
        plans = plans_at(asked.paths, lambda: read_input(MOST_BYTES))
        lines.know(plans)
        if asked.key is not None and len(plans) != 1:
            raise typer.BadParameter("it is for one plan", param_hint="--key")
        # The registry is there before the library is read, so that this reads it too.
        ledger = made_ledger(terminal)
        library = Shelf(asked.as_of, asked.packs, asked.agreements).library(terminal)
        writer = writer_of(terminal)
        day = asked.as_of or date.fromisoformat(writer.at[:10])
        done = [
            submit_plan(plan, library, ledger, writer, as_of=day, key=asked.key)
            for plan in plans
        ]
        examined = [each.examined or Examined(each.checked) for each in done]
        exit_code = draw_checked(remedied(examined, plans, library), drawing, lines)
        for each in done:
            if each.decision is not None:
                talk(_said(each.decision))
                for line in _carried(each):
                    talk(line)
        raise typer.Exit(exit_code)


def _said(decision: Decision) -> str:
    version = decision.version
    binding = (
        ""
        if decision.binding
        else f", as of {decision.as_of}: it explains, and approves nothing"
    )
    return (
        f"decision {decision.number}: {decision.ruling.word}, plan {version.plan}"
        f" version {version.number}{binding}"
    )


def _carried(done: Submission) -> Iterator[str]:
    """Yield what becomes of reviews and answers about earlier states of the plan."""
    for closed in done.superseded:
        yield f"review {closed.number}: {closed.state}; it was about decision {closed.decision}"
    for each in done.carrying.carried:
        given = f"{each.given.by} said so on {each.given.at[:10]}"
        yield f"carried: {_about(each)} = {printable(each.text)}; {given}"
    if done.review is None:
        return
    for each in done.carrying.again:
        yield f"asked again: {_about(each)}; what it is about has changed"
    yield f"review {done.review.number}: {done.review.state}"


def _about(said: Said) -> str:
    about = said.about
    return " ".join(filter(None, (about.fact, about.ingredient, about.issuer)))


def list_plans(after: str, most: int, form: Shape, terminal: Terminal) -> None:
    """Draw the plans that were submitted, one a line."""
    with shown(terminal), refusing(terminal.settings.registry):
        records = Records(read_registry(terminal))
        found = records.plans(after, most)
        if form is Shape.JSON:
            answer(canonical_json([plan_json(each) for each in found]) + "\n")
            return
        rows = [
            (each.plan, f"version {each.number}", each.made_at[:10], each.submitter, each.title)
            for each in found
        ]
        answer("".join(f"{row}\n" for row in table(rows)))


def show_plan(name: str, form: Shape, terminal: Terminal, *, source: bool) -> None:
    """Draw one plan with its versions and decisions, or its text."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        records = Records(read_registry(terminal))
        versions = records.plan(name, stock.said(name))
        if source:
            answer(source_text(records.text(versions[-1].source, stock.said(name))))
            return
        decisions = records.decisions(Sought(plan=name))
        if form is Shape.JSON:
            found = {
                "versions": [plan_json(each) for each in versions],
                "decisions": [decision_json(each) for each in decisions],
            }
            answer(canonical_json(found) + "\n")
            return
        page = Page(terminal.width)
        page.line(f"{name}  {versions[-1].title}")
        page.row("owner", versions[-1].owner)
        for version in versions:
            page.row(
                f"version {version.number}", f"{version.made_at[:10]} by {version.submitter}"
            )
        for row in table([decision_row(each) for each in decisions]):
            page.line(f"  {row}")
        answer(page.text())


def decision_row(decision: Decision) -> tuple[str, ...]:
    """Return one decision as a row of a list."""
    version = decision.version
    return (
        str(decision.number),
        decision.ruling.word,
        f"{version.plan} v{version.number}",
        decision.as_of.isoformat() + ("" if decision.binding else " (explains)"),
        decision.actor,
    )
