"""`distillgate explain`: what a name in an answer stands for."""

from typing import Annotated

import typer

from distillgate.cli.options import Packs
from distillgate.cli.terminal import answer, terminal_of

NAME = (
    "A clause (document#clause), a document, a fact, a diagnostic code, a topic or a territory."
)


def explain(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=NAME)],
    *,
    packs: Packs = None,
) -> None:
    """Say what a clause, document, fact, code or topic means."""
    from distillgate.cli.cards import card  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.showing import shown  # noqa: PLC0415 loaded when the command runs
    from distillgate.usecases.naming import meant_by  # noqa: PLC0415 loaded when it runs

    terminal = terminal_of(context)
    with shown(terminal, tuple(packs or ())) as shelf:
        meant = meant_by(name, shelf.pack, shelf.said(name))
        answer(card(meant, terminal.width))
