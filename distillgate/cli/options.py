"""Options that several commands share."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from distillgate.cli.choices import Color, FormatChoice, Place, Shape

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,3})?")


def a_day(text: str) -> date:
    """Return the day that `text` names; the command line is refused where it names none."""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise typer.BadParameter(f"{text!r} is no date like 2026-01-31")


def a_time(text: str) -> float:
    """Return how many seconds `text` names; the command line is refused where it names none."""
    if _SECONDS.fullmatch(text):
        return float(text)
    raise typer.BadParameter(f"{text!r} is no number of seconds like 5 or 0.5")


def parts(text: str) -> tuple[str, ...]:
    """Return what stands between the commas of `text`."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


MOST_LISTED = 100_000


def a_count(text: str) -> int:
    """Return how many are to be listed; the command line is refused where it says no number."""
    if not text.isdecimal() or not 0 < int(text[:9]) <= MOST_LISTED:
        raise typer.BadParameter(f"{text!r} is no number up to {MOST_LISTED:,}")
    return int(text)


Most: TypeAlias = Annotated[str, typer.Option("--most", metavar="N", help="How many at most.")]
AsOf: TypeAlias = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=a_day,
        metavar="DATE",
        help="The day of the decision, YYYY-MM-DD; today (UTC) if left out.",
        show_default=False,
    ),
]
Packs: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "--packs",
        metavar="DIR",
        help="A folder of documents over those that ship; may be repeated, and a document in a"
        " later one replaces those of the same id.",
        show_default=False,
    ),
]
Agreements: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--agreements",
        metavar="DIR",
        help="A folder of agreements, determinations and waivers, one a file.",
        show_default=False,
    ),
]
Records: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "--records",
        metavar="FILE",
        help="A file of records over the catalog: what `model pull --output` wrote, or models"
        " and data sets in the form of the catalog; may be repeated.",
        show_default=False,
    ),
]
Answer: TypeAlias = Annotated[
    FormatChoice, typer.Option("--format", help="How the answer is drawn.")
]
ShapeOption: TypeAlias = Annotated[
    Shape, typer.Option("--format", help="Plain text, or JSON for programs.")
]
OnOption: TypeAlias = Annotated[
    Place,
    typer.Option("--on", help="Where it is done: on this machine, or on a Ray cluster."),
]
ColorOption: TypeAlias = Annotated[
    Color,
    typer.Option("--color", help="Color in text; auto asks the terminal and NO_COLOR."),
]
Notes: TypeAlias = Annotated[
    bool,
    typer.Option("--notes", help="Show what is true of everybody, and what was lifted."),
]
Full: TypeAlias = Annotated[
    bool,
    typer.Option("--full", help="Show every finding and question, however many they are."),
]
Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the answer to a file, as a whole or not at all.",
        show_default=False,
    ),
]
Within: TypeAlias = Annotated[
    float,
    typer.Option(
        "--within",
        parser=a_time,
        metavar="SECONDS",
        help="Stop looking after so many seconds, and show what was found.",
    ),
]
Strict: TypeAlias = Annotated[
    bool,
    typer.Option("--strict", help="Exit with 3 where a duty due before training is not met."),
]
PlanFile: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="PLAN", help="A plan file, or - for standard input.", show_default=False
    ),
]
DecisionNumber: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--decision",
        metavar="N",
        help="In place of a plan file: a decision, judged from what is stored.",
        show_default=False,
    ),
]
Force: TypeAlias = Annotated[
    bool, typer.Option("--force", help="Write over a file that is there.")
]
