"""`distillgate model`, `dataset` and `provider`: what the registry knows, and who says so."""

from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import Graded, Recorded, Shape
from distillgate.cli.options import Most, ShapeOption, a_count
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

FILE = (
    "Declare all that a YAML, JSON or JSON Lines file holds, or nothing; - for YAML on input."
)
GRADE = (
    "How you know: somebody says so, the hub does, you read the file, or you correct others."
)
WHY = "Why; a correction needs it."
FROM = "What it was made from, as RELATION:REF (finetune:hf:org/name); may be repeated."

FileOption: TypeAlias = Annotated[
    str | None, typer.Option("--file", "-f", metavar="FILE", help=FILE, show_default=False)
]
GradeOption: TypeAlias = Annotated[Graded, typer.Option("--grade", help=GRADE)]
Evidence: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--evidence",
        metavar="TEXT",
        help="Where it can be seen: a link, a digest, a ticket.",
        show_default=False,
    ),
]
Reason: TypeAlias = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help=WHY, show_default=False)
]
Note: TypeAlias = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="A remark.", show_default=False)
]
Aliases: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--alias", metavar="NAME", help="Another name of it; repeatable.", show_default=False
    ),
]


def _text(name: str, metavar: str, says: str) -> object:
    return typer.Option(name, metavar=metavar, help=says, show_default=False)


License: TypeAlias = Annotated[
    str | None, _text("--license", "TAG", "The license that it declares.")
]
Documents: TypeAlias = Annotated[
    list[str] | None,
    _text("--document", "ID", "A text that governs it; repeatable."),
]
Maker: TypeAlias = Annotated[str | None, _text("--maker", "SLUG", "Who made it.")]
Family: TypeAlias = Annotated[str | None, _text("--family", "NAME", "Its family.")]
Weights: TypeAlias = Annotated[str | None, _text("--weights", "open|closed", "Who has them.")]
ReleasedOn: TypeAlias = Annotated[str | None, _text("--released-on", "DATE", "When.")]
Parameters: TypeAlias = Annotated[str | None, _text("--parameters", "N", "How many.")]
MadeFrom: TypeAlias = Annotated[list[str] | None, _text("--made-from", "REL:REF", FROM)]
Complete: TypeAlias = Annotated[
    bool, typer.Option("--lineage-complete", help="It was made from nothing else.")
]
Revision: TypeAlias = Annotated[
    str | None, _text("--revision", "NAME", "Of which revision this is said.")
]


def declaring(app: typer.Typer, kind: Recorded) -> None:
    """Give `app` the commands that declare models or data sets and show what is known."""

    def add(  # noqa: PLR0913 each parameter is an option
        context: typer.Context,
        ref: Annotated[
            str | None,
            typer.Argument(metavar="REF", help="Such as hf:org/name.", show_default=False),
        ] = None,
        *,
        declared_license: License = None,
        documents: Documents = None,
        maker: Maker = None,
        family: Family = None,
        weights: Weights = None,
        released_on: ReleasedOn = None,
        parameters: Parameters = None,
        made_from: MadeFrom = None,
        lineage_complete: Complete = False,
        revision: Revision = None,
        aliases: Aliases = None,
        grade: GradeOption = Graded.DECLARED,
        evidence: Evidence = None,
        reason: Reason = None,
        note: Note = None,
        file: FileOption = None,
        form: ShapeOption = Shape.TEXT,
    ) -> None:
        from distillgate.cli import recording  # noqa: PLC0415 loaded when the command runs

        said = {
            "declared_license": declared_license,
            "documents": documents,
            "maker": maker,
            "family": family,
            "weights": weights,
            "released_on": released_on,
            "parameters": parameters,
            "made_from": made_from,
            "lineage_complete": "true" if lineage_complete else None,
            "revision": revision,
            "aliases": aliases,
            "evidence": evidence,
            "reason": reason,
            "note": note,
        }
        asked = recording.Adding(kind, ref, file, said, grade, form)
        recording.add(asked, terminal_of(context))

    add.__doc__ = f"Declare a {kind}, or all that a file holds; nothing is ever overwritten."
    app.command("add", cls=PlainCommand)(add)
    _reading(app, kind)


