"""`distillgate serve`: answer the API, and the console, over HTTP."""

from typing import Annotated

import typer

from distillgate.cli.options import Packs
from distillgate.cli.terminal import terminal_of

HOST = "The address to listen at; 127.0.0.1 is this machine alone."
PORT = "The port to listen at; 0 takes a free one."
SETTINGS = "Show the settings, secrets masked, and end."


def a_port(text: str) -> int:
    """Return the port that `text` names; the command line is refused where it names none."""
    if not text.isdecimal() or int(text[:6]) > 65_535:  # noqa: PLR2004 the highest there is
        raise typer.BadParameter(f"{text!r} is no port up to 65535")
    return int(text)


def serve(
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help=HOST)] = "127.0.0.1",
    port: Annotated[str, typer.Option("--port", metavar="N", help=PORT)] = "8321",
    packs: Packs = None,
    show_settings: Annotated[bool, typer.Option("--show-settings", help=SETTINGS)] = False,
) -> None:
    """Answer the API over HTTP until it is stopped. TLS is for the proxy before it."""
    from distillgate.cli import serving  # noqa: PLC0415 loaded when the command runs

    asked = serving.Asked(host, a_port(port), tuple(packs or ()))
    terminal = terminal_of(context)
    if show_settings:
        serving.show_settings(asked, terminal)
        return
    serving.serve(asked, terminal)
