"""`distillgate audit`: keeps the log, and proves that it was not changed."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import MappingChoice, Shape
from distillgate.cli.options import Most, ShapeOption, a_count
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app(
    "Keep the log, and prove that it was not changed. Exit codes: 0 it holds, 6 it does"
    " not, 1 it cannot be told."
)
anchor_app = new_app("Heads kept outside the database.")
app.add_typer(anchor_app, name="anchor")
FOLDER = "The folder of the export."
TRUST = "The trust policy: the logs and witnesses that you believe."
KEPT = "A checkpoint of the same log that you kept from an earlier day."
RECORDS = "Read every record as well; takes some ten times as long."
FULL = "Read every record and hold every signed head against them."
NAME = "The name of the log in checkpoints, such as log.example/main; nobody else has it."
VAULT = "Keep the key over those of people in a file, too, so that no backup holds it."
ANCHOR = "file:FOLDER or git:FOLDER."
COUNTED = "From 0."
KEY = "The id of a key that was replaced, as `audit keys` shows it."
AS = "One line of JSON each, in the shape of OCSF, CADF or an OpenTelemetry log record."
LOST = "The key is gone: end the log as it is, and begin one with new keys that says so."
AHEAD = "An anchor of this log, whose last head the registry does not have."
COPY = "The folder of an export, or a file with a signed head."
OTHER = "The same; without it the log of the registry is meant."
VOID = "The first record at which the key may have been with others; else all it signed."

Index: TypeAlias = Annotated[int, typer.Argument(metavar="INDEX", help=COUNTED, min=0)]
AnchorName: TypeAlias = Annotated[str, typer.Argument(metavar="PLACE", help=ANCHOR)]
PolicyOption: TypeAlias = Annotated[
    str | None, typer.Option("--policy", metavar="FILE", help=TRUST, show_default=False)
]
Since: TypeAlias = Annotated[
    str | None, typer.Option("--since", metavar="FILE", help=KEPT, show_default=False)
]


@app.command("verify-export", cls=PlainCommand)
def verify_export(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER, show_default=False)],
    *,
    policy: Annotated[
        str, typer.Option("--policy", metavar="FILE", help=TRUST, show_default=False)
    ],
    since: Since = None,
    records: Annotated[bool, typer.Option("--records", help=RECORDS)] = False,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Check an exported log. Takes the folder and a trust policy; no database, no network."""
    from distillgate.cli import auditing  # noqa: PLC0415 loaded when the command runs
    from distillgate.usecases.exportcheck import ExportToCheck  # noqa: PLC0415 as above

    asked = ExportToCheck(folder, policy, since, records)
    raise typer.Exit(auditing.verify_export(asked, terminal_of(context), form))


@app.command("init", cls=PlainCommand)
def init(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=NAME, show_default=False)],
    *,
    vault: Annotated[bool, typer.Option("--vault-key", help=VAULT)] = False,
) -> None:
    """Make the keys of the log, give it its name, and sign its first head."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.init(name, terminal_of(context), vault=vault))


@app.command("publish", cls=PlainCommand)
def publish(
    context: typer.Context,
    *,
    policy: PolicyOption = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the head here, too."),
    ] = None,
) -> None:
    """Sign the head of the log; give it to its anchors, and to the policy's witnesses."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.publish(policy, output, terminal_of(context)))


