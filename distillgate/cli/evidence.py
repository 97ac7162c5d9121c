"""`distillgate evidence`: what one would show on the day of an accusation."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.terminal import terminal_of

WHAT = "A plan by its name, for its last decision, or the number of a decision."
FOLDER = "A folder that is not there yet."
ATTACH = "A file from outside to put in, such as a report of `scan`. May be repeated."


def evidence(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="PLAN|DECISION", help=WHAT, show_default=False)
    ],
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help=FOLDER),
    ] = Path("evidence"),
    attach: Annotated[
        list[str] | None, typer.Option("--attach", metavar="FILE", help=ATTACH)
    ] = None,
) -> None:
    """Gather plan, verdict, clauses, reviews, permits, runs and log proofs, with checksums."""
    from distillgate.cli import evidencing  # noqa: PLC0415 loaded when the command runs

    evidencing.gathered(what, output, tuple(attach or ()), terminal_of(context))
