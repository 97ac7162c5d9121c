"""Suggestions for a terminal and for programs: each way with its edit, duties and open ends."""

from collections.abc import Iterator

from distillgate import __version__
from distillgate.rendering.jsonformat import diagnostic_json
from distillgate.rendering.options import LinesOf
from distillgate.rendering.pen import Pen, Tone
from distillgate.rendering.questions import tree_json, tree_lines
from distillgate.usecases.suggest import End, Suggested, Way
from policy.canonical import canonical_json
from policy.diagnostics import printable, render
from policy.explaining import DUE_WORDS, headline
from policy.explaining_words import counted, first_sentence, listed, without_stop
from policy.suggesting.effects import brought, left_open, staying
from policy.suggesting.outcome import Outcome
from policy.verdict import Obligation, Ruling

SCHEMA = "distillgate/suggestions/v1"
_TONES = {
    Ruling.DENIED: Tone.BAD,
    Ruling.NEEDS_REVIEW: Tone.OPEN,
    Ruling.WITH_OBLIGATIONS: Tone.GOOD,
    Ruling.APPROVED: Tone.GOOD,
}
_DUTIES_SHOWN = 4
_NOT_ALL = "not everything was tried, so there may be other ways, and cheaper ones"


def suggestions_text(
    suggested: Suggested, pen: Pen, lines_of: LinesOf, *, full: bool = False
) -> str:
    """Return what would pass as text, ending in a line break; `full`: with whole files."""
    return "\n".join(_Page(suggested, pen, lines_of, full=full).lines()) + "\n"


class _Page:
    def __init__(
        self, suggested: Suggested, pen: Pen, lines_of: LinesOf, *, full: bool
    ) -> None:
        self._full = full
        self._suggested = suggested
        self._pen = pen
        self._lines_of = lines_of

    def lines(self) -> Iterator[str]:
        """Yield the lines of the answer."""
        outcome = self._suggested.outcome
        if outcome is None:
            word = self._pen.paint("unreadable", Tone.BAD)
            yield f"{word}  {printable(self._suggested.path)}: nothing can be suggested"
        else:
            yield from self._head(outcome)
            yield from self._ways(outcome)
            yield from self._questions()
            yield ""
            yield from self._pen.fold(self._last(outcome), "", "  ")
        for each in self._suggested.diagnostics:
            yield ""
            yield render(each, self._lines_of)

    def _head(self, outcome: Outcome) -> Iterator[str]:
        verdict = outcome.verdict
        word = verdict.ruling.word
        lines = self._pen.fold(f"{word}  {verdict.plan}: {headline(verdict)}", "", "  ")
        yield from self._pen.marked(lines, word, _TONES[verdict.ruling])

    def _ways(self, outcome: Outcome) -> Iterator[str]:
        ways = self._suggested.ways
        if ways:
            title = counted(len(ways), "way passes", "ways pass")
            yield ""
            order = ", the cheapest first" if len(ways) > 1 else ""
            yield self._pen.paint(f"{title}{order}:", Tone.STRONG)
        for number, way in enumerate(ways, start=1):
            yield ""
            yield from self._way(number, way, outcome)
        if not ways and self._suggested.obstacles:
            sure = self._suggested.end is End.TRIED
            title = "these cannot be met together" if sure else "what was tried ended at these"
            yield from ("", self._pen.paint(f"{title}:", Tone.STRONG))
            for each in self._suggested.obstacles:
                text = f"{each.clause}: {without_stop(each.statement)}"
                yield from self._pen.fold(text, "  ", "    ")
                for why in each.why:
                    yield from self._pen.fold(f"= why: {why}", "    ", "      ")

    def _questions(self) -> Iterator[str]:
        """Yield which questions to ask first, each answer with what it leads to."""
        tree = self._suggested.asked
        if tree is None:
            return
        yield ""
        yield self._pen.paint("answers that settle it, asked in this order:", Tone.STRONG)
        yield from tree_lines(tree, self._pen, full=self._full)

    def _way(self, number: int, way: Way, start: Outcome) -> Iterator[str]:
        first, *more = way.suggestion.changes
        mark = f"{number}."
        lines = self._pen.fold(f"{mark} {first.words}", "", "   ")
        yield from self._pen.marked(lines, mark, Tone.GOOD)
        for each in more:
            yield from self._pen.fold(f"and {each.words}", "   ", "   ")
        yield from self._edits(way)
        yield from self._effects(way, start)

    def _edits(self, way: Way) -> Iterator[str]:
        for edit in way.edits:
            place = f"{printable(self._suggested.path)}:{edit.line}"
            yield f"  --> {place}"
            for old in edit.old:
                yield self._pen.paint(f"   - {printable(old)}", Tone.BAD)
            for new in edit.new:
                yield self._pen.paint(f"   + {printable(new)}", Tone.GOOD)
        for file in way.files:
            lines = file.text.splitlines()
            shown = "" if self._full else f": {len(lines)} lines, `--full` shows them"
            text = f"{file.name}, a new file among your agreements{shown}"
            yield from self._pen.fold(text, "  --> ", "      ")
            for line in lines if self._full else ():
                yield self._pen.paint(f"   + {printable(line)}", Tone.GOOD)

    def _effects(self, way: Way, start: Outcome) -> Iterator[str]:
        verdict = way.suggestion.outcome.verdict
        cost = f"{verdict.ruling.word}; it costs {way.suggestion.cost} by house policy"
        yield from self._point("then", cost)
        new = brought(way.suggestion, start)
        for each in new[:_DUTIES_SHOWN]:
            yield from self._point("brings", _duty(each))
        if len(new) > _DUTIES_SHOWN:
            yield from self._point("brings", f"{len(new) - _DUTIES_SHOWN} more duties")
        kept = staying(way.suggestion, start)
        if kept:
            duties = counted(len(kept), "duty", "duties")
            yield from self._point("keeps", f"{duties} that the plan has as it is")
        for words in left_open(way.suggestion):
            yield from self._point("open", words)

    def _point(self, label: str, text: str) -> Iterator[str]:
        lines = self._pen.fold(f"{label}: {text}", "   = ", "       ")
        yield from self._pen.marked(lines, f"{label}:", Tone.STRONG)

    def _last(self, outcome: Outcome) -> str:
        if outcome.passes:
            return "it passes as it is; nothing needs to change"
        judged = f"{counted(self._suggested.judged, 'changed plan')} judged"
        some = bool(self._suggested.ways)
        match self._suggested.end:
            case End.TRIED if some:
                rest = "what else passes varies these or costs more"
                return f"{judged}; everything was tried, and {rest}"
            case End.TRIED:
                return f"{judged}; nothing that the organization can choose makes it pass"
            case End.ENOUGH:
                return f"{judged}; `--at-most` ended the search: {_NOT_ALL}"
            case End.OFFERS:
                return f"{judged}; of the catalog the likest were tried: {_NOT_ALL}"
            case End.TIME:
                return f"{judged}; the time ran out: {_NOT_ALL}"


