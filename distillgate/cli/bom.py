"""`distillgate bom`: records from bills of materials, and bills of materials from records."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import BomShape, Shape
from distillgate.cli.options import ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Exchange records with tools that write bills of materials.")
FILES = "Bills of materials: CycloneDX 1.5 to 1.7, or SPDX 3, in JSON."
RECORDS = "Files of records, as `model pull --output` writes them."
WRITTEN = "Write to a file, as a whole or not at all."

Written: TypeAlias = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help=WRITTEN, show_default=False),
]


@app.command("import", cls=PlainCommand)
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=FILES)],
    *,
    output: Written = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Read models and data sets from bills of materials as records."""
    from distillgate.cli import bomrunning  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(bomrunning.import_them(tuple(files), output, form, terminal_of(context)))


@app.command("export", cls=PlainCommand)
def export(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="RECORDS…", help=RECORDS)],
    *,
    shape: Annotated[
        BomShape, typer.Option("--format", help="The format to write.")
    ] = BomShape.CYCLONEDX,
    output: Written = None,
) -> None:
    """Write records as one bill of materials."""
    from distillgate.cli import bomrunning  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(bomrunning.export(tuple(files), output, shape, terminal_of(context)))
