"""`distillgate due`: what ends soon, before plans lose what they rest on."""

from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import ShapeOption, a_count
from distillgate.cli.terminal import terminal_of


def due(
    context: typer.Context,
    *,
    within: Annotated[
        str, typer.Option("--within", metavar="DAYS", help="How many days ahead.")
    ] = "30",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """List agreements, determinations, waivers and approvals that end soon, and their plans."""
    from distillgate.cli import sweeping  # noqa: PLC0415 loaded when the command runs

    sweeping.list_due(a_count(within), form, terminal_of(context))
