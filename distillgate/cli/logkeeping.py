"""Runs the commands that keep the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from distillgate.cli.auditing import EXITS, draw_outcome
from distillgate.cli.choices import Shape
from distillgate.cli.logshowing import kept
from distillgate.cli.recording import made_ledger, made_registry, writer_of
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.gate.notes import is_key_name
from distillgate.ledgers import (
    active_signers,
    install_keys,
    make_keys,
    new_keys,
    recorder_of,
    signers_of,
)
from distillgate.registries import refusing
from distillgate.settings import now
from distillgate.usecases.auditlog import (
    CHECKS,
    Asking,
    begin_log,
    check_anchors,
    check_stored,
    export_to,
    policy_text,
    publish_head,
    verify_log,
)
from distillgate.usecases.exportcheck import checkpoint_in, trust_policy
from distillgate.usecases.files import write_file
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.logchanges import (
    erase_person,
    keep_in,
    leave,
    record_compromise,
    rotate_keys,
)
from distillgate.witnesscalls import post
from registry.audit.anchors import AnchorError
from registry.audit.cosigning import ForkError, WitnessAwayError
from registry.audit.exporting import ExportError
from registry.audit.ledger import LedgerError
from registry.audit.verifying import Outcome, Standing


@contextmanager
def told(terminal: Terminal) -> Iterator[None]:
    """End the command with a reason where the log or what lies outside it refuses."""
    where = terminal.settings.registry
    with shown(terminal), refusing(where):
        try:
            yield
        except (AnchorError, WitnessAwayError) as error:
            talk(f"cannot tell: {error}")
            raise typer.Exit(Exit.FAULT) from error
        except (ForkError, ExportError) as error:
            talk(f"does not hold: {error}")
            raise typer.Exit(Exit.BROKEN_PROOF) from error


def init(name: str, terminal: Terminal, *, vault: bool) -> Exit:
    """Begin the log and say what its public key is."""
    if not is_key_name(name):
        raise typer.BadParameter(f"{name!r} is no name: it has spaces or a plus, or is empty")
    with told(terminal):
        database = made_registry(terminal)
        make_keys(terminal.settings, vault=vault)
        ledger = Ledger(database, recorder_of(terminal.settings))
        signers = signers_of(terminal.settings, name)
        begin_log(ledger, name, signers, writer_of(terminal), now=now())
        if terminal.settings.passphrase is None:
            talk("the keys have no passphrase; DISTILLGATE_KEY_PASSPHRASE sets one")
        answer(policy_text(database))
    return Exit.APPROVED


def publish(policy: str | None, output: str | None, terminal: Terminal) -> Exit:
    """Sign the head and hand it out."""
    with told(terminal):
        database = kept(terminal)
        signers = active_signers(terminal.settings, database)
        asked = () if policy is None else Asking(trust_policy(policy), post).witnesses
        made = publish_head(database, signers, asked, post, now=now())
        if output is not None:
            write_file(output, str(made.note), replace=True)
        talk(f"{made.head.origin} at {made.head.size:,} records")
    return Exit.APPROVED


def verify(policy: str | None, since: str | None, terminal: Terminal, *, full: bool) -> Outcome:
    """Return what the log comes to against its heads."""
    with told(terminal):
        believed = None if policy is None else trust_policy(policy)
        held = None if since is None else checkpoint_in(since)
        database = kept(terminal)
        outcome = verify_log(database, believed, held, CHECKS[full])
        if outcome.standing is not Standing.HOLDS:
            return outcome
        for place, found in check_anchors(database).items():
            if found is not None:
                reason = f"{found} (`{place}`)"
                return Outcome(Standing.BROKEN, origin=outcome.origin, reason=reason)
        return outcome


def stored(terminal: Terminal) -> Outcome:
    """Return whether what is stored fits together."""
    with told(terminal):
        return check_stored(kept(terminal))


def drawn(outcome: Outcome, terminal: Terminal, form: Shape) -> Exit:
    """Draw what a check came to, and return the exit."""
    draw_outcome(outcome, terminal, form)
    return EXITS[outcome.standing]


def export(folder: Path, terminal: Terminal) -> Exit:
    """Write the log into a folder."""
    with told(terminal):
        database = kept(terminal)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise typer.BadParameter(f"{str(folder)!r} is there, and not empty")
        try:
            head = export_to(database, folder).head
        except OSError as error:
            message = f"the folder cannot be written: {error.strerror}"
            raise LedgerError(message) from error
        talk(f"{head.origin} at {head.size:,} records")
    return Exit.APPROVED


def rotate(terminal: Terminal) -> Exit:
    """Let new keys sign."""
    with told(terminal):
        ledger = made_ledger(terminal)
        old = active_signers(terminal.settings, ledger.database)
        new = new_keys(terminal.settings, old.log[0].name)
        head = rotate_keys(ledger, old, new, writer_of(terminal), now=now())
        install_keys(terminal.settings)
        talk(f"{head.head.origin} at {head.head.size:,} records is signed by both keys")
        answer(policy_text(ledger.database, now()))
    return Exit.APPROVED


def compromised(key: str, since: int | None, terminal: Terminal) -> Exit:
    """Record that others may have had a key."""
    with told(terminal):
        void = record_compromise(made_ledger(terminal), key, since, writer_of(terminal))
        talk(f"what {key} signed from record {void} on is void; `permit trust` tells verifiers")
    return Exit.APPROVED


def erase(person: str, terminal: Terminal) -> Exit:
    """Erase somebody."""
    with told(terminal):
        recorder = recorder_of(terminal.settings)
        count = erase_person(
            made_ledger(terminal), person, writer_of(terminal), recorder.master
        )
        talk(f"erased; {count:,} commitments can no longer be opened by anybody")
    return Exit.APPROVED


def anchor_add(place: str, terminal: Terminal) -> Exit:
    """Keep heads in a place."""
    with told(terminal):
        keep_in(made_ledger(terminal), place, writer_of(terminal))
    return Exit.APPROVED


def anchor_check(terminal: Terminal) -> Exit:
    """Hold every head outside against the log."""
    with told(terminal):
        found = check_anchors(kept(terminal))
    for place, wrong in found.items():
        answer(f"{place}: {'does not hold: ' + wrong if wrong else 'holds'}\n")
    return Exit.BROKEN_PROOF if any(found.values()) else Exit.APPROVED


def anchor_remove(place: str, terminal: Terminal) -> Exit:
    """Keep heads in a place no more."""
    with told(terminal):
        # The anchor may be what cannot be read, so it is not asked.
        ledger = Ledger(made_registry(terminal), recorder_of(terminal.settings))
        leave(ledger, place, writer_of(terminal))
    return Exit.APPROVED
