"""`distillgate sweep`: judge everything that is stored anew, and reopen what changed."""

from typing import Annotated

import typer

from distillgate.cli.choices import Place, Shape
from distillgate.cli.options import (
    Agreements,
    AsOf,
    Most,
    OnOption,
    Packs,
    ShapeOption,
    a_count,
)
from distillgate.cli.terminal import terminal_of

ON = "Only decisions that rest on this: a model, a document, a clause, a waiver."
DRY = "Record nothing; only say what would change."


def sweep(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    *,
    dry: Annotated[bool, typer.Option("--dry-run", help=DRY)] = False,
    about: Annotated[
        str | None, typer.Option("--about", metavar="NAME", help=ON, show_default=False)
    ] = None,
    most: Most = "1000",
    on: OnOption = Place.HERE,
    form: ShapeOption = Shape.TEXT,
    as_of: AsOf = None,
    packs: Packs = None,
    agreements: Agreements = None,
) -> None:
    """Judge every stored plan by the packs and files of today; list what changed, worst first.

    What means something else now is recorded and waits for people again. For
    another day than today nothing is recorded.
    """
    from distillgate.cli import sweeping  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.checking import Shelf  # noqa: PLC0415 loaded when the command runs

    shelf = Shelf(as_of, tuple(packs or ()), agreements)
    asked = sweeping.Asked(about, a_count(most), dry, on_ray=on is Place.RAY)
    raise typer.Exit(sweeping.sweep_all(asked, shelf, form, terminal_of(context)))
