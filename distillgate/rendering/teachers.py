"""The catalog's teachers for a terminal and for programs: a table by verdict."""

from collections.abc import Iterator, Sequence

from distillgate import __version__
from distillgate.rendering.pen import Pen, Tone
from distillgate.usecases.teachers import Taught, Teachers, Wish
from policy.canonical import canonical_json
from policy.diagnostics import printable
from policy.explaining_words import counted, listed
from policy.verdict import Ruling

SCHEMA = "distillgate/teachers/v1"
_TONES = {
    Ruling.DENIED: Tone.BAD,
    Ruling.NEEDS_REVIEW: Tone.OPEN,
    Ruling.WITH_OBLIGATIONS: Tone.GOOD,
    Ruling.APPROVED: Tone.GOOD,
}
_HEAD = ("teacher", "channel", "basis", "duties, or what stands against it")
_SHOWN = 20
_NAMED = 3
_WIDEST = 56


def teachers_text(
    teachers: Teachers, wish: Wish, as_of: str, pen: Pen, *, full: bool = False
) -> str:
    """Return the table as text, ending in a line break; `full`: with every row."""
    return "\n".join(_lines(teachers, wish, as_of, pen, full=full)) + "\n"


def _lines(
    teachers: Teachers, wish: Wish, as_of: str, pen: Pen, *, full: bool
) -> Iterator[str]:
    counts = [
        f"{number} {ruling.word}"
        for ruling in Ruling
        if (number := sum(each.ruling is ruling for each in teachers.taught))
    ]
    yield from pen.fold(f"{counted(len(teachers.taught), 'teacher')}: {', '.join(counts)}")
    for ruling in Ruling:
        group = [each for each in teachers.taught if each.ruling is ruling]
        if group:
            yield ""
            yield from _table(ruling, group, pen, full=full)
    yield ""
    for text in _notes(teachers, wish, as_of):
        yield from pen.fold(text, "", "  ")


def _table(ruling: Ruling, group: Sequence[Taught], pen: Pen, *, full: bool) -> Iterator[str]:
    yield pen.paint(f"{ruling.word}:", _TONES[ruling])
    shown = group if full else group[:_SHOWN]
    rows = [_HEAD, *map(_row, shown)]
    columns = zip(*(row[:-1] for row in rows), strict=True)
    widths = [min(max(map(len, column)), _WIDEST) for column in columns]
    for at, row in enumerate(rows):
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)]
        line = printable("  ".join((*cells, row[-1])).rstrip())
        yield f"  {pen.paint(line, Tone.STRONG) if at == 0 else line}"
    if len(group) > len(shown):
        yield f"  {len(group) - len(shown)} more; `--full` shows them"


def _row(taught: Taught) -> tuple[str, str, str, str]:
    bases = ", ".join(dict.fromkeys(each.kind.value for each in taught.bases))
    against = dict.fromkeys(each.name for each in taught.blockers)
    topics = ", ".join(taught.topics) or ("-" if not against else "")
    words = _few([*against]) if against else topics
    return taught.offer.ref, taught.offer.way, bases or "-", words


def _few(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


def _notes(teachers: Teachers, wish: Wish, as_of: str) -> Iterator[str]:
    signed = listed(wish.attests) or "nothing"
    yield (
        f"judged as of {as_of}, for outputs taken from the next day on by us, and on the"
        f" signature of {signed}; a plan says the rest"
    )
    if teachers.unlike:
        yield f"{counted(teachers.unlike, 'teacher')} of the catalog do not give these signals"
    if not teachers.settled:
        yield f"the time ran out: {counted(teachers.left, 'teacher')} not judged"


def teachers_json(teachers: Teachers, wish: Wish, as_of: str) -> str:
    """Return the table as canonical JSON on one line."""
    found = {
        "schema": SCHEMA,
        "engine": __version__,
        "as_of": as_of,
        "settled": teachers.settled,
        "not_judged": teachers.left,
        "other_signals": teachers.unlike,
        "attests": list(wish.attests),
        "teachers": [_taught_json(each) for each in teachers.taught],
    }
    return canonical_json(found) + "\n"


def _taught_json(taught: Taught) -> dict[str, object]:
    offer = taught.offer
    return {
        "teacher": offer.ref,
        "verdict": taught.ruling.word,
        "channel": {"access": offer.access, "through": list(offer.through)},
        "basis": [
            {"for": each.thing.value, "kind": each.kind.value, "clauses": list(each.clauses)}
            for each in taught.bases
        ],
        "obligations": [
            {"clause": each.clause, "due": each.due.value, "state": each.state.value}
            for each in taught.obligations
        ],
        "against": list(dict.fromkeys(each.clause for each in taught.blockers)),
    }