def provider_app() -> typer.Typer:
    """Return the commands about providers."""
    app = new_app("Declare providers and show what is known of them.")

    def add(  # noqa: PLR0913 each parameter is an option
        context: typer.Context,
        slug: Annotated[
            str | None,
            typer.Argument(metavar="SLUG", help="Such as openai.", show_default=False),
        ] = None,
        *,
        name: Annotated[str | None, _text("--name", "TEXT", "What it is called.")] = None,
        country: Annotated[str | None, _text("--country", "CODE", "Where it sits.")] = None,
        markets: Annotated[
            list[str] | None, _text("--market", "NAME", "What it sells; repeatable.")
        ] = None,
        hub_owners: Annotated[
            list[str] | None, _text("--hub-owner", "NAME", "Its account on hubs; repeatable.")
        ] = None,
        parent: Annotated[str | None, _text("--parent", "TEXT", "Who owns it.")] = None,
        aliases: Aliases = None,
        grade: GradeOption = Graded.DECLARED,
        evidence: Evidence = None,
        reason: Reason = None,
        note: Note = None,
        file: FileOption = None,
        form: ShapeOption = Shape.TEXT,
    ) -> None:
        """Declare a provider, or all that a file holds; nothing is ever overwritten."""
        from distillgate.cli import recording  # noqa: PLC0415 loaded when the command runs

        said = {
            "name": name,
            "country": country,
            "markets": markets,
            "hub_owners": hub_owners,
            "parent": parent,
            "aliases": aliases,
            "evidence": evidence,
            "reason": reason,
            "note": note,
        }
        asked = recording.Adding(Recorded.PROVIDER, slug, file, said, grade, form)
        recording.add(asked, terminal_of(context))

    app.command("add", cls=PlainCommand)(add)
    _reading(app, Recorded.PROVIDER)
    return app


def _reading(app: typer.Typer, kind: Recorded) -> None:
    """Give `app` the commands that all three kinds have."""

    def show(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar="REF", show_default=False)],
        *,
        form: ShapeOption = Shape.TEXT,
    ) -> None:
        from distillgate.cli import recording  # noqa: PLC0415 loaded when the command runs

        recording.show(kind, name, form, terminal_of(context))

    def list_them(  # noqa: PLR0913 each parameter is an option
        context: typer.Context,
        word: Annotated[
            str, typer.Argument(metavar="[WORD]", help="It stands in the name.")
        ] = "",
        *,
        most: Most = "100",
        after: Annotated[
            str, typer.Option("--after", metavar="REF", help="Go on after this one.")
        ] = "",
        retired: Annotated[
            bool, typer.Option("--retired", help="Also what was retired.")
        ] = False,
        form: ShapeOption = Shape.TEXT,
    ) -> None:
        from distillgate.cli import recording  # noqa: PLC0415 loaded when the command runs

        wanted = recording.Listing(kind, word, after, a_count(most), retired)
        recording.list_them(wanted, form, terminal_of(context))

    def retire(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar="REF", show_default=False)],
        *,
        reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    ) -> None:
        from distillgate.cli import recording  # noqa: PLC0415 loaded when the command runs

        recording.retire(kind, name, reason, terminal_of(context))

    show.__doc__ = f"Show what is known of a {kind}: what counts, who says so, what differs."
    list_them.__doc__ = f"List every {kind} that ships or was declared, by name."
    retire.__doc__ = (
        f"Say that what was declared of a {kind} no longer counts; it stays on record."
    )
    app.command("show", cls=PlainCommand)(show)
    app.command("list", cls=PlainCommand)(list_them)
    app.command("retire", cls=PlainCommand)(retire)
