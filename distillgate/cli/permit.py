"""`distillgate permit`: the signed, expiring proof of an approved decision."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import ActChoice, PermitChoice, Shape
from distillgate.cli.options import ShapeOption
from distillgate.cli.plainparams import PlainCommand, new_app
from distillgate.cli.terminal import terminal_of

app = new_app("Permits: what a collector, trainer or release job verifies before it starts.")

PermitFile: TypeAlias = Annotated[
    Path, typer.Argument(metavar="PERMIT", help="The file of the permit.", show_default=False)
]
PlanOption: TypeAlias = Annotated[
    str,
    typer.Option("--plan", metavar="FILE", help="The plan, or its digest.", show_default=False),
]
MATERIAL = "as REF=PATH; its digest is made anew from disk. May be repeated."
DataOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--data", metavar="REF=PATH", help=f"A data set, {MATERIAL}", show_default=False
    ),
]
BaseOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--base", metavar="REF=PATH", help=f"A base, {MATERIAL}", show_default=False),
]
AudienceOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--audience",
        metavar="NAME",
        help="Who is asking, such as a cluster.",
        show_default=False,
    ),
]
TRUST = "The folder that says whom to believe: permit-keys.pem, log.policy, status-list.json."
TrustOption: TypeAlias = Annotated[
    Path, typer.Option("--trust", metavar="DIR", help=TRUST, show_default=False)
]
ActOption: TypeAlias = Annotated[ActChoice, typer.Option("--for", help="What is to be done.")]
DECISION = "The number of the decision."
FOR = "What it lets somebody do. May be repeated."
LOOSE = "A data set that may be used whatever is in it on the day. May be repeated."
CHANNEL = "A channel outputs may be collected through. May be repeated."
WINDOW = "The first and the last day on which outputs may be collected."
LIMIT = "The most of something, such as examples=100000. May be repeated."
HOURS = "How long it is valid; above 168 it counts only with a status list."
RUNS = "How many runs it is for; they are counted."
SEEN = "A trust policy: its witnesses must have seen the permit's record before it is written."
OUTPUT = "Where the files are written."
ENDED = "The number of the run that ended."
GOOD = "How long the list is good; verifiers refuse an older one."
PermitName: TypeAlias = Annotated[
    str, typer.Argument(metavar="ID", help="The id of a permit.", show_default=False)
]
MANIFEST = "The manifest that `distillgate.gate` wrote."
STATE = "Those that stand so; `suspended` rest on what has fallen away."
MOST = "Look at so many, the latest first."
APPROVERS = "How many people must have signed off."


@app.command("verify", cls=PlainCommand)
def verify(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    permit: PermitFile,
    *,
    plan: PlanOption,
    audience: AudienceOption,
    trust: TrustOption,
    data: DataOption = None,
    base: BaseOption = None,
    act: ActOption = ActChoice.TRAIN,
    approvers: Annotated[
        int, typer.Option("--require-approvers", metavar="N", help=APPROVERS, min=0)
    ] = 0,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """Hold a permit against plan, data and base at hand, offline; refuse with exit 5."""
    from distillgate.cli import permitting  # noqa: PLC0415 loaded when the command runs

    materials = permitting.materials([*(data or ()), *(base or ())])
    asked = permitting.asked(permit, plan, trust, (audience, act), (materials, approvers))
    raise typer.Exit(permitting.verify(asked, terminal_of(context), form))


@app.command("issue", cls=PlainCommand)
def issue(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    decision: Annotated[int, typer.Argument(metavar="N", help=DECISION, min=1)],
    *,
    audience: AudienceOption,
    act: Annotated[list[ActChoice], typer.Option("--for", help=FOR)] = [ActChoice.TRAIN],  # noqa: B006 typer copies it
    data: DataOption = None,
    base: BaseOption = None,
    any_data: Annotated[
        list[str] | None, typer.Option("--any-data", metavar="REF", help=LOOSE)
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", metavar="NAME", help=CHANNEL)
    ] = None,
    window: Annotated[
        str | None, typer.Option("--window", metavar="DAY..DAY", help=WINDOW)
    ] = None,
    limit: Annotated[
        list[str] | None, typer.Option("--limit", metavar="NAME=N", help=LIMIT)
    ] = None,
    hours: Annotated[int, typer.Option("--hours", metavar="N", help=HOURS, min=1)] = 24,
    runs: Annotated[int | None, typer.Option("--runs", metavar="N", help=RUNS, min=1)] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="FILE", help=SEEN, show_default=False)
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help=OUTPUT)
    ] = Path(),
) -> None:
    """Issue the permit of a decision that approves, as files for the job."""
    from distillgate.cli import permitissuing  # noqa: PLC0415 loaded when the command runs

    materials = permitissuing.digests([*(data or ()), *(base or ())])
    recipe = permitissuing.Loose(
        tuple(any_data or ()), tuple(channel or ()), window, tuple(limit or ())
    )
    asked = permitissuing.Asked(decision, tuple(act), audience, hours, runs, policy)
    raise typer.Exit(
        permitissuing.issue(asked, materials, recipe, output, terminal_of(context))
    )


@app.command("list", cls=PlainCommand)
def list_them(
    context: typer.Context,
    *,
    plan: Annotated[str | None, typer.Option("--plan", metavar="ID", help="Of a plan.")] = None,
    state: Annotated[PermitChoice | None, typer.Option("--state", help=STATE)] = None,
    most: Annotated[int, typer.Option("--most", metavar="N", help=MOST, min=1)] = 100,
    form: ShapeOption = Shape.TEXT,
) -> None:
    """List the permits that were issued, and whether what they rest on still stands."""
    from distillgate.cli import permitlisting  # noqa: PLC0415 loaded when the command runs

    permitlisting.list_permits(plan, state, most, form, terminal_of(context))


@app.command("revoke", cls=PlainCommand)
def revoke(context: typer.Context, name: PermitName) -> None:
    """Take a permit back; verifiers see it by the next status list."""
    from distillgate.cli import permitissuing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(permitissuing.revoke(name, terminal_of(context)))


@app.command("consume", cls=PlainCommand)
def consume(
    context: typer.Context,
    name: PermitName,
    *,
    run: Annotated[int | None, typer.Option("--run", metavar="N", help=ENDED, min=1)] = None,
    output: Annotated[
        str | None, typer.Option("--output", metavar="PATH", help="The model that was made.")
    ] = None,
    code: Annotated[int, typer.Option("--exit", metavar="N", help="How the run ended.")] = 0,
) -> None:
    """Record that a run under a permit starts, or with --run that it ended."""
    from distillgate.cli import permitissuing  # noqa: PLC0415 loaded when the command runs

    ended = None if run is None else (run, output, code)
    raise typer.Exit(permitissuing.consume(name, ended, terminal_of(context)))


@app.command("collected", cls=PlainCommand)
def collected(
    context: typer.Context,
    manifest: Annotated[str, typer.Argument(metavar="FILE", help=MANIFEST, show_default=False)],
) -> None:
    """Keep and record what was collected under a permit, and say what went beyond it."""
    from distillgate.cli import permitissuing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(permitissuing.collected(manifest, terminal_of(context)))


@app.command("status-list", cls=PlainCommand)
def status_list(
    context: typer.Context,
    *,
    hours: Annotated[int, typer.Option("--hours", metavar="N", help=GOOD, min=1)] = 24,
) -> None:
    """Print the signed list of what no longer counts, for the trust folder."""
    from distillgate.cli import permitissuing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(permitissuing.status(hours, terminal_of(context)))


@app.command("trust", cls=PlainCommand)
def trust(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder for verifiers.")],
) -> None:
    """Write the folder that lets a verifier believe the permits issued here."""
    from distillgate.cli import permitissuing  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(permitissuing.trust(folder, terminal_of(context)))


@app.command("show", cls=PlainCommand)
def show(context: typer.Context, permit: PermitFile, form: ShapeOption = Shape.TEXT) -> None:
    """Show what a permit says. Nothing of it is checked."""
    from distillgate.cli import permitting  # noqa: PLC0415 loaded when the command runs

    raise typer.Exit(permitting.show(permit, terminal_of(context), form))
