"""`distillgate agreement`, `determination` and `waiver`: what is signed and lies on file."""

from typing import Annotated

import typer

from distillgate.cli.choices import Filed, Shape
from distillgate.cli.options import Packs, ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

FILE = "A YAML file with one of them."


def filing_app(kind: Filed, says: str) -> typer.Typer:
    """Return the commands about one kind of thing on file."""
    app = new_app(says)

    def add(
        context: typer.Context,
        file: Annotated[str, typer.Argument(metavar="FILE", help=FILE, show_default=False)],
        *,
        packs: Packs = None,
        form: ShapeOption = Shape.TEXT,
    ) -> None:
        from distillgate.cli import onfile  # noqa: PLC0415 loaded when the command runs

        onfile.add(kind, file, tuple(packs or ()), form, terminal_of(context))

    def list_them(
        context: typer.Context,
        *,
        every: Annotated[
            bool, typer.Option("--all", help="Also what was revoked or has ended.")
        ] = False,
        form: ShapeOption = Shape.TEXT,
    ) -> None:
        from distillgate.cli import onfile  # noqa: PLC0415 loaded when the command runs

        onfile.list_them(kind, form, terminal_of(context), every=every)

    def show(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar="ID", show_default=False)],
        *,
        form: ShapeOption = Shape.TEXT,
    ) -> None:
        from distillgate.cli import onfile  # noqa: PLC0415 loaded when the command runs

        onfile.show(kind, name, form, terminal_of(context))

    def revoke(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar="ID", show_default=False)],
        *,
        reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    ) -> None:
        from distillgate.cli import onfile  # noqa: PLC0415 loaded when the command runs

        onfile.revoke_one(kind, name, reason, terminal_of(context))

    article = "an" if kind is Filed.AGREEMENT else "a"
    add.__doc__ = f"Put {article} {kind} on file; from then on every check heeds it."
    list_them.__doc__ = f"List every {kind} on file, the oldest first."
    show.__doc__ = f"Show {article} {kind} with its text."
    revoke.__doc__ = f"Say that {article} {kind} no longer counts; it stays on record."
    app.command("add", cls=PlainCommand)(add)
    app.command("list", cls=PlainCommand)(list_them)
    app.command("show", cls=PlainCommand)(show)
    app.command("revoke", cls=PlainCommand)(revoke)
    return app
