"""Draws what the log holds."""

import json
import time

from distillgate.cli.choices import MappingChoice, Shape
from distillgate.cli.page import Page, table
from distillgate.cli.recording import read_registry
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer
from distillgate.gate.texts import to_base64
from distillgate.registries import refusing
from distillgate.settings import now
from distillgate.usecases.auditlog import (
    Sought,
    consistency_of,
    policy_text,
    proof_of,
    record_at,
    records_after,
    records_in,
)
from distillgate.usecases.logchanges import known_keys
from policy.canonical import canonical_json
from registry.audit.ledger import Entry, LedgerError, current, the_log
from registry.audit.mappings import Shape as MappedTo
from registry.audit.mappings import mapped
from registry.database import Database

_SECONDS = 1.0
_DIGEST_SHOWN = 19


def kept(terminal: Terminal) -> Database:
    """Return the registry, whose log is wanted; raises `LedgerError` where there is none."""
    found = read_registry(terminal)
    if found is None:
        raise LedgerError("there is no registry, so there is no log")
    return found


def list_records(
    asked: tuple[str | None, str | None, int], terminal: Terminal, form: Shape
) -> None:
    """Draw the latest records, one a line."""
    with shown(terminal), refusing(terminal.settings.registry):
        kind, subject, most = asked
        found = records_in(kept(terminal), Sought(kind, subject, most))
        if form is Shape.JSON:
            answer("".join(map(_line, found)))
            return
        answer("".join(f"{row}\n" for row in table(map(_row, found))))


def list_mapped(
    asked: tuple[str | None, str | None, int], to: MappingChoice, terminal: Terminal
) -> None:
    """Draw the latest records in the shape of another system, one a line."""
    with shown(terminal), refusing(terminal.settings.registry):
        kind, subject, most = asked
        database = kept(terminal)
        found = records_in(database, Sought(kind, subject, most))
        with database.reading() as connection:
            head = current(connection)
        shape, origin = MappedTo(to.value), head.origin or head.log
        lines = (canonical_json(mapped(each, origin, shape)) for each in found)
        answer("".join(f"{line}\n" for line in lines))


def show(index: int, terminal: Terminal, form: Shape) -> None:
    """Draw one record, or its very bytes."""
    with shown(terminal), refusing(terminal.settings.registry):
        found = record_at(kept(terminal), index)
        if form is Shape.JSON:
            answer(_line(found))
            return
        told = json.loads(found.leaf)
        page = Page(terminal.width)
        page.line(f"record {index}: {told['kind']}")
        page.row("recorded", told["recorded_at"])
        page.row("happened", told["occurred_at"])
        page.row("key", told["id"])
        page.row("actor", f"{told['actor']['type']} {told['actor']['ref']}")
        page.row("subject", f"{told['subject']['type']} {told['subject']['digest']}")
        page.row("outcome", told["outcome"])
        page.row("result", told["result"])
        for label in ("context", "details"):
            page.block(label, (f"{name} {value}" for name, value in told[label].items()))
        page.row("leaf", found.leaf_hash.hex())
        answer(page.text())


def tail(most: int, terminal: Terminal, form: Shape, *, follow: bool) -> None:
    """Draw the last records, and go on with those that come where that is asked."""
    with shown(terminal), refusing(terminal.settings.registry):
        database = kept(terminal)
        found = records_in(database, Sought(most=most))
        after = -1
        while True:
            for each in found:
                answer(_line(each) if form is Shape.JSON else f"{'  '.join(_row(each))}\n")
                after = each.index
            if not follow:
                return
            time.sleep(_SECONDS)
            found = records_after(database, after)


def proof(index: int, terminal: Terminal) -> None:
    """Draw the proof of one record."""
    with shown(terminal), refusing(terminal.settings.registry):
        answer(str(proof_of(kept(terminal), index)))


def consistency(old: int, new: int, terminal: Terminal) -> None:
    """Draw the hashes of a consistency proof, one a line."""
    with shown(terminal), refusing(terminal.settings.registry):
        path = consistency_of(kept(terminal), old, new)
        answer("".join(f"{to_base64(each)}\n" for each in path))


def policy(terminal: Terminal) -> None:
    """Draw the trust policy of the log."""
    with shown(terminal), refusing(terminal.settings.registry):
        answer(policy_text(kept(terminal), now()))


def keys(terminal: Terminal) -> None:
    """Draw the keys, one a line."""
    with shown(terminal), refusing(terminal.settings.registry):
        with kept(terminal).reading() as connection:
            found = known_keys(connection, the_log(connection))
        rows = [
            (
                each.purpose.value,
                each.id,
                each.state.value,
                f"from {each.since}" + ("" if each.until is None else f" to {each.until}"),
            )
            for each in found
        ]
        answer("".join(f"{row}\n" for row in table(rows)))


def _line(entry: Entry) -> str:
    return entry.leaf.decode() + "\n"


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        str(entry.index),
        entry.recorded_at[:19].replace("T", " "),
        entry.kind,
        entry.outcome or "-",
        entry.subject[:_DIGEST_SHOWN],
    )
