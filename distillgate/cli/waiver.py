"""`distillgate waiver request`, `grant` and `narrow`: how a waiver comes about and shrinks."""

from datetime import date
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import Packs, ShapeOption, a_day
from distillgate.cli.plainparams import PlainCommand
from distillgate.cli.terminal import terminal_of

FILE = "A YAML file with the waiver, without who signs it."
Name: TypeAlias = Annotated[str, typer.Argument(metavar="ID", show_default=False)]
Role: TypeAlias = Annotated[
    str, typer.Option("--role", metavar="ROLE", help="In which of your roles you sign it.")
]
Until: TypeAlias = Annotated[
    date | None,
    typer.Option(
        "--until",
        parser=a_day,
        metavar="DATE",
        help="The first day without it, earlier than it was.",
        show_default=False,
    ),
]
Plans: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--plan", metavar="ID", help="Only these plans.", show_default=False),
]
Clauses: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--clause", metavar="CLAUSE", help="Only these clauses.", show_default=False),
]
Findings: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--finding", metavar="MARK", help="Only these fingerprints.", show_default=False
    ),
]


def with_states(app: typer.Typer) -> typer.Typer:
    """Return the commands about waivers with those that ask, grant and narrow."""
    app.command("request", cls=PlainCommand)(request)
    app.command("grant", cls=PlainCommand)(grant)
    app.command("narrow", cls=PlainCommand)(narrow)
    return app


def request(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=FILE, show_default=False)],
    *,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Ask for a waiver; it sets nothing aside until somebody grants it."""
    from distillgate.cli import waiving  # noqa: PLC0415 loaded when the command runs

    waiving.request(file, tuple(packs or ()), form, terminal_of(context))


def grant(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    name: Name,
    *,
    role: Role,
    until: Until = None,
    plans: Plans = None,
    clauses: Clauses = None,
    findings: Findings = None,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Grant a waiver that somebody else asked for, or less of it."""
    from distillgate.cli import waiving  # noqa: PLC0415 loaded when the command runs

    left = waiving.narrower(until, plans, clauses, findings)
    asked = waiving.Asked(name, role, left, tuple(packs or ()), form)
    waiving.grant(asked, terminal_of(context))


def narrow(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    name: Name,
    *,
    role: Role,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    until: Until = None,
    plans: Plans = None,
    clauses: Clauses = None,
    findings: Findings = None,
    packs: Packs = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Take some of a granted waiver back; what rests on it is judged anew at once."""
    from distillgate.cli import waiving  # noqa: PLC0415 loaded when the command runs

    left = waiving.narrower(until, plans, clauses, findings)
    asked = waiving.Asked(name, role, left, tuple(packs or ()), form)
    waiving.narrow(asked, reason, terminal_of(context))
