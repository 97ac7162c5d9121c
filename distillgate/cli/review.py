"""`distillgate review`: what people ask, answer and decide about a verdict."""

from datetime import date
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import ReasonChoice, Shape, StateChoice
from distillgate.cli.options import Most, ShapeOption, a_count, a_day
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Ask people to decide what the engine may not, and decide.")

APPROVED = "Numbers of reviews, or plans under review; several must have the same findings."
Number: TypeAlias = Annotated[
    str, typer.Argument(metavar="N", help="The number of a review.", show_default=False)
]
Note: TypeAlias = Annotated[str, typer.Option("--note", metavar="TEXT", help="In your words.")]
ReasonOption: TypeAlias = Annotated[
    ReasonChoice, typer.Option("--reason", help="Why.", show_default=False)
]


@app.command("request", cls=PlainCommand)
def request(
    context: typer.Context,
    decision: Annotated[
        str,
        typer.Argument(metavar="N", help="The number of a decision.", show_default=False),
    ],
    *,
    note: Note = "",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Ask for a review of a decision that needs one, or denies."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    reviewing.request(decision, note, form, terminal_of(context))


@app.command("list", cls=PlainCommand)
def list_reviews(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    *,
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="ID", help="Only of this plan.", show_default=False),
    ] = None,
    state: Annotated[
        StateChoice | None,
        typer.Option("--state", help="Only those that stand so.", show_default=False),
    ] = None,
    undecided: Annotated[
        bool, typer.Option("--undecided", help="Only those that wait for somebody.")
    ] = False,
    most: Most = "100",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """List reviews, the latest first."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    wanted = reviewing.Listing(plan, state, undecided, a_count(most))
    reviewing.list_reviews(wanted, form, terminal_of(context))


@app.command("show", cls=PlainCommand)
def show(context: typer.Context, number: Number, *, form: ShapeOption = Shape.TEXT) -> None:
    """Show a review with all that was asked, answered and decided in it."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    reviewing.show(number, form, terminal_of(context))


@app.command("ask", cls=PlainCommand)
def ask(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    number: Number,
    text: Annotated[
        str, typer.Argument(metavar="QUESTION", help="In your words.", show_default=False)
    ],
    *,
    fact: Annotated[
        str | None,
        typer.Option(
            "--fact", metavar="PATH", help="The fact that is asked for.", show_default=False
        ),
    ] = None,
    ingredient: Annotated[
        str | None,
        typer.Option(
            "--ingredient", metavar="REF", help="Of which ingredient.", show_default=False
        ),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option("--issuer", metavar="SLUG", help="Under whose terms.", show_default=False),
    ] = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Ask the requester back; an answer about a fact has the plan judged anew."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    about = (fact, ingredient, issuer)
    reviewing.ask(number, text, about, form, terminal_of(context))


@app.command("answer", cls=PlainCommand)
def answer(
    context: typer.Context,
    number: Number,
    text: Annotated[
        str,
        typer.Argument(metavar="ANSWER", help="A value, or words.", show_default=False),
    ],
    *,
    question: Annotated[
        str | None,
        typer.Option(
            "--question",
            metavar="N",
            help="Which question, where several wait.",
            show_default=False,
        ),
    ] = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Answer a question; the plan itself is not touched."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    wanted = None if question is None else a_count(question)
    reviewing.answer(number, text, wanted, form, terminal_of(context))


@app.command("approve", cls=PlainCommand)
def approve(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="N…", help=APPROVED, show_default=False),
    ],
    *,
    until: Annotated[
        date,
        typer.Option(
            "--until",
            parser=a_day,
            metavar="DATE",
            help="The first day on which it no longer counts; at most a year away.",
            show_default=False,
        ),
    ],
    reason: ReasonOption,
    obligations: Annotated[
        list[str] | None,
        typer.Option(
            "--obligation",
            metavar="TEXT",
            help="A duty that comes with it; may be repeated.",
            show_default=False,
        ),
    ] = None,
    note: Note = "",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Let plans go ahead until a day; over a denial a second person confirms."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    approving = reviewing.Approving(until, reason, note, tuple(obligations or ()))
    reviewing.approve(names, approving, form, terminal_of(context))


@app.command("confirm", cls=PlainCommand)
def confirm(
    context: typer.Context, number: Number, *, note: Note = "", form: ShapeOption = Shape.TEXT
) -> None:
    """Set a denial aside as the second person."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    reviewing.confirm(number, note, form, terminal_of(context))


@app.command("deny", cls=PlainCommand)
def deny(
    context: typer.Context,
    number: Number,
    *,
    reason: ReasonOption,
    note: Note = "",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Refuse the plan."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    reviewing.deny(number, reason, note, form, terminal_of(context))


@app.command("escalate", cls=PlainCommand)
def escalate(
    context: typer.Context,
    number: Number,
    *,
    group: Annotated[
        str, typer.Option("--to", metavar="GROUP", help="Whose it is now.", show_default=False)
    ],
    note: Note = "",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Hand the review to a group, who then may decide it too."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    reviewing.escalate(number, group, note, form, terminal_of(context))


@app.command("reopen", cls=PlainCommand)
def reopen(
    context: typer.Context, number: Number, *, note: Note = "", form: ShapeOption = Shape.TEXT
) -> None:
    """Take back what was decided: the plan waits for a person again."""
    from distillgate.cli import reviewing  # noqa: PLC0415 loaded when the command runs

    reviewing.reopen(number, note, form, terminal_of(context))
