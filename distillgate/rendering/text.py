"""The verdict for a terminal: what would pass first, then every reason with its place.

Nothing rests on color or on drawn boxes; without color there is no escape
sequence at all, and no text of a user can bring one in.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence

from distillgate.rendering.options import LinesOf, Options
from distillgate.rendering.pen import Pen, Tone
from distillgate.rendering.remedies import remedy_lines
from distillgate.rendering.textsections import few, followers, sections
from distillgate.usecases.checked import CheckedPlan, narrowed
from policy.diagnostics import Diagnostic, Level, Span, printable, render, snippet
from policy.explaining import Explanation, Remedy, explain
from policy.explaining_findings import Point, Reason, Standing, next_steps, together
from policy.explaining_words import counted, either, listed, place_words, some
from policy.frozen import dataclass
from policy.verdict import Ruling, Verdict

_RULING_TONES = {
    Ruling.DENIED: Tone.BAD,
    Ruling.NEEDS_REVIEW: Tone.OPEN,
    Ruling.WITH_OBLIGATIONS: Tone.GOOD,
    Ruling.APPROVED: Tone.GOOD,
}
_STANDING_TONES = {
    Standing.DENIED: Tone.BAD,
    Standing.REVIEW: Tone.OPEN,
    Standing.DUTY: Tone.DUTY,
    Standing.NOTE: Tone.QUIET,
    Standing.LIFTED: Tone.QUIET,
    Standing.WAIVED: Tone.QUIET,
}
_UNREADABLE = "unreadable"
_FIRST_STEPS = 3
_NO_FILE = ("<", "-")
"""With these begin the names of plans that lie in no file."""
_WAITING_SHOWN = 3
_FOLLOWERS_SHOWN = 4


def render_text(checked: Sequence[CheckedPlan], options: Options, lines_of: LinesOf) -> str:
    """Return all of `checked` as text, one block a plan, ending in a line break."""
    page = _Page(Pen(options.color, options.width), options, lines_of)
    blocks = ["\n".join(page.plan(each)) for each in checked]
    if len(checked) != 1:
        blocks.append(summary(checked))
    return "\n\n".join(blocks) + "\n"


def summary(checked: Sequence[CheckedPlan]) -> str:
    """Return how many plans came to what, the gravest first."""
    words = [each.verdict.ruling.word if each.verdict else _UNREADABLE for each in checked]
    order = (_UNREADABLE, *(ruling.word for ruling in sorted(Ruling, reverse=True)))
    told = ", ".join(f"{words.count(word)} {word}" for word in order if word in words)
    return f"{counted(len(checked), 'plan')}: {told or 'nothing was checked'}"


@dataclass(frozen=True, slots=True)
class _Page:
    """Draws plans for one reader."""

    pen: Pen
    options: Options
    lines_of: LinesOf

    def plan(self, checked: CheckedPlan) -> Iterator[str]:
        """Yield the lines of one plan."""
        if checked.verdict is None:
            yield from self._unreadable(checked)
            return
        whole = explain(checked.verdict)
        shown = whole
        if checked.added is not None:
            shown = explain(narrowed(checked.verdict, checked.added))
        yield from self._first_line(checked.verdict, whole)
        if checked.added is not None:
            old = len(whole.reasons) - len(shown.reasons)
            new = counted(len(shown.reasons), "finding")
            if shown.owed:
                new = f"{new} and {counted(len(shown.owed), 'duty', 'duties')}"
            yield from self.pen.fold(
                f"the change adds {new}; {counted(old, 'finding')} stood before it"
            )
        yield from self._to_pass(checked, shown)
        if checked.verdict.ruling is Ruling.NEEDS_REVIEW:
            yield from self._steps(shown, checked.path)
        yield from self._groups(shown.groups)
        yield from sections(shown, self.pen, self.options)
        yield from self._diagnostics(checked.diagnostics)
        yield ""
        yield from self._last_lines(shown, whole.checked)

    def _unreadable(self, checked: CheckedPlan) -> Iterator[str]:
        errors = sum(each.level is Level.ERROR for each in checked.diagnostics)
        word = self.pen.paint(_UNREADABLE, Tone.BAD)
        yield f"{word}  {printable(checked.path)}: {counted(errors, 'error')}"
        yield from self._diagnostics(checked.diagnostics)

    def _diagnostics(self, diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
        for each in diagnostics:
            yield ""
            yield render(each, self.lines_of)

    def _first_line(self, verdict: Verdict, explanation: Explanation) -> Iterator[str]:
        word = verdict.ruling.word
        lines = self.pen.fold(f"{word}  {verdict.plan}: {explanation.headline}", "", "  ")
        yield from self.pen.marked(lines, word, _RULING_TONES[verdict.ruling])

    def _to_pass(self, checked: CheckedPlan, shown: Explanation) -> Iterator[str]:
        """Yield what would pass; where the student is trained already, what cures it."""
        if checked.remedied is None:
            yield from self._remedies(shown.remedies)
            return
        lines = remedy_lines(checked.remedied, self.pen, full=self.options.full)
        first, *more = lines
        yield from ("", self.pen.paint(first, Tone.STRONG), *more)

    def _remedies(self, found: Iterable[Remedy]) -> Iterator[str]:
        lines = [line for remedy in found for line in self._remedy(remedy)]
        if lines:
            yield from ("", self.pen.paint("to pass:", Tone.STRONG), *lines)

    def _remedy(self, remedy: Remedy) -> Iterator[str]:
        about = listed(remedy.about) or "the plan"
        place = place_words(remedy.span)
        yield from self.pen.fold(f"{about} ({place}), ask {remedy.who}:", "  ", "    ")
        for way in remedy.ways:
            text = f"{listed(way.clauses)}: {either(way.ways)}"
            yield from self.pen.fold(text, "    ", "      ")

    def _steps(self, explanation: Explanation, path: str) -> Iterator[str]:
        """Yield what settles most: the first answers, and what a person must decide."""
        reasons = explanation.reasons
        decided = [each.finding.clause for each in reasons if not each.finding.missing]
        if not reasons:
            return
        yield from ("", self.pen.paint("to settle it:", Tone.STRONG))
        for each in explanation.asked[:_FIRST_STEPS]:
            waits = counted(len(each.decides), "clause waits", "clauses wait")
            text = f"{each.who} answers: {each.question} ({waits} for it)"
            yield from self.pen.fold(text, "  ", "    ")
        more = len(explanation.asked) - _FIRST_STEPS
        if more > 0:
            yield f"  {counted(more, 'more question')} below"
        if len(explanation.asked) > 1 and not path.startswith(_NO_FILE):
            yield "  which to ask first:"
            yield f"    distillgate plan questions {printable(shlex.quote(path))}"
        if decided:
            names = some(tuple(dict.fromkeys(decided)), "clause")
            yield from self.pen.fold(f"a person decides: {names}", "  ", "    ")

    def _groups(self, groups: Sequence[Sequence[Reason]]) -> Iterator[str]:
        """Yield what stands against the plan; of much that waits for answers the gravest."""
        waiting = [group for group in groups if group[0].asked]
        hidden = [] if self.options.full else waiting[_WAITING_SHOWN:]
        for group in groups:
            if group not in hidden:
                yield ""
                yield from self._group(group)
        if hidden:
            more = counted(sum(map(len, hidden)), "more finding waits", "more findings wait")
            yield from ("", f"{more} for the answers below; `--full` shows each")

    def _group(self, group: Sequence[Reason]) -> Iterator[str]:
        yield from self._reason(together(group))
        if len(group) > 1:
            waits = counted(len(group) - 1, "more waits", "more wait")
            if self.options.full or len(group) <= _FOLLOWERS_SHOWN:
                yield f"   {waits} for the same answer:"
                yield from followers(group[1:], self.pen)
            else:
                names = [each.finding.clause for each in group[1:]]
                text = f"{waits} for the same answer: {few(names)}"
                yield from self.pen.fold(text, "   ", "     ")

    def _reason(self, reason: Reason) -> Iterator[str]:
        """Yield one finding, in the manner of a compiler."""
        mark = f"{reason.standing}[{reason.finding.clause}]"
        tone = _STANDING_TONES[reason.standing]
        lines = self.pen.fold(f"{mark} {reason.headline}", "", "  ")
        yield from self.pen.marked(lines, mark, tone)
        line = self.lines_of(reason.span)
        yield from self._snippet(reason, line, tone)
        margin = " " * len(str(reason.span.line))
        for point in _points(reason, line):
            text = f"{point.label}: {point.text}"
            lines = self.pen.fold(text, f"{margin} = ", f"{margin}     ")
            yield from self.pen.marked(lines, f"{point.label}:", Tone.STRONG)

    def _snippet(self, reason: Reason, line: str | None, tone: Tone) -> Iterator[str]:
        place, *lines = snippet(reason.span, line)
        yield place
        if line is None:
            return
        *lines, last = snippet(_pointed(reason, line), line)[1:]
        carets = last.strip("| ")
        yield from (*lines, last.replace(carets, self.pen.paint(carets, tone)))

    def _last_lines(self, explanation: Explanation, last: str) -> Iterator[str]:
        hidden = 0 if self.options.notes else len(explanation.notes)
        if hidden:
            shows = "`--notes` shows what is true of everybody"
            yield from self.pen.fold(f"{counted(hidden, 'note')} not shown; {shows}", "", "  ")
        yield from self.pen.fold(last, "", "  ")


def _pointed(reason: Reason, line: str) -> Span:
    """Return the span narrowed to the name of the ingredient, where the line holds it."""
    span = reason.span
    for name in reason.about:
        at = line.find(name, span.column - 1)
        if at >= 0:
            return Span(span.path, span.line, at + 1, len(name))
    return span


def _points(reason: Reason, line: str | None) -> Iterator[Point]:
    """Yield what stands under the source line; ingredients that it does not name come first."""
    through = any(point.label == "through" for point in reason.points)
    if reason.about and not through and not all(name in (line or "") for name in reason.about):
        yield Point("on", listed(reason.about))
    yield from reason.points
    yield from next_steps(reason)
