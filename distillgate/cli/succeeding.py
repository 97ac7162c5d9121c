"""Runs the commands that end a log and let another go on."""

from distillgate.cli.logkeeping import told
from distillgate.cli.recording import made_ledger, made_registry, writer_of
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.ledgers import active_signers, make_missing_keys, recorder_of, signers_of
from distillgate.settings import now
from distillgate.usecases.auditlog import policy_text
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.succession import (
    Successor,
    close_epoch,
    next_origin,
    succeed_contradicted,
    succeed_lost_key,
)


def close(terminal: Terminal, *, lost: bool) -> Exit:
    """End the log and begin the next; where its key is lost under new keys."""
    with told(terminal):
        ledger = made_ledger(terminal)
        origin, writer = next_origin(ledger), writer_of(terminal)
        if lost:
            make_missing_keys(terminal.settings)
            signers = signers_of(terminal.settings, origin)
            made = succeed_lost_key(ledger, signers, writer, now=now())
        else:
            signers = active_signers(terminal.settings, ledger.database)
            following = signers_of(terminal.settings, origin)
            made = close_epoch(ledger, signers, following, writer, now=now())
        _tell(made, ledger)
    return Exit.APPROVED


def repair(anchor: str, terminal: Terminal) -> Exit:
    """Let another log go on where an anchor holds a head that this one does not have."""
    with told(terminal):
        # Every anchor is asked before anything else is written; here one is known to object.
        ledger = Ledger(made_registry(terminal), recorder_of(terminal.settings))
        active_signers(terminal.settings, ledger.database)
        signers = signers_of(terminal.settings, next_origin(ledger))
        writer = writer_of(terminal)
        made = succeed_contradicted(ledger, anchor, signers, writer, now=now())
        _tell(made, ledger)
    return Exit.APPROVED


def _tell(made: Successor, ledger: Ledger) -> None:
    talk(f"{made.last.origin} ended; its last signed head has {made.last.size:,} records")
    talk(f"{made.first.head.origin} goes on; its anchors are to be added")
    answer(policy_text(ledger.database, now()))
