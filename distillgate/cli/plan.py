"""`distillgate plan`: write a plan, or learn its format."""

from typing import Annotated

import typer

from distillgate.cli.choices import Color, FormatChoice, Shape
from distillgate.cli.options import (
    Agreements,
    Answer,
    AsOf,
    ColorOption,
    Force,
    Full,
    Most,
    Notes,
    Output,
    Packs,
    Records,
    ShapeOption,
    Strict,
    Within,
    a_count,
)
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Write plans, submit them, and show what was submitted.")
CONFIGURATIONS = "Configurations of trainers, pipelines or jobs, scripts, or a folder of them."
PLANS = "Plan files, folders that hold plans, or - for standard input."
KEY = "What is submitted again under this word is decided once; for one plan."
PLAN = "A plan file, or - for standard input."
_SECONDS = 5.0
ORGANIZATION = "The file with the organization's answers, beside the plan or above it."


@app.command("new", cls=PlainCommand)
def new(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to write; - for standard output.")
    ] = "plan.yaml",
    *,
    organization: Annotated[
        str | None,
        typer.Option("--organization", metavar="FILE", help=ORGANIZATION, show_default=False),
    ] = None,
    blank: Annotated[
        bool, typer.Option("--blank", help="Ask nothing; write all questions as comments.")
    ] = False,
    force: Force = False,
    as_of: AsOf = None,
    packs: Packs = None,
) -> None:
    """Ask the intake questions in plain words, then what matters, and write a plan."""
    from distillgate.cli import planning  # noqa: PLC0415 loaded when the command runs

    target = planning.Target(file, organization, force)
    planning.new(target, terminal_of(context), blank=blank, as_of=as_of, packs=packs)


@app.command("from", cls=PlainCommand)
def from_(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="FILE|DIR…", help=CONFIGURATIONS)],
    *,
    organization: Annotated[
        str | None,
        typer.Option("--organization", metavar="FILE", help=ORGANIZATION, show_default=False),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The file to write; - for standard output."
        ),
    ] = "-",
    force: Force = False,
) -> None:
    """Propose a plan from what training code already has; nothing is guessed."""
    from distillgate.cli import planning  # noqa: PLC0415 loaded when the command runs

    target = planning.Target(output, organization, force)
    planning.from_files(target, tuple(paths), terminal_of(context))


@app.command("questions", cls=PlainCommand)
def questions(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help=PLAN, show_default=False)],
    *,
    within: Within = _SECONDS,
    form: ShapeOption = Shape.TEXT,
    as_of: AsOf = None,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
    full: Full = False,
    output: Output = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Say in which order the open questions of a plan settle its verdict soonest."""
    from distillgate.cli import ordering  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.checking import Shelf  # noqa: PLC0415 loaded when the command runs

    shelf = Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    paper = ordering.Paper(form, color, output, full)
    raise typer.Exit(ordering.order(plan, within, shelf, paper, terminal_of(context)))


@app.command("schema", cls=PlainCommand)
def schema(form: ShapeOption = Shape.TEXT) -> None:
    """Print the JSON Schema of plans, for editors."""
    from distillgate.cli.schemas import draw_schema  # noqa: PLC0415 loaded when it runs
    from policy.planschema import plan_schema  # noqa: PLC0415 loaded when it runs

    draw_schema(plan_schema(), form)


@app.command("submit", cls=PlainCommand)
def submit(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plans: Annotated[list[str], typer.Argument(metavar="PLAN", help=PLANS, show_default=False)],
    *,
    form: Answer = FormatChoice.TEXT,
    as_of: AsOf = None,
    strict: Strict = False,
    packs: Packs = None,
    agreements: Agreements = None,
    notes: Notes = False,
    full: Full = False,
    key: Annotated[
        str | None, typer.Option("--key", metavar="WORD", help=KEY, show_default=False)
    ] = None,
    output: Output = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Judge plans and record the verdicts, with all that is needed to judge again."""
    from distillgate.cli import submitting  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.drawing import Drawing  # noqa: PLC0415 loaded when the command runs

    drawing = Drawing(form, color, output, notes=notes, full=full, strict=strict)
    asked = submitting.Submitting(tuple(plans), as_of, tuple(packs or ()), agreements, key)
    submitting.submit(asked, drawing, terminal_of(context))


@app.command("list", cls=PlainCommand)
def list_plans(
    context: typer.Context,
    *,
    after: Annotated[
        str, typer.Option("--after", metavar="ID", help="Go on after this one.")
    ] = "",
    most: Most = "100",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """List the plans that were submitted."""
    from distillgate.cli import submitting  # noqa: PLC0415 loaded when the command runs

    submitting.list_plans(after, a_count(most), form, terminal_of(context))


@app.command("show", cls=PlainCommand)
def show_plan(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="ID", show_default=False)],
    *,
    source: Annotated[
        bool, typer.Option("--source", help="Print the plan as it was written.")
    ] = False,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Show a plan with its versions and decisions."""
    from distillgate.cli import submitting  # noqa: PLC0415 loaded when the command runs

    submitting.show_plan(plan, form, terminal_of(context), source=source)
