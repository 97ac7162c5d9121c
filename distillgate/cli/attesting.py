"""Runs and draws `student attest` and `student verify`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from connectors.exchange import json_text
from distillgate import __version__
from distillgate.cli.choices import Shape
from distillgate.cli.drawing import said
from distillgate.cli.handing import Whose, judged, refusals
from distillgate.cli.page import Page
from distillgate.cli.permitting import progress
from distillgate.cli.recording import made_ledger, writer_of
from distillgate.cli.terminal import PROGRAM, Terminal, answer, talk
from distillgate.exits import Exit, exit_of
from distillgate.gate.attestations import Attestation, AttestationError, check_attestation
from distillgate.gate.digests import DigestError, digest_of
from distillgate.gate.envelope import EnvelopeError, permit_keys
from distillgate.gate.jobs import KEYS
from distillgate.ledgers import active_signers
from distillgate.usecases.attest import attest, refuse_unapproved, subjects_of
from distillgate.usecases.files import read_file, refused, write_file
from distillgate.usecases.names import readable
from distillgate.usecases.studentbom import bom_of
from policy.canonical import canonical_json
from policy.diagnostics import Code, Span, printable

BOM, STATEMENT = "student.cdx.json", "student.sigstore.json"
SCHEMA = "distillgate/attestation-check/v1"
_MOST = 5_000_001


@dataclass(frozen=True, slots=True)
class Paper:
    """What is attested, and where it is written."""

    model: Path | None
    out: Path | None
    unsigned: bool


def attest_student(whose: Whose, paper: Paper, terminal: Terminal) -> Exit:
    """Write the bill of materials of a student, and its signed statement."""
    if paper.out is None and not paper.unsigned:
        raise typer.BadParameter("name a folder with --out, or say --unsigned")
    with refusals(terminal) as lines:
        plan = judged(whose, lines)
        bom = bom_of(plan, f"{PROGRAM} {__version__}")
        files = {BOM: json_text(bom)}
        if not paper.unsigned:
            refuse_unapproved(plan, said(terminal, whose.plan or whose.decision or ""))
            model = _digest(paper.model) if paper.model is not None else None
            ledger = made_ledger(terminal)
            signers = active_signers(terminal.settings, ledger.database)
            keeper = (ledger, writer_of(terminal))
            signed = attest(plan, (subjects_of(plan, model), bom), signers, keeper)
            files[STATEMENT] = signed.decode()
        if paper.out is None:
            answer(files[BOM])
        else:
            _write(files, paper.out)
    return exit_of(plan.verdict)


def _write(files: Mapping[str, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        place = Span(readable(str(folder)), 1, 1)
        why = (error.strerror or "its name").lower()
        raise refused(Code.UNUSABLE_FILE, f"the folder cannot be made: {why}", place) from error
    for name, text in files.items():
        write_file(str(folder / name), text, replace=True)
        talk(f"wrote {printable(str(folder / name))}")


def _digest(path: Path) -> str:
    try:
        return digest_of(path, progress())
    except DigestError as error:
        place = Span(readable(str(path)), 1, 1)
        raise refused(Code.UNUSABLE_FILE, str(error), place) from error


def verify(
    bundle: Path, held: tuple[Path, Path | None], form: Shape, terminal: Terminal
) -> Exit:
    """Draw what a statement says, where somebody that is trusted signed it."""
    trust, model = held
    with refusals(terminal):
        content = read_file(str(bundle), most=_MOST)
        keys = read_file(str(trust / KEYS))
        digest = _digest(model) if model is not None else None
    try:
        found = check_attestation(content, permit_keys(keys), digest)
    except (AttestationError, EnvelopeError) as error:
        return _refused(str(error), form, terminal)
    if form is Shape.JSON:
        answer(_json(holds=True, reason=None, found=found))
        return Exit.APPROVED
    page = Page(terminal.width)
    page.fold(f"holds: signed by {found.key.id}")
    for name, each in found.subjects.items():
        page.row("about", f"{name} {each}")
    for name, value in _properties(found.bom):
        page.row(name, value)
    answer(page.text())
    return Exit.APPROVED


def _refused(reason: str, form: Shape, terminal: Terminal) -> Exit:
    if form is Shape.JSON:
        answer(_json(holds=False, reason=reason, found=None))
        return Exit.BROKEN_PROOF
    page = Page(terminal.width)
    page.fold(f"does not hold: {reason}")
    answer(page.text())
    return Exit.BROKEN_PROOF


def _properties(bom: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return what the bill tells of the model that it is about."""
    match bom:
        case {"metadata": {"component": {"properties": list(properties)}}}:
            return [pair for each in properties for pair in _property(each)]
        case _:
            return []


def _property(each: object) -> list[tuple[str, str]]:
    match each:
        case {"name": str(name), "value": str(value)}:
            return [(name.removeprefix("distillgate:"), value)]
        case _:
            return []


def _json(*, holds: bool, reason: str | None, found: Attestation | None) -> str:
    told = {
        "schema": SCHEMA,
        "holds": holds,
        "reason": reason,
        "key": found.key.id if found else None,
        "subjects": dict(found.subjects) if found else None,
        "bom": dict(found.bom) if found else None,
    }
    return canonical_json(told) + "\n"
