"""The sections that follow the reasons in a terminal: one entry a line where it fits."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from distillgate.rendering.options import Options
from distillgate.rendering.pen import Pen, Tone
from policy.explaining import Assumed, Explanation, Owed, Warrant
from policy.explaining_findings import Reason, Standing
from policy.explaining_questions import Asked
from policy.explaining_words import counted, listed, some, version_of
from policy.verdict import DutyState

Entry = TypeVar("Entry")

_DUTY_TONES = {
    DutyState.UNMET: Tone.BAD,
    DutyState.UNSURE: Tone.OPEN,
    DutyState.OPEN: Tone.DUTY,
    DutyState.MET: Tone.GOOD,
}
_DEEP = "    "
_FLAT = "  "
_INSIDE = " " * 5
_UNDER_STATE = _FLAT + " " * 7
_CLAUSES_NAMED = 3
_QUESTIONS_SHOWN = 12
_UNSURE_SHOWN = 3


def sections(explanation: Explanation, pen: Pen, options: Options) -> Iterator[str]:
    """Yield what was waived, bases, duties, questions, assumptions, and notes if wanted."""
    notes = explanation.notes if options.notes else ()
    yield from _section("waived:", explanation.waived, aside, pen)
    yield from _section("may be used:", explanation.warrants, _warrant, pen)
    yield from _duties(explanation.owed, pen, options)
    yield from _questions(explanation.asked, pen, options)
    yield from _section("taken as given:", explanation.assumed, _assumed, pen)
    yield from _section("notes:", notes, aside, pen)


def _section(
    title: str,
    entries: Sequence[Entry],
    lines: Callable[[Entry, Pen], Iterator[str]],
    pen: Pen,
) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield pen.paint(title, Tone.STRONG)
    for entry in entries:
        yield from lines(entry, pen)


def _duties(owed: Sequence[Owed], pen: Pen, options: Options) -> Iterator[str]:
    """Yield the duties; of many that may come with it, or not, the first."""
    unsure = [each for each in owed if each.state is DutyState.UNSURE]
    few_enough = options.full or len(unsure) <= _UNSURE_SHOWN + 1
    hidden = [] if few_enough else unsure[_UNSURE_SHOWN:]
    yield from _section("duties:", [each for each in owed if each not in hidden], _owed, pen)
    if hidden:
        more = counted(len(hidden), "more duty", "more duties")
        yield f"  {more} may come with it, as the answers fall; `--full` shows each"


def few(names: Sequence[str]) -> str:
    """Return a few of `names`, each once, and the number of the others."""
    unique = list(dict.fromkeys(names))
    more = len(unique) - _CLAUSES_NAMED
    if more < 1:
        return listed(unique)
    return f"{', '.join(unique[:_CLAUSES_NAMED])} and {more} more"


def _questions(asked: Sequence[Asked], pen: Pen, options: Options) -> Iterator[str]:
    """Yield the questions; of many those that settle most."""
    shown = asked if options.full else asked[:_QUESTIONS_SHOWN]
    yield from _section("questions, what settles most first:", shown, _asked, pen)
    more = len(asked) - len(shown)
    if more:
        yield f"  {counted(more, 'more question')}; `--full` shows each"


def aside(reason: Reason, pen: Pen) -> Iterator[str]:
    """Yield a finding that stands aside, with who or what set it aside."""
    finding = reason.finding
    by = {
        Standing.WAIVED: f" (waived by {finding.waived})",
        Standing.LIFTED: f" (lifted by {finding.lifted_by})",
    }.get(reason.standing, "")
    about = f", on {listed(reason.about)}" if reason.about else ""
    mark = f"{reason.standing}[{finding.clause}]"
    lines = pen.fold(f"{mark} {reason.headline}{about}{by}", _FLAT, _DEEP)
    yield from pen.marked(lines, mark, Tone.QUIET)
    for note in finding.notes:
        yield from pen.fold(note, _DEEP, _DEEP)


def followers(reasons: Sequence[Reason], pen: Pen) -> Iterator[str]:
    """Yield the findings that wait for the answer of another one, each rule once."""
    rules: dict[tuple[str, str], list[Reason]] = {}
    for each in reasons:
        rules.setdefault((each.finding.name, each.headline), []).append(each)
    for same in rules.values():
        yield from _follower(same, pen)


def _follower(same: Sequence[Reason], pen: Pen) -> Iterator[str]:
    """Yield one rule, whatever the number of versions or texts in which it stands."""
    first = same[0]
    clauses = [each.finding.clause for each in same]
    others = [version_of(clause) for clause in clauses if clause != clauses[0]]
    also = f" (also {listed(dict.fromkeys(others))})" if others else ""
    mark = f"{first.standing}[{first.finding.clause}]"
    names = dict.fromkeys(name for each in same for name in each.about)
    about = f", on {some(tuple(names), 'ingredient')}" if names else ""
    lines = pen.fold(f"{mark}{also} {first.headline}{about}", _INSIDE, _INSIDE + _FLAT)
    yield from pen.marked(lines, mark, Tone.QUIET)
    notes = dict.fromkeys(note for each in same for note in each.finding.notes)
    for note in notes:
        yield from pen.fold(f"note: {note}", _INSIDE + _FLAT, _INSIDE + _DEEP)


def _warrant(warrant: Warrant, pen: Pen) -> Iterator[str]:
    words = "; ".join(warrant.grounds)
    yield from pen.fold(f"{warrant.about}, {warrant.thing}: {words}", _FLAT, _DEEP)


def _owed(owed: Owed, pen: Pen) -> Iterator[str]:
    """Yield one duty; what is met needs no more than its name."""
    where = f"{owed.clause}, {owed.where}" if owed.where else owed.clause
    met = owed.state is DutyState.MET
    text = f"{owed.state.value:<6} {owed.due}: {where if met else owed.duty}"
    lines = pen.fold(text, _FLAT, _UNDER_STATE)
    yield from pen.marked(lines, owed.state.value, _DUTY_TONES[owed.state])
    if not met:
        yield from pen.fold(where, _UNDER_STATE, _UNDER_STATE)


def _asked(asked: Asked, pen: Pen) -> Iterator[str]:
    answers = f" ({asked.answers})" if asked.answers else ""
    yield from pen.fold(f"? {asked.who}: {asked.question}{answers}", _FLAT, _DEEP)
    key = "".join(f"`{part.text}`" if part.literal else part.text for part in asked.key)
    yield from pen.fold(f"write: {key}", _DEEP, _DEEP + _FLAT)
    yield from pen.fold(f"decides: {few(asked.decides)}", _DEEP, _DEEP + _FLAT)


def _assumed(assumed: Assumed, pen: Pen) -> Iterator[str]:
    yield from pen.fold(f"{assumed.how:<10} {assumed.words}", _FLAT, _FLAT + " " * 11)
