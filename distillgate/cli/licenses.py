"""`distillgate license`: what license texts are."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import Force, Packs, ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Recognize license texts.")
PATHS = "Files, or folders in which files named like a license are looked for."
TEXTS = "A folder of texts that you added, beside those that ship."
FILE = "The file with the license text."
ID = "What it is to be called: small letters, digits and . _ + -"
TITLE = "Its title, as people read it."
DOCUMENT = "The document of the packs with its clauses, such as apache-2.0."
VERSION = "The version of that document."

Texts = Annotated[
    Path | None, typer.Option("--texts", metavar="DIR", help=TEXTS, show_default=False)
]


@app.command("identify", cls=PlainCommand)
def identify(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE|DIR...", help=PATHS, show_default=False)
    ],
    *,
    texts: Texts = None,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say which license each file holds, word for word, or what it is like and how it differs.

    Exits with 3 where a file needs a person: a score alone never identifies.
    """
    from distillgate.cli import licensing  # noqa: PLC0415 loaded when the command runs

    shelf = licensing.Shelf(texts, tuple(packs or ()))
    raise typer.Exit(licensing.identify(terminal_of(context), tuple(paths), shelf, form))


@app.command("add", cls=PlainCommand)
def add(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=FILE, show_default=False)],
    *,
    texts: Annotated[
        Path, typer.Option("--texts", metavar="DIR", help=TEXTS, show_default=False)
    ],
    name: Annotated[str, typer.Option("--id", metavar="ID", help=ID, show_default=False)],
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help=TITLE, show_default=False)
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="ID", help=DOCUMENT, show_default=False)
    ] = None,
    version: Annotated[
        str | None, typer.Option("--version", metavar="NAME", help=VERSION, show_default=False)
    ] = None,
    force: Force = False,
) -> None:
    """Add a license text to your own: a copy of it, and its digest beside it."""
    from connectors.licensing.added import Facts  # noqa: PLC0415 loaded when it runs
    from distillgate.cli import licensing  # noqa: PLC0415 loaded when the command runs

    facts = Facts(name, title or name, document=document, version=version)
    raise typer.Exit(licensing.add(terminal_of(context), (file, texts), facts, force=force))
