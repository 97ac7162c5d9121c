"""`distillgate check`: judge plans, and record nothing."""

from typing import Annotated

import typer

from distillgate.cli.choices import Color, FormatChoice
from distillgate.cli.options import (
    Agreements,
    Answer,
    AsOf,
    ColorOption,
    Full,
    Notes,
    Output,
    Packs,
    Records,
    Strict,
)
from distillgate.cli.terminal import terminal_of

PLANS = "Plan files, folders that hold plans, or - for standard input."
AGAINST = "Show only what the plan adds to its state at a git revision, or to an older plan."
PULL = "Read at its hub what no record is there of, and keep it, before the plans are judged."


def check(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plans: Annotated[
        list[str] | None, typer.Argument(metavar="PLAN", help=PLANS, show_default=False)
    ] = None,
    *,
    form: Answer = FormatChoice.TEXT,
    as_of: AsOf = None,
    strict: Strict = False,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="REF", help=AGAINST, show_default=False),
    ] = None,
    pull: Annotated[bool, typer.Option("--pull", help=PULL)] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Check all plans below the current folder.")
    ] = False,
    notes: Notes = False,
    full: Full = False,
    output: Output = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Say whether plans may go ahead, why, and what is owed. Nothing is recorded."""
    if not plans and not every:
        raise typer.BadParameter("name a plan, or say --all", param_hint="PLAN")
    from distillgate.cli import checking  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.drawing import Drawing  # noqa: PLC0415 loaded when the command runs

    drawing = Drawing(form, color, output, notes=notes, full=full, strict=strict)
    shelf = checking.Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    paths = (".", *(plans or ())) if every else tuple(plans or ())
    asked = checking.Asked(paths, against, pull)
    raise typer.Exit(checking.check(asked, shelf, drawing, terminal_of(context)))