@app.command("verify", cls=PlainCommand)
def verify(
    context: typer.Context,
    *,
    full: Annotated[bool, typer.Option("--full", help=FULL)] = False,
    since: Since = None,
    policy: PolicyOption = None,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Hold the log against its signed heads; without a policy by the keys it names itself."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    outcome = logkeeping.verify(policy, since, terminal_of(context), full=full)
    raise typer.Exit(logkeeping.drawn(outcome, terminal_of(context), form))


@app.command("fsck", cls=PlainCommand)
def fsck(context: typer.Context, form: ShapeOption = Shape.TEXT) -> None:
    """Hold every record, tile, head and decision against the others; needs no key."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    terminal = terminal_of(context)
    raise typer.Exit(logkeeping.drawn(logkeeping.stored(terminal), terminal, form))


@app.command("list", cls=PlainCommand)
def list_records(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    *,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Such as decision.made.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="DIGEST", help="What they are about.")
    ] = None,
    most: Most = "100",
    form: ShapeOption = Shape.TEXT,
    to: Annotated[MappingChoice | None, typer.Option("--as", help=AS)] = None,
) -> None:
    """List the latest records."""
    from distillgate.cli import logshowing  # noqa: PLC0415 loaded when the command runs

    asked = (kind, subject, a_count(most))
    if to is not None:
        logshowing.list_mapped(asked, to, terminal_of(context))
        return
    logshowing.list_records(asked, terminal_of(context), form)


@app.command("show", cls=PlainCommand)
def show(context: typer.Context, index: Index, form: ShapeOption = Shape.TEXT) -> None:
    """Show one record; JSON gives its very bytes."""
    from distillgate.cli import logshowing  # noqa: PLC0415 loaded when the command runs

    logshowing.show(index, terminal_of(context), form)


@app.command("tail", cls=PlainCommand)
def tail(
    context: typer.Context,
    *,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until stopped.")
    ] = False,
    most: Most = "10",
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Show the last records, and those that come, one a line."""
    from distillgate.cli import logshowing  # noqa: PLC0415 loaded when the command runs

    logshowing.tail(a_count(most), terminal_of(context), form, follow=follow)


@app.command("proof", cls=PlainCommand)
def proof(context: typer.Context, index: Index) -> None:
    """Print the proof that the last signed head covers a record (C2SP tlog-proof)."""
    from distillgate.cli import logshowing  # noqa: PLC0415 loaded when the command runs

    logshowing.proof(index, terminal_of(context))


@app.command("consistency", cls=PlainCommand)
def consistency(
    context: typer.Context,
    old: Annotated[int, typer.Argument(metavar="OLD", min=1)],
    new: Annotated[int, typer.Argument(metavar="NEW", min=1)],
) -> None:
    """Print the proof that the first OLD records are unchanged among the first NEW."""
    from distillgate.cli import logshowing  # noqa: PLC0415 loaded when the command runs

    logshowing.consistency(old, new, terminal_of(context))


@app.command("export", cls=PlainCommand)
def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new.")],
) -> None:
    """Write the log up to its last signed head into a folder (C2SP tlog-tiles)."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.export(folder, terminal_of(context)))


@app.command("policy", cls=PlainCommand)
def policy(context: typer.Context) -> None:
    """Print the trust policy that believes this log, for those who check it."""
    from distillgate.cli import logshowing  # noqa: PLC0415 loaded when the command runs

    logshowing.policy(terminal_of(context))


@app.command("rotate-key", cls=PlainCommand)
def rotate_key(context: typer.Context) -> None:
    """Make new keys; the head at the change is signed by the old and by the new one."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.rotate(terminal_of(context)))


@app.command("keys", cls=PlainCommand)
def keys(context: typer.Context) -> None:
    """List the keys of the log and of its permits, and where each counts."""
    from distillgate.cli import logshowing  # noqa: PLC0415 loaded when the command runs

    logshowing.keys(terminal_of(context))


@app.command("compromised", cls=PlainCommand)
def compromised(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help=KEY, show_default=False)],
    *,
    since: Annotated[
        int | None, typer.Option("--from", metavar="INDEX", help=VOID, min=0)
    ] = None,
) -> None:
    """Record that others may have had a key: permits from a record on are void."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.compromised(key, since, terminal_of(context)))


@app.command("close-epoch", cls=PlainCommand)
def close_epoch(
    context: typer.Context,
    *,
    lost: Annotated[bool, typer.Option("--lost-key", help=LOST)] = False,
) -> None:
    """End the log with a signed head, and begin the one that goes on."""
    from distillgate.cli import succeeding  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(succeeding.close(terminal_of(context), lost=lost))


@app.command("repair", cls=PlainCommand)
def repair(
    context: typer.Context,
    anchor: Annotated[
        str, typer.Option("--from-anchor", metavar="PLACE", help=AHEAD, show_default=False)
    ],
) -> None:
    """Let another log go on where an anchor says that this registry is older or was changed."""
    from distillgate.cli import succeeding  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(succeeding.repair(anchor, terminal_of(context)))


@app.command("compare", cls=PlainCommand)
def compare(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="COPY", help=COPY, show_default=False)],
    other: Annotated[str | None, typer.Argument(metavar="OTHER", help=OTHER)] = None,
    *,
    policy: Annotated[
        str, typer.Option("--policy", metavar="FILE", help=TRUST, show_default=False)
    ],
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Hold two copies of a log against each other: one may only go on from the other."""
    from distillgate.cli import comparing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(comparing.run(one, other, policy, terminal_of(context), form))


@app.command("erase", cls=PlainCommand)
def erase(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", show_default=False)],
) -> None:
    """Erase who somebody is, everywhere; the log stays as it is and verifies."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.erase(person, terminal_of(context)))


@anchor_app.command("add", cls=PlainCommand)
def anchor_add(context: typer.Context, place: AnchorName) -> None:
    """Keep heads in a place outside the database, too."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.anchor_add(place, terminal_of(context)))


@anchor_app.command("check", cls=PlainCommand)
def anchor_check(context: typer.Context) -> None:
    """Hold every head that is kept outside against the log."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.anchor_check(terminal_of(context)))


@anchor_app.command("remove", cls=PlainCommand)
def anchor_remove(context: typer.Context, place: AnchorName) -> None:
    """Keep heads in a place no more; that is recorded."""
    from distillgate.cli import logkeeping  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(logkeeping.anchor_remove(place, terminal_of(context)))
