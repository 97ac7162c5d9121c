"""Runs and draws `obligations` and `obligation set`."""

from datetime import date
from decimal import Decimal

from distillgate.cli.choices import Shape, StandingChoice
from distillgate.cli.page import Page
from distillgate.cli.recording import made_ledger, read_registry, writer_of
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer
from distillgate.registries import refusing
from distillgate.settings import today
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.obligations import (
    Keeper,
    Saying,
    duties_of,
    duty_json,
    say_of_duty,
)
from distillgate.usecases.recurringduties import limit_words
from policy.canonical import canonical_json
from registry.obligations import Duty, DutyStanding


def obligations(plan: str, form: Shape, terminal: Terminal, *, undone: bool) -> None:
    """Draw what a plan owes."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        said, database = stock.said(plan), read_registry(terminal)
        if database is None:
            Records(database).plan(plan, said)
            return
        with database.reading() as connection:
            duties = duties_of(connection, plan, said, today())
        wanted = [each for each in duties if not (undone and each.standing.done)]
        if form is Shape.JSON:
            answer(canonical_json([duty_json(each, today()) for each in wanted]) + "\n")
            return
        page = Page(terminal.width)
        for duty in wanted:
            _draw(duty, page, today())
        answer(page.text() if wanted else "")


def set_standing(
    plan: str,
    clause: str,
    saying: tuple[StandingChoice, str, str, int | None],
    form: Shape,
    terminal: Terminal,
) -> None:
    """Say how a duty stands, and draw it."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        standing, evidence, note, used = saying
        amount = None if used is None else Decimal(used)
        keeper = Keeper(made_ledger(terminal), writer_of(terminal), terminal.settings.roles)
        what = Saying(DutyStanding(standing.value), evidence, note, amount)
        duty = say_of_duty(plan, clause, what, keeper, stock.said(clause))
        if form is Shape.JSON:
            answer(canonical_json(duty_json(duty, today())) + "\n")
            return
        page = Page(terminal.width)
        _draw(duty, page, today())
        answer(page.text())


def _draw(duty: Duty, page: Page, day: date) -> None:
    late = ", overdue" if duty.overdue(day) else ""
    page.line(f"{duty.standing}{late}  {duty.clause}")
    page.row("duty", duty.says)
    page.row("due", f"{duty.due}, {duty.due_on}" if duty.due_on else duty.due)
    page.row("at most", limit_words(duty.limit, duty.unit))
    page.row("for", ", ".join(duty.ingredients))
    if duty.checked:
        page.row("seen", "the plan itself shows it")
    if duty.act is not None:
        page.row("says", f"{duty.act.writer.name}, {duty.act.writer.at[:10]}")
        page.row("evidence", duty.act.evidence)
        page.row("note", duty.act.note)
