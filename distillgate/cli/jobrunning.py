"""Runs a job under a permit: verified, counted, started, and recorded at its end."""

import os
import subprocess
from dataclasses import dataclass

from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.permitting import progress
from distillgate.cli.recording import read_registry, writer_of
from distillgate.cli.terminal import Terminal, talk
from distillgate.exits import Exit
from distillgate.gate.checking import Permit, PermitRefusedError
from distillgate.gate.jobs import AUDIENCE, RUN_OF, TRUST_FOLDER
from distillgate.gate.statements import stamp
from distillgate.ledgers import ledger_over
from distillgate.registries import refusing
from distillgate.settings import now
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.permitcheck import PermitToCheck, material_digest, verify_permit
from distillgate.usecases.permits import begin_run, end_run, is_known
from policy.yamltext import UnreadableError
from registry.audit.ledger import LedgerError

_NOT_FOUND = 127
_NOT_STARTED = 126
_SIGNAL = 128


@dataclass(frozen=True, slots=True)
class _Counted:
    """A run that the registry knows of."""

    ledger: Ledger
    number: int


def run(
    asked: PermitToCheck, command: tuple[str, ...], output: str | None, terminal: Terminal
) -> int:
    """Start the job where the permit lets it, and return what it exits with."""
    try:
        with refusing(terminal.settings.registry):
            permit = verify_permit(asked, progress(), now=now())
            counted = _counted(permit, terminal)
    except UnreadableError as error:
        return draw_errors(error.diagnostics, Lines(terminal))
    except (PermitRefusedError, _RefusedError) as refusal:
        talk(f"refused: {refusal}")
        return Exit.PERMIT_REFUSED
    code = _run(command, {**os.environ, **_told(asked, permit, counted)})
    try:
        with refusing(terminal.settings.registry):
            _ended(permit, counted, output, code, terminal)
    except UnreadableError as error:
        draw_errors(error.diagnostics, Lines(terminal))
        return code or Exit.FAULT
    except PermitRefusedError as error:
        talk(f"the run is recorded without what it made: {error}")
        return code or Exit.FAULT
    return code


class _RefusedError(Exception):
    """The registry does not let one more run start."""


def _counted(permit: Permit, terminal: Terminal) -> _Counted | None:
    """Return the run as the registry counts it; nothing where the permit is of another one."""
    statement = permit.statement
    database = read_registry(terminal)
    if database is None or not is_known(database, statement.id):
        if statement.max_runs is not None:
            raise _RefusedError(
                "its runs are counted, and the registry that counts is not here"
            )
        talk("the registry that issued the permit is not here; the run is not recorded")
        return None
    ledger = ledger_over(database, terminal.settings)
    try:
        found = begin_run(ledger, statement.id, writer_of(terminal), now=now())
    except LedgerError as error:
        raise _RefusedError(error.message) from error
    return _Counted(ledger, found.number)


def _told(asked: PermitToCheck, permit: Permit, counted: _Counted | None) -> dict[str, str]:
    """Return what the job finds about its permit in the environment."""
    statement = permit.statement
    told = {
        "DISTILLGATE_PERMIT": str(asked.permit.absolute()),
        "DISTILLGATE_PERMIT_ID": statement.id,
        "DISTILLGATE_PERMIT_UNTIL": stamp(statement.not_after),
        "DISTILLGATE_PLAN_DIGEST": statement.plan,
        TRUST_FOLDER: str(asked.trust.absolute()),
        AUDIENCE: statement.audience,
        RUN_OF: statement.id,
    }
    if counted is not None:
        told["DISTILLGATE_RUN"] = str(counted.number)
    return told


def _run(command: tuple[str, ...], environment: dict[str, str]) -> int:
    """Run the job on this terminal and return its exit, as a shell gives it."""
    try:
        done = subprocess.run(command, env=environment, check=False)  # noqa: S603 the caller's own
    except FileNotFoundError:
        talk(f"there is no command `{command[0]}`")
        return _NOT_FOUND
    except OSError as error:
        talk(f"`{command[0]}` cannot be started: {error.strerror}")
        return _NOT_STARTED
    return done.returncode if done.returncode >= 0 else _SIGNAL - done.returncode


def _ended(
    permit: Permit, counted: _Counted | None, output: str | None, code: int, terminal: Terminal
) -> None:
    """Record how the run ended and what it made."""
    if counted is None:
        return
    made = None
    failed: PermitRefusedError | None = None
    if output is not None:
        try:
            made = material_digest(output, progress())
        except PermitRefusedError as error:
            failed = error
    ended = (permit.statement.id, counted.number, made, code)
    end_run(counted.ledger, ended, writer_of(terminal), now=now())
    if failed is not None:
        raise failed
