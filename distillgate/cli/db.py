"""`distillgate db`: the database of the registry."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Look after the database of the registry.")


@app.command("upgrade", cls=PlainCommand)
def upgrade(context: typer.Context) -> None:
    """Make the database of the registry, or bring it to the schema of this program."""
    from distillgate.cli import upgrading  # noqa: PLC0415 loaded when the command runs

    upgrading.upgrade(terminal_of(context))


@app.command("backup", cls=PlainCommand)
def backup(
    context: typer.Context,
    place: Annotated[
        Path, typer.Argument(metavar="FILE", help="The new file.", show_default=False)
    ],
) -> None:
    """Copy a registry that is a file into another one, while a server may write."""
    from distillgate.cli import backing  # noqa: PLC0415 loaded when the command runs

    backing.backup(place, terminal_of(context))


@app.command("roles", cls=PlainCommand)
def roles(
    context: typer.Context,
    *,
    writer: Annotated[
        str, typer.Option("--writer", metavar="NAME", help="Who a server signs in as.")
    ] = "distillgate_writer",
    reader: Annotated[
        str, typer.Option("--reader", metavar="NAME", help="Who auditors sign in as.")
    ] = "distillgate_reader",
) -> None:
    """Print what the owner says to PostgreSQL so that a server can do its work, and no more."""
    from distillgate.cli import rolegiving  # noqa: PLC0415 loaded when the command runs

    rolegiving.roles(writer, reader, terminal_of(context))
