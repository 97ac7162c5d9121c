"""Runs and draws `waiver request`, `grant` and `narrow`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from distillgate.cli.choices import Shape
from distillgate.cli.recording import made_ledger, read_registry, writer_of
from distillgate.cli.showing import shown
from distillgate.cli.sweeping import reopen_about
from distillgate.cli.terminal import Terminal, answer
from distillgate.registries import refusing
from distillgate.settings import today
from distillgate.usecases.files import read_file
from distillgate.usecases.filing import Clerk
from distillgate.usecases.filingviews import Filings, filing_json
from distillgate.usecases.waiverstates import (
    Narrower,
    grant_waiver,
    narrow_waiver,
    request_waiver,
)
from policy.canonical import canonical_json
from policy.diagnostics import Span
from policy.packs import SourceFile
from registry.filings import Filing, FilingKind


@dataclass(frozen=True, slots=True)
class Asked:
    """Which waiver is granted or narrowed, in which role, and what is left of it."""

    name: str
    role: str
    left: Narrower
    packs: tuple[Path, ...]
    form: Shape


def narrower(
    until: date | None,
    plans: Sequence[str] | None,
    clauses: Sequence[str] | None,
    findings: Sequence[str] | None,
) -> Narrower:
    """Return what options leave of a waiver."""
    return Narrower(until, tuple(plans or ()), tuple(clauses or ()), tuple(findings or ()))


def request(path: str, packs: tuple[Path, ...], form: Shape, terminal: Terminal) -> None:
    """Ask for the waiver in a file."""
    with shown(terminal, packs) as stock, refusing(terminal.settings.registry):
        file = SourceFile(path, read_file(path))
        _draw(request_waiver(file, stock.pack(), _clerk(terminal)), form)


def grant(asked: Asked, terminal: Terminal) -> None:
    """Grant what was asked for."""
    with shown(terminal, asked.packs) as stock, refusing(terminal.settings.registry):
        filed = _filed(asked.name, stock.said(asked.name), terminal)
        clerk = _clerk(terminal)
        _draw(grant_waiver(filed, asked.role, asked.left, stock.pack(), clerk), asked.form)


def narrow(asked: Asked, reason: str, terminal: Terminal) -> None:
    """Take some of a waiver back, and judge anew what rests on it."""
    with shown(terminal, asked.packs) as stock, refusing(terminal.settings.registry):
        filed = _filed(asked.name, stock.said(asked.name), terminal)
        clerk, signing = _clerk(terminal), (asked.role, reason)
        _draw(narrow_waiver(filed, asked.left, signing, stock.pack(), clerk), asked.form)
        reopen_about(asked.name, terminal)


def _filed(name: str, said: Span, terminal: Terminal) -> tuple[Filing, str]:
    filings = Filings(read_registry(terminal), FilingKind.WAIVER)
    filing = filings.filing(name, said)
    return filing, filings.text(filing, said)


def _draw(filing: Filing, form: Shape) -> None:
    if form is Shape.JSON:
        answer(canonical_json(filing_json(filing, today())) + "\n")
        return
    answer(f"waiver {filing.name}: {filing.standing(today())}\n")


def _clerk(terminal: Terminal) -> Clerk:
    return Clerk(made_ledger(terminal), writer_of(terminal), terminal.settings.roles)
