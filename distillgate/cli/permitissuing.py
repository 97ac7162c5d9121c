"""Runs the commands that issue permits, take them back, and count their use."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import typer

from distillgate.cli.choices import ActChoice
from distillgate.cli.logkeeping import told
from distillgate.cli.permitting import materials, progress
from distillgate.cli.recording import made_ledger, writer_of
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.gate.checking import PermitRefusedError
from distillgate.gate.jobs import KEYS, LOG, PROOF_SUFFIX, STATUS
from distillgate.gate.statements import PermitAct, stamp
from distillgate.ledgers import active_signers
from distillgate.settings import now
from distillgate.usecases.auditlog import (
    Asking,
    Signers,
    policy_text,
    proof_of,
    publish_accepted,
    publish_head,
)
from distillgate.usecases.collecting import record_collection
from distillgate.usecases.exportcheck import trust_policy
from distillgate.usecases.files import read_file, write_file
from distillgate.usecases.grounds import NoPermitError
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.permitcheck import material_digest
from distillgate.usecases.permits import (
    PermitWish,
    begin_run,
    end_run,
    issue_permit,
    permit_keys_text,
    revoke_permit,
)
from distillgate.usecases.statuslisting import status_list
from distillgate.witnesscalls import post
from registry.audit.cosigning import ForkError, WitnessAwayError
from registry.audit.ledger import LedgerError
from registry.audit.permits import summary_bundle

_ID_BYTES = 8
_NAME = "permit"
_TRUST_HOURS = 24
_SECONDS = 1.0
"""Between two attempts to reach the witnesses."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which permit is wanted."""

    decision: int
    acts: tuple[ActChoice, ...]
    audience: str
    hours: int
    runs: int | None
    policy: str | None = None
    """The trust policy whose witnesses must have seen the permit's record."""


@dataclass(frozen=True, slots=True)
class Loose:
    """What a recipe says, as it was typed."""

    data: tuple[str, ...]
    channels: tuple[str, ...]
    window: str | None
    limits: tuple[str, ...]


def digests(listed: Sequence[str]) -> dict[str, str]:
    """Return the digests of REF=PATH; each path is read, with word of how far it is."""
    try:
        return {
            name: material_digest(path, progress()) for name, path in materials(listed).items()
        }
    except PermitRefusedError as error:
        raise typer.BadParameter(str(error)) from error


def issue(
    asked: Asked, found: dict[str, str], loose: Loose, folder: Path, terminal: Terminal
) -> Exit:
    """Issue a permit, and write it with its log proof once a signed head covers it."""
    wish = PermitWish(
        id=f"permit-{os.urandom(_ID_BYTES).hex()}",
        acts=tuple(dict.fromkeys(PermitAct(each) for each in asked.acts)),
        audience=asked.audience,
        valid_for=timedelta(hours=asked.hours),
        materials=found,
        loose=loose.data,
        channels=loose.channels,
        window=_window(loose.window),
        limits=_limits(loose.limits),
        max_runs=asked.runs,
    )
    with told(terminal):
        ledger = made_ledger(terminal)
        signers = active_signers(terminal.settings, ledger.database)
        try:
            wanted = (asked.decision, wish)
            statement, permit = issue_permit(
                ledger, signers, wanted, writer_of(terminal), now=now()
            )
        except NoPermitError as error:
            talk(f"refused: {error.message}" + (f"; {error.hint}" if error.hint else ""))
            raise typer.Exit(Exit.PERMIT_REFUSED) from error
        _published(ledger, signers, wish.id, asked.policy, terminal)
        proof = proof_of(ledger.database, permit.index)
        summary = summary_bundle(statement, now(), signers.permit)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(f"the folder cannot be made: {error.strerror}") from error
        for suffix, text in (
            (PROOF_SUFFIX, str(proof)),
            (".vsa.sigstore.json", summary.decode()),
            (".sigstore.json", permit.bundle.decode()),
        ):
            write_file(str(folder / f"{_NAME}{suffix}"), text, replace=True)
        acts, until = ", ".join(statement.acts), stamp(statement.not_after)
        talk(f"{statement.id} lets {statement.audience} {acts} until {until}")
        answer(f"{folder / _NAME}.sigstore.json\n")
    return Exit.APPROVED


