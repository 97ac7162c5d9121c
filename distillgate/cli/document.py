"""`distillgate document`: what the packs hold, document by document."""

from typing import Annotated

import typer

from distillgate.cli.choices import Kind, Shape
from distillgate.cli.options import AsOf, Packs, ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Show the documents of the packs.")
BY = "Only documents of this issuer, such as openai, or of this jurisdiction, such as EU."
WHO = "An issuer, such as openai, or a jurisdiction, such as EU."
DOCUMENT = "The id of a document, such as openai-services-agreement."
VERSION = "The label of a version, such as 2026-01-01."


@app.command("list", cls=PlainCommand)
def list_documents(
    context: typer.Context,
    *,
    kind: Annotated[
        Kind | None,
        typer.Option("--kind", help="Only documents of this kind.", show_default=False),
    ] = None,
    issuer: Annotated[
        str | None, typer.Option("--issuer", metavar="NAME", help=BY, show_default=False)
    ] = None,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """List the documents of the packs, one a line."""
    from distillgate.cli import documenting  # noqa: PLC0415 loaded when the command runs

    documenting.list_them(terminal_of(context), tuple(packs or ()), (kind, issuer), form)


@app.command("show", cls=PlainCommand)
def show_document(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="DOCUMENT[@VERSION]", help=DOCUMENT, show_default=False)
    ],
    *,
    as_of: AsOf = None,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Show one version of a document with all its clauses: that of a day, or a named one."""
    from distillgate.cli import documenting  # noqa: PLC0415 loaded when the command runs

    documenting.show(terminal_of(context), tuple(packs or ()), (name, as_of), form)


@app.command("diff", cls=PlainCommand)
def diff_document(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help=DOCUMENT, show_default=False)
    ],
    before: Annotated[str, typer.Argument(metavar="A", help=VERSION, show_default=False)],
    after: Annotated[str, typer.Argument(metavar="B", help=VERSION, show_default=False)],
    *,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say clause by clause what became stricter, milder or was reworded from A to B."""
    from distillgate.cli import changing  # noqa: PLC0415 loaded when the command runs

    names = (document, before, after)
    changing.diff(terminal_of(context), tuple(packs or ()), names, form)


@app.command("timeline", cls=PlainCommand)
def timeline(
    context: typer.Context,
    issuer: Annotated[str, typer.Argument(metavar="ISSUER", help=WHO, show_default=False)],
    *,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say what the documents of an issuer, or the laws of a place, said over time."""
    from distillgate.cli import changing  # noqa: PLC0415 loaded when the command runs

    changing.show_timeline(terminal_of(context), tuple(packs or ()), issuer, form)
