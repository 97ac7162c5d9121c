"""`distillgate org`: the organization's answers, given once."""

from typing import Annotated

import typer

from distillgate.cli.options import Force
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Answer for the organization, once for all plans.")


@app.callback()
def org() -> None:
    """Answer for the organization, once for all plans."""


@app.command("init", cls=PlainCommand)
def init(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to write; - for standard output.")
    ] = "org.yaml",
    *,
    blank: Annotated[
        bool, typer.Option("--blank", help="Ask nothing; write all questions as comments.")
    ] = False,
    force: Force = False,
) -> None:
    """Ask for the facts of the organization in plain words, and write them as YAML."""
    from distillgate.cli import asking, showing  # noqa: PLC0415 loaded when the command runs
    from distillgate.usecases import orginterview  # noqa: PLC0415 loaded when it runs

    terminal = terminal_of(context)
    with showing.shown(terminal):
        asking.must_be_free(file, force=force)
        asker = asking.TerminalAsker(terminal)
        ask = orginterview.blank_organization if blank else orginterview.ask_organization
        asking.keep(file, orginterview.organization_text(ask(asker)), force=force)
