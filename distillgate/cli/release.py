"""`distillgate release check`: whether a finished model keeps the duties of its plan."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import (
    Agreements,
    AsOf,
    DecisionNumber,
    Packs,
    Records,
    ShapeOption,
)
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Hold finished models against their plans.")
FOLDER = "The folder that is to be handed on."
PLAN = "The plan file that the model was made by."
TEXTS = "A folder of license texts of your own, as `license add` writes it."


@app.callback()
def release() -> None:
    """Take no options before a command."""


@app.command("check", cls=PlainCommand)
def check(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER, show_default=False)],
    *,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="PLAN", help=PLAN, show_default=False)
    ] = None,
    decision: DecisionNumber = None,
    texts: Annotated[
        Path | None, typer.Option("--texts", metavar="DIR", help=TEXTS, show_default=False)
    ] = None,
    form: ShapeOption = Shape.TEXT,
    as_of: AsOf = None,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
) -> None:
    """Say whether name, card, notices and licenses are as the duties ask; exit 6 if not."""
    from distillgate.cli import releasing  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.checking import Shelf  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.handing import Whose  # noqa: PLC0415 loaded when the command runs

    shelf = Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    wanted = releasing.Wanted(folder, texts, form)
    whose = Whose(plan, decision, shelf)
    raise typer.Exit(releasing.check(wanted, whose, terminal_of(context)))
