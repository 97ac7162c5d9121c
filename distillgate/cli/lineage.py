"""`distillgate lineage`: what something was made from, or what was made from it."""

from typing import Annotated

import typer

from distillgate.cli.choices import Drawn, Made
from distillgate.cli.terminal import terminal_of

REF = "A model or data set, such as hf:org/name."


def lineage(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help=REF, show_default=False)],
    *,
    descendants: Annotated[
        bool,
        typer.Option("--descendants", help="What was made from it, in place of ancestors."),
    ] = False,
    kind: Annotated[
        Made | None,
        typer.Option(
            "--kind", help="Which is meant where both bear the name.", show_default=False
        ),
    ] = None,
    form: Annotated[Drawn, typer.Option("--format", help="How it is drawn.")] = Drawn.TEXT,
) -> None:
    """Draw all that a model or data set was made from, over all steps."""
    from distillgate.cli import tracing  # noqa: PLC0415 loaded when the command runs

    tracing.lineage(ref, kind, form, terminal_of(context), descendants=descendants)