def _published(
    ledger: Ledger, signers: Signers, name: str, policy: str | None, terminal: Terminal
) -> None:
    """Sign a head over a permit; where its witnesses stay away it is taken back unseen."""
    if policy is None:
        publish_head(ledger.database, signers, (), post, now=now())
        return
    asked = Asking(trust_policy(policy), post)
    try:
        publish_accepted(ledger.database, signers, asked, clock=now, pause=_pause)
    except (WitnessAwayError, ForkError):
        revoke_permit(ledger, name, writer_of(terminal), now=now())
        talk(f"{name} is taken back: it was not handed out")
        raise


def _pause() -> None:
    time.sleep(_SECONDS)


def revoke(name: str, terminal: Terminal) -> Exit:
    """Take a permit back."""
    with told(terminal):
        revoke_permit(made_ledger(terminal), name, writer_of(terminal), now=now())
        talk(f"{name} is revoked; `permit status-list` makes the list that says so")
    return Exit.APPROVED


def consume(name: str, ended: tuple[int, str | None, int] | None, terminal: Terminal) -> Exit:
    """Record the start of a run and say its number, or its end."""
    with told(terminal):
        ledger = made_ledger(terminal)
        try:
            if ended is None:
                run = begin_run(ledger, name, writer_of(terminal), now=now())
                answer(f"{run.number}\n")
                return Exit.APPROVED
        except LedgerError as error:
            talk(f"refused: {error.message}")
            raise typer.Exit(Exit.PERMIT_REFUSED) from error
        number, output, code = ended
        made = None if output is None else digests([f"output={output}"])["output"]
        end_run(ledger, (name, number, made, code), writer_of(terminal), now=now())
    return Exit.APPROVED


def status(hours: int, terminal: Terminal) -> Exit:
    """Print the status list."""
    with told(terminal):
        answer(_listed(made_ledger(terminal), hours, terminal).decode() + "\n")
    return Exit.APPROVED


def trust(folder: Path, terminal: Terminal) -> Exit:
    """Write whom to believe."""
    with told(terminal):
        ledger = made_ledger(terminal)
        listed = _listed(ledger, _TRUST_HOURS, terminal)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(f"the folder cannot be made: {error.strerror}") from error
        keys, believed = permit_keys_text(ledger.database), policy_text(ledger.database, now())
        write_file(str(folder / KEYS), keys, replace=True)
        write_file(str(folder / LOG), believed, replace=True)
        write_file(str(folder / STATUS), listed.decode(), replace=True)
    return Exit.APPROVED


def _listed(ledger: Ledger, hours: int, terminal: Terminal) -> bytes:
    signers = active_signers(terminal.settings, ledger.database)
    lasts = timedelta(hours=hours)
    return status_list(ledger, signers, writer_of(terminal), valid_for=lasts, now=now())


def _window(typed: str | None) -> tuple[date, date] | None:
    if typed is None:
        return None
    first, dots, last = typed.partition("..")
    try:
        found = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise typer.BadParameter(f"{typed!r} is no DAY..DAY") from error
    if not dots or found[0] > found[1]:
        raise typer.BadParameter(f"{typed!r} ends before it begins")
    return found


def _limits(typed: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in typed:
        name, _, most = each.partition("=")
        if not name or not most.isdecimal() or name in found:
            raise typer.BadParameter(f"{each!r} is no NAME=N, or names one twice")
        found[name] = int(most[:15])
    return found


def collected(manifest: str, terminal: Terminal) -> Exit:
    """Keep and record what was collected under a permit."""
    with told(terminal):
        content = read_file(manifest)
        ledger = made_ledger(terminal)
        digest, beyond = record_collection(ledger, content, writer_of(terminal), now=now())
        for each in beyond:
            talk(f"beyond the permit: {each}")
        answer(f"{digest}\n")
    return Exit.APPROVED
