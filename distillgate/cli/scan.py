"""`distillgate scan`: who wrote a data set, by the traces in it."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import Place, Shape
from distillgate.cli.options import AsOf, OnOption, Packs, ShapeOption
from distillgate.cli.terminal import terminal_of

PATHS = (
    "Data files (.jsonl, .json, .txt, .csv, .tsv, .parquet, also .gz or .zst), or folders, or"
    " addresses of objects (s3://…, gs://…)."
)
PLAN = "The plan that uses the data: what it does not declare becomes a question."
STATE = "A file that keeps how far the scan is; with the same file a stopped scan goes on."


def scan(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(metavar="DATA...", help=PATHS, show_default=False)
    ],
    *,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="PLAN", help=PLAN, show_default=False)
    ] = None,
    state: Annotated[
        Path | None, typer.Option("--state", metavar="FILE", help=STATE, show_default=False)
    ] = None,
    as_of: AsOf = None,
    packs: Packs = None,
    on: OnOption = Place.HERE,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say which models wrote data, by the traces in it: counts, samples, and how sure they are.

    Exits with 3 where good traces speak of a maker of whom the plan has nothing. Traces are
    evidence for a person, never a denial.
    """
    from distillgate.cli import scanning  # noqa: PLC0415 loaded when the command runs

    layers, cluster = tuple(packs or ()), on is Place.RAY
    asked = scanning.Asked(tuple(paths), plan, state, as_of, layers, on_ray=cluster)
    raise typer.Exit(scanning.scan(terminal_of(context), asked, form))
