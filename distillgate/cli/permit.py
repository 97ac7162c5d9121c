"""`distillgate permit`: the signed, expiring proof of an approved decision."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import ActChoice, Shape
from distillgate.cli.options import ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Permits: what a collector, trainer or release job verifies before it starts.")

PermitFile: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PERMIT", help="The file of the permit.", show_default=False)
]
PlanOption: TypeAlias = Annotated[
    str,
    typer.Option("--plan", metavar="FILE", help="The plan, or its digest.", show_default=False),
]
MATERIAL = "as REF=PATH; its digest is made anew from disk. May be repeated."
DataOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--data", metavar="REF=PATH", help=f"A data set, {MATERIAL}", show_default=False
    ),
]
BaseOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--base", metavar="REF=PATH", help=f"A base, {MATERIAL}", show_default=False),
]
AudienceOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--audience",
        metavar="NAME",
        help="Who is asking, such as a cluster.",
        show_default=False,
    ),
]
TRUST = "The folder that says whom to believe: permit-keys.pem, log.policy, status-list.json."
TrustOption: TypeAlias = Annotated[
    Path, typer.Option("--trust", metavar="DIR", help=TRUST, show_default=False)
]
ActOption: TypeAlias = Annotated[ActChoice, typer.Option("--for", help="What is to be done.")]
APPROVERS = "How many people must have signed off."


@app.command("verify", cls=PlainCommand)
def verify(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    permit: PermitFile,
    *,
    plan: PlanOption,
    audience: AudienceOption,
    trust: TrustOption,
    data: DataOption = None,
    base: BaseOption = None,
    act: ActOption = ActChoice.TRAIN,
    approvers: Annotated[
        int, typer.Option("--require-approvers", metavar="N", help=APPROVERS, min=0)
    ] = 0,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Hold a permit against plan, data and base at hand, offline; refuse with exit 5."""
    from distillgate.cli import permitting  # noqa: PLC0415 loaded when the command runs

    materials = permitting.materials([*(data or ()), *(base or ())])
    asked = permitting.asked(permit, plan, trust, (audience, act), (materials, approvers))
    raise typer.Exit(permitting.verify(asked, terminal_of(context), form))


@app.command("show", cls=PlainCommand)
def show(context: typer.Context, permit: PermitFile, form: ShapeOption = Shape.TEXT) -> None:
    """Show what a permit says. Nothing of it is checked."""
    from distillgate.cli import permitting  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(permitting.show(permit, terminal_of(context), form))
