"""`distillgate decision`: what was decided, and whether it still comes out so."""

from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import Most, ShapeOption, a_count
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Show what was decided, and judge it again.")
NUMBER = "The number of a decision."
ON = "Only what rests on this: a model, a data set, a document, a clause."


@app.command("list", cls=PlainCommand)
def list_decisions(
    context: typer.Context,
    *,
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="ID", help="Only of this plan.", show_default=False),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="NAME", help=ON, show_default=False)
    ] = None,
    most: Most = "100",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """List decisions, the latest first."""
    from distillgate.cli import deciding  # noqa: PLC0415 loaded when the command runs

    asked = deciding.Asked(plan, on, a_count(most))
    deciding.list_decisions(asked, form, terminal_of(context))


@app.command("show", cls=PlainCommand)
def show(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="N", help=NUMBER, show_default=False)],
    *,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Show one decision with the digests of all that it was made from."""
    from distillgate.cli import deciding  # noqa: PLC0415 loaded when the command runs

    deciding.show_decision(number, form, terminal_of(context))


@app.command("replay", cls=PlainCommand)
def replay(
    context: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="N", help=NUMBER, show_default=False)
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Judge all decisions again.")] = False,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Judge again from the stored case and packs; exit 6 where one byte differs."""
    if (number is None) != every:
        raise typer.BadParameter("name one decision, or say --all", param_hint="N")
    from distillgate.cli import deciding  # noqa: PLC0415 loaded when the command runs

    deciding.replay(deciding.Replaying(number), form, terminal_of(context))
