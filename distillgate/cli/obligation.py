"""`distillgate obligations` and `obligation set`: what a plan owes, and how that stands."""

from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import Shape, StandingChoice
from distillgate.cli.options import ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Say how the duties of a plan stand.")

_DIGITS = 18
PlanName: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="PLAN", help="The id of a submitted plan.", show_default=False),
]


def obligations(
    context: typer.Context,
    plan: PlanName,
    *,
    undone: Annotated[bool, typer.Option("--open", help="Only what is not done.")] = False,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """List what a submitted plan owes, by when, and how each duty stands."""
    from distillgate.cli import owing  # noqa: PLC0415 loaded when the command runs

    owing.obligations(plan, form, terminal_of(context), undone=undone)


@app.command("set", cls=PlainCommand)
def set_standing(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plan: PlanName,
    clause: Annotated[
        str,
        typer.Argument(metavar="CLAUSE", help="As `obligations` names it.", show_default=False),
    ],
    standing: Annotated[StandingChoice, typer.Argument(show_default=False)],
    *,
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="TEXT", help="Where it can be seen.")
    ] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="In your words.")] = "",
    amount: Annotated[
        str | None,
        typer.Option(
            "--amount",
            metavar="N",
            help="How much was used in the period, where the duty limits that.",
            show_default=False,
        ),
    ] = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say how a duty stands: met takes evidence, not-applicable a note and a role."""
    from distillgate.cli import owing  # noqa: PLC0415 loaded when the command runs

    used = None if amount is None else _used(amount)
    saying = (standing, evidence, note, used)
    owing.set_standing(plan, clause, saying, form, terminal_of(context))


def _used(amount: str) -> int:
    """Return how much was used, as it was typed."""
    digits = amount.replace(",", "").replace("_", "")
    if not digits.isdecimal() or len(digits) > _DIGITS:
        message = f"{amount!r} is no whole number of up to {_DIGITS} digits"
        raise typer.BadParameter(message, param_hint="--amount")
    return int(digits)
