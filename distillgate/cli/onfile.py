"""Runs and draws the commands about what lies on file."""

from pathlib import Path

from distillgate.cli.choices import Filed, Shape
from distillgate.cli.page import Page, table
from distillgate.cli.permitlisting import tell_suspended
from distillgate.cli.recording import made_ledger, made_registry, read_registry, writer_of
from distillgate.cli.showing import Stock, shown
from distillgate.cli.sweeping import reopen_about
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.registries import refusing
from distillgate.settings import today
from distillgate.usecases.files import read_file
from distillgate.usecases.filing import Clerk, put_on_file, revoke
from distillgate.usecases.filingviews import Filings, filing_json, outgrown_by
from distillgate.usecases.library import UnreadableLibraryError
from policy.canonical import canonical_json
from policy.compiling import Pack
from policy.packs import SourceFile
from registry.filings import Filing, FilingKind


def add(
    kind: Filed, path: str, packs: tuple[Path, ...], form: Shape, terminal: Terminal
) -> None:
    """Put one text on file."""
    with shown(terminal, packs) as stock, refusing(terminal.settings.registry):
        file = SourceFile(path, read_file(path))
        clerk = _clerk(terminal)
        filing = put_on_file(FilingKind(kind.value), file, stock.pack(), clerk)
        if form is Shape.JSON:
            answer(canonical_json(filing_json(filing, today())) + "\n")
            return
        answer(f"{kind} {filing.name}: {filing.standing(today())}\n")


def list_them(kind: Filed, form: Shape, terminal: Terminal, *, every: bool) -> None:
    """Draw what lies on file, one a line."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        day = today()
        filings = Filings(read_registry(terminal), FilingKind(kind.value))
        pack = _pack(kind, stock)
        found = [
            (each, _outgrown(filings, each, pack, stock))
            for each in filings.all()
            if every or (each.revoked is None and (each.until is None or day < each.until))
        ]
        if form is Shape.JSON:
            shapes = [filing_json(each, day, None, outgrown) for each, outgrown in found]
            answer(canonical_json(shapes) + "\n")
            return
        rows = (
            (each.name, _standing(each, outgrown), each.actor, each.at[:10])
            for each, outgrown in found
        )
        answer("".join(f"{row}\n" for row in table(rows)))


def _pack(kind: Filed, stock: Stock) -> Pack | None:
    """Return the pack by which waivers are outgrown; nothing where it cannot be read.

    What lies on file must be seen just then, to mend it.
    """
    if kind is not Filed.WAIVER:
        return None
    try:
        return stock.pack()
    except UnreadableLibraryError:
        return None


def _outgrown(
    filings: Filings, filing: Filing, pack: Pack | None, stock: Stock
) -> tuple[str, ...]:
    if pack is None:
        return ()
    return outgrown_by(filings, filing, pack, today(), stock.said(filing.name))


def _standing(filing: Filing, outgrown: tuple[str, ...]) -> str:
    """Return how it stands; where a clause has changed since, that it does not hold for it."""
    said = filing.standing(today())
    return f"{said}, outgrown for {', '.join(outgrown)}" if outgrown else said


def show(kind: Filed, name: str, form: Shape, terminal: Terminal) -> None:
    """Draw one thing on file with its text."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        filings = Filings(read_registry(terminal), FilingKind(kind.value))
        filing = filings.filing(name, stock.said(name))
        text = filings.text(filing, stock.said(name))
        outgrown = _outgrown(filings, filing, _pack(kind, stock), stock)
        if form is Shape.JSON:
            answer(canonical_json(filing_json(filing, today(), text, outgrown)) + "\n")
            return
        page = Page(terminal.width)
        page.line(f"{kind} {filing.name}: {_standing(filing, outgrown)}")
        page.row("filed", f"{filing.at[:10]} by {filing.actor}")
        page.row("digest", filing.content)
        if filing.revoked is not None:
            revoked = filing.revoked
            page.row("revoked", f"{revoked.at[:10]} by {revoked.actor}: {revoked.reason}")
        page.line()
        for line in text.splitlines():
            page.line(f"  {line}")
        answer(page.text())


def revoke_one(kind: Filed, name: str, reason: str, terminal: Terminal) -> None:
    """Revoke one thing on file."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        filings = Filings(read_registry(terminal), FilingKind(kind.value))
        filing = filings.filing(name, stock.said(name))
        revoke(filing, reason, _clerk(terminal), stock.said(name))
        talk(f"the {kind} {filing.name} no longer counts")
        reopen_about(filing.name, terminal)
        tell_suspended(made_registry(terminal))


def _clerk(terminal: Terminal) -> Clerk:
    return Clerk(made_ledger(terminal), writer_of(terminal), terminal.settings.roles)
