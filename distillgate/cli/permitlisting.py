"""Draws the permits that were issued, and which of them rest on nothing any more."""

from distillgate.cli.choices import PermitChoice, Shape
from distillgate.cli.page import table
from distillgate.cli.recording import read_registry
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.registries import refusing
from distillgate.settings import now
from distillgate.usecases.permitstanding import (
    PermitState,
    StandingPermit,
    standing_permits,
    told_of,
)
from policy.canonical import canonical_json
from registry.database import Database

_MOST_TOLD = 10_000


def list_permits(
    plan: str | None,
    state: PermitChoice | None,
    most: int,
    form: Shape,
    terminal: Terminal,
) -> None:
    """Draw the permits that were issued, one a line, the latest first."""
    with shown(terminal), refusing(terminal.settings.registry):
        database = read_registry(terminal)
        only = PermitState(state.value) if state else None
        known = (
            ()
            if database is None
            else standing_permits(database, now=now(), most=most, only=only)
        )
        found = [each for each in known if plan in {None, each.plan}]
        if form is Shape.JSON:
            answer(canonical_json([each.json() for each in found]) + "\n")
            return
        answer("".join(f"{row}\n" for row in table(map(_row, found))))


def tell_suspended(database: Database, plan: str | None = None) -> None:
    """Say which permits no longer stand after what was just done."""
    only = PermitState.SUSPENDED
    known = standing_permits(database, now=now(), most=_MOST_TOLD, only=only)
    told = told_of(each for each in known if plan in {None, each.plan})
    if told is not None:
        talk(told)


def _row(each: StandingPermit) -> tuple[str, ...]:
    permit = each.permit
    standing = each.state.value + (f": {each.why}" if each.why else "")
    about = f"decision {each.decision}" if each.decision is not None else ""
    return (permit.id, each.plan, about, each.audience, f"until {permit.not_after}", standing)
