"""A comment for a pull request: under sixty lines, whatever was found.

Text of users and packs is escaped, so that no name can open a tag, a link or
a mention. What does not fit is counted, never dropped unsaid.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from distillgate.rendering.escaping import code, escaped
from distillgate.rendering.text import summary
from distillgate.usecases.checked import CheckedPlan
from policy.diagnostics import Diagnostic, Span
from policy.explaining import Explanation, Owed, explain, grouped
from policy.explaining_findings import Reason
from policy.explaining_keys import Part
from policy.explaining_questions import Asked
from policy.explaining_words import counted, either, place_words, some
from policy.verdict import DutyState, Finding, Ruling, Verdict

MARK = "<!-- distillgate: this comment is updated in place -->"
"""The first line, by which a bot finds its own comment again."""
MOST_LINES = 59
_FEWER_LINES = (40, 25, 15, 5)
_MOST_CHARACTERS = 60_000
"""GitHub takes comments of 65,536."""
_MOST_NAMES = 10
_LEAST_ROOM = 14
"""What a plan needs at the least: its frame, and a line or two of each section."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A titled list; what does not fit is counted."""

    title: str
    noun: str
    items: tuple[str, ...]
    folded: bool = False
    """Shown on a click, since it asks nothing of anybody."""

    @property
    def frame(self) -> int:
        """Return how many lines it takes besides its items."""
        return 5 if self.folded else 3

    @property
    def least(self) -> int:
        """Return how many lines it needs to say anything."""
        return self.frame + min(2, len(self.items)) if self.items else 0

    def lines(self, room: int) -> list[str]:
        """Return the list in at most `room` lines; none where that is too few."""
        if not self.items or room < self.least:
            return []
        space = room - self.frame
        shown, more = list(self.items), len(self.items) - space + 1
        if more > 1:
            shown = [*shown[: space - 1], f"- and {counted(more, f'more {self.noun}')}"]
        if not self.folded:
            return [f"**{self.title}**", "", *shown, ""]
        head = f"<details><summary>{self.title} ({len(self.items)})</summary>"
        return [head, "", *shown, "", "</details>", ""]


def render_markdown(checked: Sequence[CheckedPlan]) -> str:
    """Return one comment on all of `checked`, the gravest first and in full while it fits."""
    comments = (_comment(checked, lines) for lines in (MOST_LINES, *_FEWER_LINES))
    return next(each for each in comments if len(each) <= _MOST_CHARACTERS)


def _comment(checked: Sequence[CheckedPlan], most: int) -> str:
    """Return a comment of at most `most` lines."""
    ranked = sorted(checked, key=_gravity, reverse=True)
    lines = [MARK]
    if len(checked) != 1:
        lines += [f"**{summary(checked)}**", ""]
    while ranked:
        # Every other plan keeps a line for its name; of many, the first ones do.
        room = most - len(lines) - min(len(ranked) - 1, _MOST_NAMES)
        if room < _LEAST_ROOM:
            break
        lines += _plan(ranked.pop(0), room)
    lines += _names(ranked, most - len(lines))
    return "\n".join(lines).rstrip("\n") + "\n"


def _gravity(checked: CheckedPlan) -> int:
    return checked.verdict.ruling if checked.verdict else len(Ruling)


def _names(plans: Sequence[CheckedPlan], room: int) -> list[str]:
    """Return one line for each plan that has no room of its own, while there is any."""
    words = [f"- {_word(each)}: {code(each.name)}" for each in plans]
    if len(words) <= room:
        return words
    more = len(words) - room + 1
    return [*words[: room - 1], f"- and {counted(more, 'more plan')}"]


def _word(checked: CheckedPlan) -> str:
    return checked.verdict.ruling.word if checked.verdict else "unreadable"


def _plan(checked: CheckedPlan, room: int) -> list[str]:
    if checked.verdict is None:
        title = f"### unreadable: {code(checked.path)}"
        section = _diagnostics(checked.diagnostics)
        return [title, "", *section.lines(room - 2)]
    return _judged(checked, checked.verdict, room)


