"""`distillgate serve`: answer the API, and the console, over HTTP."""

from typing import Annotated

import typer

from distillgate.cli.options import Packs
from distillgate.cli.terminal import terminal_of

HOST = "The address to listen at; 127.0.0.1 is this machine alone."
PORT = "The port to listen at; 0 takes a free one."
WORKERS = "Processes that answer; as many as there are processors is the most that helps."
SETTINGS = "Show the settings, secrets masked, and end."

_MOST_WORKERS = 64


def a_port(text: str) -> int:
    """Return the port that `text` names; the command line is refused where it names none."""
    if not text.isdecimal() or int(text[:6]) > 65_535:  # noqa: PLR2004 the highest there is
        raise typer.BadParameter(f"{text!r} is no port up to 65535")
    return int(text)


def a_count(text: str) -> int:
    """Return how many processes `text` asks for; the command line is refused otherwise."""
    if not text.isdecimal() or not 1 <= int(text[:6]) <= _MOST_WORKERS:
        raise typer.BadParameter(f"{text!r} is no number from 1 to {_MOST_WORKERS}")
    return int(text)


def serve(  # noqa: PLR0913 one argument for each option
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help=HOST)] = "127.0.0.1",
    port: Annotated[str, typer.Option("--port", metavar="N", help=PORT)] = "8321",
    workers: Annotated[str, typer.Option("--workers", metavar="N", help=WORKERS)] = "1",
    packs: Packs = None,
    show_settings: Annotated[bool, typer.Option("--show-settings", help=SETTINGS)] = False,
) -> None:
    """Answer the API over HTTP until it is stopped. TLS is for the proxy before it."""
    from distillgate.cli import serving  # noqa: PLC0415 loaded when the command runs

    asked = serving.Asked(host, a_port(port), tuple(packs or ()), a_count(workers))
    terminal = terminal_of(context)
    if show_settings:
        serving.show_settings(asked, terminal)
        return
    serving.serve(asked, terminal)
