"""`distillgate audit`: what proves that the log was not changed."""

from pathlib import Path
from typing import Annotated

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app(
    "Prove that the log was not changed. Exit codes: 0 it holds, 6 it does not, 1"
    " it cannot be told."
)
FOLDER = "The folder of the export."
TRUST = "The trust policy: the logs and witnesses that you believe."
KEPT = "A checkpoint of the same log that you kept from an earlier day."
RECORDS = "Read every record as well; takes some ten times as long."


@app.command("verify-export", cls=PlainCommand)
def verify_export(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER, show_default=False)],
    *,
    policy: Annotated[
        str, typer.Option("--policy", metavar="FILE", help=TRUST, show_default=False)
    ],
    since: Annotated[
        str | None, typer.Option("--since", metavar="FILE", help=KEPT, show_default=False)
    ] = None,
    records: Annotated[bool, typer.Option("--records", help=RECORDS)] = False,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Check an exported log. Takes the folder and a trust policy; no database, no network."""
    from distillgate.cli import auditing  # noqa: PLC0415 loaded when the command runs
    from distillgate.usecases.exportcheck import ExportToCheck  # noqa: PLC0415 as above

    asked = ExportToCheck(folder, policy, since, records)
    raise typer.Exit(auditing.verify_export(asked, terminal_of(context), form))
