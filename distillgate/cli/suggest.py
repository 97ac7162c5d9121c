"""`distillgate suggest`: what would pass, and record nothing."""

from typing import Annotated

import typer

from distillgate.cli.choices import Change, Color, Shape
from distillgate.cli.options import (
    Agreements,
    AsOf,
    ColorOption,
    Full,
    Output,
    Packs,
    Records,
    ShapeOption,
)
from distillgate.cli.terminal import terminal_of

PLAN = "A plan file, or - for standard input."
WITHIN = "Stop looking after so many seconds, and show what was found."
KEEP = "A kind of change that is not wanted; may be repeated."
ENOUGH = "How many distinct ways are looked for."
_SECONDS = 20.0
_ENOUGH = 5


def suggest(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help=PLAN, show_default=False)],
    *,
    within: Annotated[
        float, typer.Option("--within", metavar="SECONDS", min=0.0, help=WITHIN)
    ] = _SECONDS,
    keep: Annotated[
        list[Change] | None, typer.Option("--keep", help=KEEP, show_default=False)
    ] = None,
    enough: Annotated[int, typer.Option("--at-most", min=1, max=20, help=ENOUGH)] = _ENOUGH,
    form: ShapeOption = Shape.TEXT,
    as_of: AsOf = None,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
    full: Full = False,
    output: Output = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Say what would pass: the smallest changes, each judged. Nothing is recorded."""
    from distillgate.cli import suggesting  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.checking import Shelf  # noqa: PLC0415 loaded when the command runs

    shelf = Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    kept = tuple(each.value for each in keep or ())
    wanted = suggesting.Wanted(plan, within, kept, enough)
    paper = suggesting.Paper(form, color, output, full)
    raise typer.Exit(suggesting.suggest(wanted, shelf, paper, terminal_of(context)))
