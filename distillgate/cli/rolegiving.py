"""Runs `db roles`."""

import typer

from distillgate.cli.terminal import Terminal, answer
from registry.roles import RoleNameError, statements_for


def roles(writer: str, reader: str, _: Terminal) -> None:
    """Print what the owner of the tables says to PostgreSQL."""
    try:
        answer("".join(f"{each}\n" for each in statements_for(writer, reader)))
    except RoleNameError as error:
        raise typer.BadParameter(str(error)) from error
