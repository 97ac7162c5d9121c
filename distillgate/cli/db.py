"""`distillgate db`: the database of the registry."""

import typer

from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Look after the database of the registry.")


@app.command("upgrade", cls=PlainCommand)
def upgrade(context: typer.Context) -> None:
    """Make the database of the registry, or bring it to the schema of this program."""
    from distillgate.cli import upgrading  # noqa: PLC0415 loaded when the command runs

    upgrading.upgrade(terminal_of(context))
