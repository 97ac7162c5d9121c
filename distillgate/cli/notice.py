"""`distillgate notice`: what goes along with a finished model."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import (
    Agreements,
    AsOf,
    DecisionNumber,
    Force,
    Packs,
    PlanFile,
    Records,
    ShapeOption,
)
from distillgate.cli.terminal import terminal_of

OUT = "Write NOTICE and README.md into a folder; files of others stay as they are."


def notice(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plan: PlanFile = None,
    *,
    decision: DecisionNumber = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=OUT, show_default=False)
    ] = None,
    force: Force = False,
    form: ShapeOption = Shape.TEXT,
    as_of: AsOf = None,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
) -> None:
    """Write the notices, credits and card fields that the duties of a plan ask for."""
    from distillgate.cli import noticing  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.checking import Shelf  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.handing import Whose  # noqa: PLC0415 loaded when the command runs

    shelf = Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    paper = noticing.Paper(form, out, force)
    whose = Whose(plan, decision, shelf)
    raise typer.Exit(noticing.notice(whose, paper, terminal_of(context)))
