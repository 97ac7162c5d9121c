"""Runs `db backup`."""

from pathlib import Path

from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer
from distillgate.registries import refusing, registry_at
from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span, printable
from registry.audit.marks import MarkReader
from registry.backups import copy_to
from registry.database import database_at


def backup(place: Path, terminal: Terminal) -> None:
    """Copy the registry, and say how much of the log the copy holds."""
    where = terminal.settings.registry
    with shown(terminal), refusing(where):
        database = registry_at(where, make=False)
        if database is None:
            said = Span(str(where or "registry"), 1, 1)
            raise refused(Code.UNUSABLE_REGISTRY, "there is no registry to copy", said)
        copy_to(database, place)
        marks = MarkReader(database_at(place))
        records = marks.read().size
        marks.close()
    answer(f"{printable(str(place))}: a copy with {records} records in its log\n")
