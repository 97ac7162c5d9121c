"""`distillgate witness`: vouches for the logs of others."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Vouch for the logs of others: sign what extends the last head that was seen.")
BOOK = "The file in which the witness remembers heads."
NAME = "The name of the witness, such as witness.example/one."
KEY = "The file with the witness's private key."
LOG = "The public key of the log, as its trust policy shows it."
LISTEN = "Where to listen: HOST:PORT."

Book: TypeAlias = Annotated[Path, typer.Argument(metavar="FILE", help=BOOK, show_default=False)]
KeyOption: TypeAlias = Annotated[
    str, typer.Option("--key", metavar="FILE", help=KEY, show_default=False)
]
NameOption: TypeAlias = Annotated[
    str, typer.Option("--name", metavar="NAME", help=NAME, show_default=False)
]


@app.command("init", cls=PlainCommand)
def init(context: typer.Context, book: Book, *, name: NameOption, key: KeyOption) -> None:
    """Make a witness: its book, and its private key where there is none yet."""
    from distillgate.cli import witnessing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(witnessing.init(book, name, key, terminal_of(context)))


@app.command("add-log", cls=PlainCommand)
def add_log(
    context: typer.Context,
    book: Book,
    log: Annotated[str, typer.Argument(metavar="VKEY", help=LOG, show_default=False)],
) -> None:
    """Let the witness sign for a log."""
    from distillgate.cli import witnessing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(witnessing.add_log(book, log, terminal_of(context)))


@app.command("serve", cls=PlainCommand)
def serve(
    context: typer.Context,
    book: Book,
    *,
    name: NameOption,
    key: KeyOption,
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help=LISTEN)
    ] = "127.0.0.1:8089",
) -> None:
    """Answer logs until it is stopped. TLS is for the proxy before it."""
    from distillgate.cli import witnessing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(witnessing.serve(book, (name, key), listen, terminal_of(context)))


@app.command("evidence", cls=PlainCommand)
def evidence(context: typer.Context, book: Book) -> None:
    """Show signed checkpoints that contradict what their log signed before; exit 6 if any."""
    from distillgate.cli import witnessing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(witnessing.evidence(book, terminal_of(context)))
