"""Runs `db upgrade`."""

from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer
from distillgate.registries import upgraded


def upgrade(terminal: Terminal) -> None:
    """Bring the registry to the schema of this program, and say what was done."""
    with shown(terminal):
        database, before = upgraded(terminal.settings.registry)
        answer(f"{database.shown}: {before}\n")
