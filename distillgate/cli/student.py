"""`distillgate student attest` and `verify`: what our own model hands to its users."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import (
    Agreements,
    AsOf,
    DecisionNumber,
    Packs,
    PlanFile,
    Records,
    ShapeOption,
)
from distillgate.cli.permit import TrustOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Attest what our own models were made from.")
MODEL = "The finished model, a file or a folder, that the statement is about."
OUT = "Write the bill and its signed statement into a folder."
UNSIGNED = "The bill of materials alone."
BUNDLE = "The signed statement, student.sigstore.json."


@app.command("attest", cls=PlainCommand)
def attest(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plan: PlanFile = None,
    *,
    decision: DecisionNumber = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="PATH", help=MODEL, show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=OUT, show_default=False)
    ] = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help=UNSIGNED)] = False,
    as_of: AsOf = None,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
) -> None:
    """Sign lineage, limits and duties of a student as a bill of materials."""
    from distillgate.cli import attesting  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.checking import Shelf  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.handing import Whose  # noqa: PLC0415 loaded when the command runs

    shelf = Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    paper = attesting.Paper(model, out, unsigned)
    whose = Whose(plan, decision, shelf)
    raise typer.Exit(attesting.attest_student(whose, paper, terminal_of(context)))


@app.command("verify", cls=PlainCommand)
def verify(
    context: typer.Context,
    bundle: Annotated[
        Path, typer.Argument(metavar="STATEMENT", help=BUNDLE, show_default=False)
    ],
    *,
    trust: TrustOption,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="PATH", help=MODEL, show_default=False)
    ] = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Say who signed a statement and what it says, offline; exit 6 where it does not hold."""
    from distillgate.cli import attesting  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(attesting.verify(bundle, (trust, model), form, terminal_of(context)))
