"""`distillgate suggest`: what would pass, and record nothing."""

from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import Change, Color, Form, Purpose, Shape
from distillgate.cli.options import (
    Agreements,
    AsOf,
    ColorOption,
    Full,
    Output,
    Packs,
    Records,
    ShapeOption,
    parts,
)
from distillgate.cli.terminal import terminal_of

PLAN = "A plan file, or - for standard input."
WITHIN = "Stop looking after so many seconds, and show what was found."
KEEP = "A kind of change that is not wanted; may be repeated."
ENOUGH = "How many distinct ways are looked for."
_SECONDS = 20.0
_ENOUGH = 5


TEACHERS = "List the teachers of the catalog by verdict, in place of a plan."
USE = "With --teachers: what the student is for."
PLACES = "With --teachers: where it is offered; codes with commas between."
SIGNALS = "With --teachers: what is taken, such as text,logits; commas between."
RELEASE = "With --teachers: in what form others get it; may be repeated."
MARKETS = "With --teachers: what the student is sold as; commas between."
BASE = "With --teachers: the weights that it starts from."
ORGANIZATION = "With --teachers: the file with the organization's answers."
ATTESTS = "With --teachers: what you sign, with commas between; all five unless said."

Within: TypeAlias = Annotated[
    float, typer.Option("--within", metavar="SECONDS", min=0.0, help=WITHIN)
]
AtMost: TypeAlias = Annotated[int, typer.Option("--at-most", min=1, max=20, help=ENOUGH)]


def suggest(  # noqa: PLR0913 each parameter is an option
    context: typer.Context,
    plan: Annotated[
        str | None, typer.Argument(metavar="PLAN", help=PLAN, show_default=False)
    ] = None,
    *,
    teachers: Annotated[bool, typer.Option("--teachers", help=TEACHERS)] = False,
    use: Annotated[Purpose | None, typer.Option("--use", help=USE, show_default=False)] = None,
    places: Annotated[
        str, typer.Option("--places", metavar="CODES", help=PLACES, show_default=False)
    ] = "",
    signals: Annotated[str, typer.Option("--signals", metavar="NAMES", help=SIGNALS)] = "text",
    forms: Annotated[
        list[Form] | None, typer.Option("--release", help=RELEASE, show_default=False)
    ] = None,
    markets: Annotated[
        str, typer.Option("--markets", metavar="NAMES", help=MARKETS, show_default=False)
    ] = "",
    base: Annotated[str, typer.Option("--base", metavar="REF", help=BASE)] = "none",
    organization: Annotated[
        str | None,
        typer.Option("--organization", metavar="FILE", help=ORGANIZATION, show_default=False),
    ] = None,
    attests: Annotated[
        str | None,
        typer.Option("--attests", metavar="NAMES", help=ATTESTS, show_default=False),
    ] = None,
    within: Within = _SECONDS,
    keep: Annotated[
        list[Change] | None, typer.Option("--keep", help=KEEP, show_default=False)
    ] = None,
    enough: AtMost = _ENOUGH,
    form: ShapeOption = Shape.TEXT,
    as_of: AsOf = None,
    packs: Packs = None,
    agreements: Agreements = None,
    records: Records = None,
    full: Full = False,
    output: Output = None,
    color: ColorOption = Color.AUTO,
) -> None:
    """Say what would pass: the smallest changes, or the teachers. Nothing is recorded."""
    from distillgate.cli import suggesting  # noqa: PLC0415 loaded when the command runs
    from distillgate.cli.checking import Shelf  # noqa: PLC0415 loaded when the command runs

    shelf = Shelf(as_of, tuple(packs or ()), agreements, tuple(records or ()))
    paper = suggesting.Paper(form, color, output, full)
    terminal = terminal_of(context)
    if teachers is (plan is not None):
        raise typer.BadParameter("name a plan, or say --teachers", param_hint="PLAN")
    if plan is not None:
        kept = tuple(each.value for each in keep or ())
        wanted = suggesting.Wanted(plan, within, kept, enough)
        raise typer.Exit(suggesting.suggest(wanted, shelf, paper, terminal))
    if use is None:
        raise typer.BadParameter("say what the student is for", param_hint="--use")
    said = (parts(places), parts(signals), tuple(forms or ()), parts(markets))
    signed = None if attests is None else parts(attests)
    asked = suggesting.Asked(use.value, *said, base, organization, signed)
    raise typer.Exit(suggesting.teachers(asked, within, shelf, paper, terminal))
