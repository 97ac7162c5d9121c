"""`distillgate screening`: lists of sanctions and the like, and who stands on them."""

from datetime import date
from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import AsOf, ShapeOption, a_day
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Import screening lists, show them, and look up names.")
FILE = (
    "A list as its publisher gives it out: of OFAC (advanced XML, or sdn.csv with alt.csv"
    " beside it), the Consolidated Screening List (JSON or CSV), the EU (XML) or the UN (XML)."
)
LIST = "The list that the file is, such as us-ofac-sdn, whatever the file says."
EDITION = "The day of the edition, YYYY-MM-DD; else what the file says, else today (UTC)."
NUMBER = "A number in a register, of taxes or the like; may be repeated."


@app.command("import", cls=PlainCommand)
def import_list(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=FILE, show_default=False)],
    *,
    name: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help=LIST, show_default=False)
    ] = None,
    edition: Annotated[
        date | None,
        typer.Option(
            "--edition", parser=a_day, metavar="DATE", help=EDITION, show_default=False
        ),
    ] = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Import a list from a file, all of it or nothing."""
    from distillgate.cli import screenings  # noqa: PLC0415 loaded when the command runs

    screenings.take_in(terminal_of(context), (file, name, edition), form)


@app.command("list", cls=PlainCommand)
def list_lists(context: typer.Context, *, form: ShapeOption = Shape.TEXT) -> None:
    """List the editions that are loaded, and the lists that may be imported."""
    from distillgate.cli import screenings  # noqa: PLC0415 loaded when the command runs

    screenings.list_them(terminal_of(context), form)


@app.command("match", cls=PlainCommand)
def match(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="The full name of a party.", show_default=False),
    ],
    *,
    number: Annotated[
        list[str] | None,
        typer.Option("--number", metavar="NUMBER", help=NUMBER, show_default=False),
    ] = None,
    as_of: AsOf = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Show which listed parties a name matches, and which it is like."""
    from distillgate.cli import screenings  # noqa: PLC0415 loaded when the command runs

    screenings.match(terminal_of(context), (name, tuple(number or ()), as_of), form)
