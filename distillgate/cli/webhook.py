"""`distillgate webhook`: who is told of events."""

from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import FormChoice, Shape
from distillgate.cli.options import ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Let others be told of events: signed webhooks, and messages in chats.")
NAME = "What it is called: small letters, digits and hyphens."
URL = "Where it goes: https://host/path, or the address of a chat, such as slack://…"
FORM = "A signed webhook, or a message in a chat."
KIND = "Only events of this kind, such as decision.made. May be repeated."
VERDICT = "Only about plans with this verdict, such as denied. May be repeated."
OWNER = "Only about plans of whoever this pattern names. May be repeated."
PLAN = "Only about plans that this pattern names. May be repeated."
CLAUSE = "Only where a clause that this pattern names weighs. May be repeated."
AFTER = "Begin after this event; the next one that happens if left out."

Name: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help=NAME, show_default=False)]


@app.command("add", cls=PlainCommand)
def add(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    name: Name,
    url: Annotated[str, typer.Argument(metavar="URL", help=URL, show_default=False)],
    *,
    form: Annotated[FormChoice, typer.Option("--form", help=FORM)] = FormChoice.WEBHOOK,
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help=KIND)] = None,
    verdict: Annotated[
        list[str] | None, typer.Option("--verdict", metavar="VERDICT", help=VERDICT)
    ] = None,
    owner: Annotated[
        list[str] | None, typer.Option("--owner", metavar="PATTERN", help=OWNER)
    ] = None,
    plan: Annotated[
        list[str] | None, typer.Option("--plan", metavar="PATTERN", help=PLAN)
    ] = None,
    clause: Annotated[
        list[str] | None, typer.Option("--clause", metavar="PATTERN", help=CLAUSE)
    ] = None,
    after: Annotated[
        int | None, typer.Option("--after", metavar="CURSOR", help=AFTER, min=0)
    ] = None,
) -> None:
    """Add a place that is told of events; its secret is shown once."""
    from distillgate.cli import webhooking  # noqa: PLC0415 loaded when the command runs

    words = {
        "kinds": kind,
        "verdicts": verdict,
        "owners": owner,
        "plans": plan,
        "clauses": clause,
    }
    wanted = {key: tuple(each) for key, each in words.items() if each}
    asked = webhooking.Asked(name, url, form, wanted, after)
    raise typer.Exit(webhooking.add(asked, terminal_of(context)))


@app.command("list", cls=PlainCommand)
def list_them(context: typer.Context, *, form: ShapeOption = Shape.TEXT) -> None:
    """List who is told of events, and how that goes."""
    from distillgate.cli import webhooking  # noqa: PLC0415 loaded when the command runs

    webhooking.list_webhooks(form, terminal_of(context))


@app.command("rotate", cls=PlainCommand)
def rotate(context: typer.Context, name: Name) -> None:
    """Give a webhook a new secret, shown once; for a day the old one signs, too."""
    from distillgate.cli import webhooking  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(webhooking.rotate(name, terminal_of(context)))


@app.command("retire", cls=PlainCommand)
def retire(context: typer.Context, name: Name) -> None:
    """Tell a place nothing any more; what it was told stays on record."""
    from distillgate.cli import webhooking  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(webhooking.retire(name, terminal_of(context)))
