"""`distillgate model` and `dataset`: what is known of what a student is made from."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import Shape
from distillgate.cli.options import ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Read what models are, declare them, and show what is known of them.")
data_app = new_app("Read what data sets are, declare them, and show what is known of them.")
REFS = "What to read, such as hf:org/name, hf:org/name@revision or local:./folder."
RECORD = "Write every answer into this new folder, as evidence that can be replayed."
REPLAY = "Ask nobody: take every answer from a folder that --record wrote."

References: TypeAlias = Annotated[
    list[str] | None, typer.Argument(metavar="REF…", help=REFS, show_default=False)
]
Revision: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--revision",
        metavar="NAME",
        help="The revision of those that name none themselves.",
        show_default=False,
    ),
]
Offline: TypeAlias = Annotated[
    bool, typer.Option("--offline", help="Ask nobody: only what is kept from earlier.")
]
RecordTo: TypeAlias = Annotated[
    Path | None, typer.Option("--record", metavar="DIR", help=RECORD, show_default=False)
]
ReplayFrom: TypeAlias = Annotated[
    Path | None, typer.Option("--replay", metavar="DIR", help=REPLAY, show_default=False)
]
Records: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the records to a file, which `check --records` takes into account.",
        show_default=False,
    ),
]

KEEP = "Write what was read into the registry; so it is, unless a recorded run is replayed."
Keep: TypeAlias = Annotated[
    bool | None, typer.Option("--keep/--no-keep", help=KEEP, show_default=False)
]


@app.command("pull", cls=PlainCommand)
def pull(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    refs: References = None,
    *,
    revision: Revision = None,
    lineage: Annotated[
        bool,
        typer.Option("--lineage", help="Read what they were made from, to the roots."),
    ] = False,
    offline: Offline = False,
    record: RecordTo = None,
    replay: ReplayFrom = None,
    output: Records = None,
    keep: Keep = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Read what hubs and folders say of models, show it with its evidence, and keep it."""
    from distillgate.cli import pulling  # noqa: PLC0415 loaded when the command runs

    kept = replay is None if keep is None else keep
    wish = pulling.Wish(tuple(refs or ()), "model", revision, lineage, kept)
    modes = (offline, record, replay)
    raise typer.Exit(pulling.run(wish, modes, (output, form), terminal_of(context)))


@data_app.command("pull", cls=PlainCommand)
def pull_data(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    refs: References = None,
    *,
    revision: Revision = None,
    offline: Offline = False,
    record: RecordTo = None,
    replay: ReplayFrom = None,
    output: Records = None,
    keep: Keep = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Read what hubs and folders say of data sets, show it with its evidence, and keep it."""
    from distillgate.cli import pulling  # noqa: PLC0415 loaded when the command runs

    kept = replay is None if keep is None else keep
    wish = pulling.Wish(tuple(refs or ()), "dataset", revision, keep=kept)
    modes = (offline, record, replay)
    raise typer.Exit(pulling.run(wish, modes, (output, form), terminal_of(context)))
