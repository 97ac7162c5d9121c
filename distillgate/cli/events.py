"""`distillgate events`: what happened, told to others."""

from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Events: what happened in the registry, and how others were told of it.")
AFTER = "Only events after this one."
DEAD = "List letters that could not be delivered, instead."
OF = "Of this webhook alone."
MOST = "List so many."
FROM = "The event after which everything is told once more; 0: from the first."


@app.command("list", cls=PlainCommand)
def list_them(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    *,
    after: Annotated[int, typer.Option("--after", metavar="CURSOR", help=AFTER, min=0)] = 0,
    dead: Annotated[bool, typer.Option("--dead", help=DEAD)] = False,
    webhook: Annotated[str | None, typer.Option("--webhook", metavar="NAME", help=OF)] = None,
    most: Annotated[int, typer.Option("--most", metavar="N", help=MOST, min=1)] = 100,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """List events in their order, or letters that are dead."""
    from distillgate.cli import eventing  # noqa: PLC0415 loaded when the command runs

    if dead or webhook is not None:
        eventing.list_letters(webhook, most, form, terminal_of(context), dead=dead)
        return
    eventing.list_events(after, most, form, terminal_of(context))


@app.command("deliver", cls=PlainCommand)
def deliver(context: typer.Context) -> None:
    """Tell whoever is to be told of what has happened, once, as a timer would."""
    from distillgate.cli import eventing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(eventing.deliver(terminal_of(context)))


@app.command("replay", cls=PlainCommand)
def replay(
    context: typer.Context,
    *,
    after: Annotated[
        int,
        typer.Option("--from", metavar="CURSOR", help=FROM, min=0, show_default=False),
    ],
    webhook: Annotated[str | None, typer.Option("--webhook", metavar="NAME", help=OF)] = None,
) -> None:
    """Let everything after an event be told once more, dead letters too."""
    from distillgate.cli import eventing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(eventing.replay_from(after, webhook, terminal_of(context)))
