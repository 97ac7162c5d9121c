"""`distillgate run`: starts a job under a permit, and records how it ends."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import ActChoice
from distillgate.cli.permit import (
    ActOption,
    AudienceOption,
    BaseOption,
    DataOption,
    PlanOption,
    TrustOption,
)
from distillgate.cli.terminal import terminal_of

PERMIT = "The file of the permit."
MADE = "The model that the job makes; its digest is recorded at the end."
COMMAND = "The job, after --."


def run(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    command: Annotated[
        list[str], typer.Argument(metavar="COMMAND…", help=COMMAND, show_default=False)
    ],
    *,
    permit: Annotated[
        Path, typer.Option("--permit", metavar="FILE", help=PERMIT, show_default=False)
    ],
    plan: PlanOption,
    audience: AudienceOption,
    trust: TrustOption,
    data: DataOption = None,
    base: BaseOption = None,
    act: ActOption = ActChoice.TRAIN,
    output: Annotated[
        str | None, typer.Option("--output", metavar="PATH", help=MADE, show_default=False)
    ] = None,
) -> None:
    """Hold a permit against what is at hand, run the job, and record start and end.

    Exit: 5 where the permit is refused, and the job is not started; else what
    the job exits with.
    """
    from distillgate.cli import jobrunning, permitting  # noqa: PLC0415 loaded when it runs

    materials = permitting.materials([*(data or ()), *(base or ())])
    asked = permitting.asked(permit, plan, trust, (audience, act), (materials, 0))
    raise typer.Exit(jobrunning.run(asked, tuple(command), output, terminal_of(context)))