def _duty(duty: Obligation) -> str:
    about = f", for {listed(duty.ingredients)}" if duty.ingredients else ""
    text = without_stop(first_sentence(duty.duty)[0])
    perhaps = "perhaps " if duty.state.value == "unsure" else ""
    return f"{perhaps}{DUE_WORDS[duty.due]}: {text} ({duty.clause}{about})"


def suggestions_json(suggested: Suggested) -> str:
    """Return what would pass as canonical JSON on one line."""
    outcome = suggested.outcome
    found: dict[str, object] = {
        "schema": SCHEMA,
        "path": suggested.path,
        "engine": __version__,
        "settled": suggested.end is End.TRIED,
        "end": suggested.end.value,
        "judged": suggested.judged,
        "ways": [_way_json(each, outcome) for each in suggested.ways if outcome],
        "obstacles": [
            {"clause": each.clause, "statement": each.statement, "why": list(each.why)}
            for each in suggested.obstacles
        ],
        "questions": tree_json(suggested.asked) if suggested.asked else None,
        "diagnostics": [diagnostic_json(each) for each in suggested.diagnostics],
    }
    if outcome is not None:
        verdict = outcome.verdict
        found["plan"] = {"id": verdict.plan, "digest": verdict.digest}
        found["as_of"] = verdict.as_of.isoformat()
        found["verdict"] = verdict.ruling.word
    return canonical_json(found) + "\n"


def _way_json(way: Way, start: Outcome) -> dict[str, object]:
    suggestion = way.suggestion
    return {
        "cost": suggestion.cost,
        "verdict": suggestion.outcome.verdict.ruling.word,
        "changes": [
            {"kind": each.kind.value, "slot": each.slot, "words": each.words, "cost": each.cost}
            for each in suggestion.changes
        ],
        "edits": [
            {"line": each.line, "old": list(each.old), "new": list(each.new)}
            for each in way.edits
        ],
        "files": [{"name": each.name, "text": each.text} for each in way.files],
        "brings": [_duty_json(each) for each in brought(suggestion, start)],
        "keeps": [_duty_json(each) for each in staying(suggestion, start)],
        "open": list(left_open(suggestion)),
    }


def _duty_json(duty: Obligation) -> dict[str, object]:
    return {
        "clause": duty.clause,
        "duty": duty.duty,
        "due": duty.due.value,
        "state": duty.state.value,
        "ingredients": list(duty.ingredients),
    }