def _judged(checked: CheckedPlan, verdict: Verdict, room: int) -> list[str]:
    """Return a plan in at most `room` lines; earlier sections take what later ones leave."""
    explanation = explain(verdict)
    title = f"### {verdict.ruling.word}: {code(verdict.plan)}"
    lines = [title, "", _sentence(checked, explanation), ""]
    last = [escaped(explanation.checked), ""]
    left = room - len(lines) - len(last)
    waiting = [each for each in _sections(checked, explanation) if each.items]
    while waiting:
        section = waiting.pop(0)
        kept = sum(each.least for each in waiting)
        shown = section.lines(max(left - kept, min(left, section.least)))
        lines += shown
        left -= len(shown)
    return [*lines, *last]


def _sentence(checked: CheckedPlan, explanation: Explanation) -> str:
    if checked.added is None:
        return escaped(explanation.headline)
    new = sum(each.finding in checked.added for each in explanation.reasons)
    return f"{escaped(explanation.headline)}; the change adds {new}"


def _sections(checked: CheckedPlan, explanation: Explanation) -> list[_Section]:
    owed = [each for each in explanation.owed if each.state is not DutyState.MET]
    warrants = (
        f"- {code(each.about)}, {each.thing}: {escaped('; '.join(each.grounds))}"
        for each in explanation.warrants
    )
    assumed = (f"- {each.how}: {escaped(each.words)}" for each in explanation.assumed)
    return [
        _Section("Findings", "finding", _findings(explanation, checked.added)),
        _Section("Questions", "question", tuple(map(_asked, explanation.asked))),
        _Section("Duties", "duty", tuple(map(_owed, owed))),
        _Section("Waived", "finding", tuple(map(_waived, explanation.waived))),
        _Section("May be used", "ground", tuple(warrants), folded=True),
        _Section("Taken as given", "assumption", tuple(assumed), folded=True),
        _diagnostics(checked.diagnostics),
    ]


def _findings(explanation: Explanation, added: Sequence[Finding] | None) -> tuple[str, ...]:
    """Return a line for each group of findings, what a change adds first."""
    fresh = added or ()
    reasons = sorted(explanation.reasons, key=lambda each: each.finding not in fresh)
    groups = grouped(reasons, explanation.asked)
    return tuple(_group(group, fresh) for group in groups)


def _group(group: Sequence[Reason], fresh: Sequence[Finding]) -> str:
    lead, *others = group
    new = "new, " if lead.finding in fresh else ""
    about = f" on {code(some(lead.about, 'ingredient'))}" if lead.about else ""
    names = some(tuple(dict.fromkeys(each.finding.clause for each in others)), "clause")
    waits = f" The same answer decides {escaped(names)}." if others else ""
    return (
        f"- **{new}{lead.standing}** {code(lead.finding.clause)}{about} ({_place(lead.span)}):"
        f" {escaped(lead.headline)}. To pass: {escaped(either(lead.ways))}."
        f" Ask {escaped(lead.who)}.{waits}"
    )


def _place(span: Span) -> str:
    return code(place_words(span))


def _asked(asked: Asked) -> str:
    return f"- {escaped(asked.who)}: {escaped(asked.question)} Write {_keys(asked.key)}."


def _keys(key: Iterable[Part]) -> str:
    return "".join(code(part.text) if part.literal else part.text for part in key)


def _owed(owed: Owed) -> str:
    where = f", {owed.where}" if owed.where else ""
    return (
        f"- **{owed.state.value}** {owed.due}: {escaped(owed.duty)}"
        f" ({code(owed.clause)}{escaped(where)})"
    )


def _waived(reason: Reason) -> str:
    finding = reason.finding
    about = f" on {code(some(reason.about, 'ingredient'))}" if reason.about else ""
    by = escaped(finding.waived or "")
    return f"- {code(finding.clause)}{about}: {escaped(reason.headline)} (waived by {by})"


def _diagnostics(diagnostics: Iterable[Diagnostic]) -> _Section:
    items = (
        f"- {_place(each.span)} {each.level.value} {code(each.code.value)}:"
        f" {escaped(each.message)}{f' ({escaped(each.hint)})' if each.hint else ''}"
        for each in diagnostics
    )
    return _Section("Diagnostics", "diagnostic", tuple(items))
