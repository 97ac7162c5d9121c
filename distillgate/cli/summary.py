"""`distillgate summary`: a draft of the public summary of training content."""

from typing import Annotated

import typer

from distillgate.cli.choices import Shape, Template
from distillgate.cli.options import (
    Agreements,
    AsOf,
    DecisionNumber,
    Output,
    Packs,
    PlanFile,
    Records,
    ShapeOption,
)
from distillgate.cli.terminal import terminal_of

TEMPLATE = "The template whose sections are drafted."


def summary(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plan: PlanFile = None,
    *,
    decision: DecisionNumber = None,
    template: Annotated[Template, typer.Option("--template", help=TEMPLATE)] = Template.EU_GPAI,
    form: ShapeOption = Shape.TEXT,
    output: Output = None,
    as_of: AsOf = None,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
) -> None:
    """Draft the public summary of training content; what is not known stays blank."""
    from distillgate.cli import summarizing  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.checking import Shelf  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.handing import Whose  # noqa: PLC0415 loaded when the command runs

    shelf = Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    whose = Whose(plan, decision, shelf)
    paper = summarizing.Paper(template, form, output)
    raise typer.Exit(summarizing.summarize(whose, paper, terminal_of(context)))
