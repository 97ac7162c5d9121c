"""Judge one stored plan anew, and say what is different now. Nothing is recorded here.

What goes in and comes out can be sent to another process, or another machine.
"""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from distillgate import __version__
from distillgate.usecases.alike import Alike
from distillgate.usecases.answerquestion import with_answers
from distillgate.usecases.check import cased
from distillgate.usecases.library import Library
from distillgate.usecases.meaning import (
    Difference,
    Meaning,
    between,
    cited,
    meaning_judged,
    meaning_of,
)
from distillgate.usecases.storedplans import stored_plan
from distillgate.usecases.submit import judged_of
from policy.case import Case
from policy.diagnostics import Diagnostic, Level, Span
from policy.judging import judge
from policy.plan import Plan
from policy.verdict import Ruling, Verdict
from policy.verdictjson import verdict_json
from policy.yamltext import UnreadableError, read_yaml
from registry.casework import with_digest
from registry.decisions import Decision, Judged
from registry.rememberedcatalog import Remembering
from registry.reviews import Review, ReviewState

_UNKNOWN_PACKS = ""
_UNTOLD = "untold"
_MOST_FILES = 256
_FIRST, _SELDOM = 200, 20
_MOST_KNOWN = 500
"""So many meanings of verdicts are kept, those last that were asked for last."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands for a plan, with all that is needed to judge it anew."""

    decision: Decision
    source: str
    """The plan as `submit.source_of` has kept it."""
    verdict: str
    review: Review | None = None
    damaged: str | None = None
    """Why nothing can be judged: something that was kept is gone or was changed."""

    @property
    def has_answers(self) -> bool:
        """Return whether somebody has answered something, which then is a fact of its case."""
        return self.review is not None and any(True for _ in self.review.answers)

    def allows(self, day: date) -> bool:
        """Return whether the plan may go ahead on `day`, as far as was decided."""
        if self.decision.ruling <= Ruling.WITH_OBLIGATIONS:
            return True
        return self.review is not None and self.review.approves(self.decision.number, day)

    def lapsed(self, day: date) -> date | None:
        """Return when an approval by a person ended that nobody has looked at since."""
        review = self.review
        if review is None or review.state is not ReviewState.APPROVED:
            return None
        act = review.approval
        until = act.until if act else None
        return until if until is not None and until <= day else None


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What came of judging one stored plan anew."""

    decision: Decision
    review: Review | None
    allowed: bool
    """Whether the plan could go ahead until now."""
    judged: Judged | None = None
    """The new verdict, where it means something else; its packs are not stored yet."""
    differences: tuple[Difference, ...] = ()
    lapsed: date | None = None
    why: str | None = None
    """Why the plan could not be judged; it stands for nothing then."""
    waivers: frozenset[str] = frozenset()
    """By which something in it is waived now."""

    @property
    def ruling(self) -> Ruling | None:
        """What the plan comes to now; nothing where it could not be judged."""
        if self.why is not None:
            return None
        return self.judged.ruling if self.judged else self.decision.ruling

    @property
    def allows(self) -> bool:
        """Return whether the plan may still go ahead."""
        if self.judged is None:
            return self.allowed and self.why is None
        return self.judged.ruling <= Ruling.WITH_OBLIGATIONS

    @property
    def flips(self) -> bool:
        """Return whether the answer is another one now."""
        return self.ruling is not self.decision.ruling or self.allowed is not self.allows

    @property
    def same(self) -> bool:
        """Return whether nobody needs to look at it."""
        return self.judged is None and self.why is None and self.lapsed is None

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """What puts the worst first: what could go ahead and no longer may, then the rest."""
        after = int(Ruling.DENIED) + 1 if self.ruling is None else int(self.ruling)
        lost = self.allowed and not self.allows
        worse = after - int(self.decision.ruling)
        return (-int(lost), -after if worse >= 0 else 1, -worse, self.decision.version.plan)


def rejudge(stored: Stored, library: Library, day: date) -> Rejudged:
    """Return what `stored` comes to by `library` on `day`."""
    return Rejudger(library, day)(stored)


@dataclass(frozen=True, slots=True)
class _Known:
    """What plans come to that say the same, or have the same facts."""

    ruling: Ruling
    meaning: Meaning
    waivers: frozenset[str]

    def is_as(self, stored: Stored, before: Meaning) -> bool:
        """Return whether that is what was decided, and `before` what it meant."""
        return self.ruling is stored.decision.ruling and self.meaning == before


@dataclass(slots=True)
class _Luck:
    """Whether plans with the same facts come often enough to look for them each time."""

    tried: int = 0
    won: int = 0

    def is_worth_it(self) -> bool:
        """Return whether to look: at first, while it pays, and else now and then."""
        few = self.tried < _FIRST
        return few or self.won * _SELDOM > self.tried or self.tried % _SELDOM == 0

    def count(self, *, won: bool) -> None:
        """Take down what came of it."""
        self.tried += 1
        self.won += won


class Rejudger:
    """Judges stored plans anew by one library on one day.

    Plans that say the same under other names, or have the same facts, are judged
    once: what is kept is what the verdict means, and a plan that somebody is to
    look at is judged for itself.
    """

    def __init__(self, library: Library, day: date) -> None:
        catalog = Remembering(library.records.catalog)
        records = replace(library.records, catalog=catalog, listed={})
        self._library = replace(library, records=records)
        self._day = day
        self._alike = Alike(records.on_file.waivers)
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._luck = _Luck()
        self._files = lru_cache(_MOST_FILES)(read_yaml)
        """What plans name is mostly one file about the organization."""

    def __call__(self, stored: Stored) -> Rejudged:
        """Return what `stored` comes to."""
        day = self._day
        found = Rejudged(stored.decision, stored.review, stored.allows(day))
        if stored.damaged is not None:
            return _unjudged(found, stored.damaged)
        found = replace(found, lapsed=stored.lapsed(day))
        before = meaning_of(json.loads(stored.verdict))
        key = None if stored.has_answers else self._alike.of_text(stored.source)
        known = self._taken(key)
        if known is not None and known.is_as(stored, before):
            return replace(found, waivers=known.waivers)
        return self._cased(stored, found, before, key)

    def _cased(
        self, stored: Stored, found: Rejudged, before: Meaning, key: str | None
    ) -> Rejudged:
        place = Span(f"plan:{stored.decision.version.plan}", 1, 1)

        def told(plan: Plan) -> Plan:
            return plan if stored.review is None else with_answers(plan, stored.review, place)

        try:
            plan = stored_plan(stored.source, self._files)
            examined = cased(plan, self._library, as_of=self._day, told=told)
        except UnreadableError as error:
            return _unjudged(found, _first(error.diagnostics))
        case = examined.case
        if case is None:
            return _unjudged(found, _first(examined.checked.diagnostics))
        facts = self._alike.of_case(case) if self._luck.is_worth_it() else None
        known = self._taken(facts)
        self._luck.count(won=known is not None)
        if known is None or not known.is_as(stored, before):
            return self._judged(stored, (found, before), case, (key, facts))
        self._keep(key, known)
        return replace(found, waivers=known.waivers)

    def _judged(
        self,
        stored: Stored,
        so_far: tuple[Rejudged, Meaning],
        case: Case,
        keys: tuple[str | None, ...],
    ) -> Rejudged:
        # What is the same goes on no record, so that its digest is not asked for.
        verdict = judge(self._library.pack, replace(case, sha256=_UNTOLD))
        found, before = so_far
        after = meaning_judged(verdict)
        found = replace(found, waivers=_waivers(verdict))
        for key in keys:
            self._keep(key, _Known(verdict.ruling, after, found.waivers))
        changed = between(before, after)
        if not changed and verdict.ruling is stored.decision.ruling:
            return found
        case = with_digest(case)
        verdict = replace(verdict, case_digest=case.sha256)
        judged = judged_of(case, verdict, _UNKNOWN_PACKS, binding=True)
        told = verdict_json(verdict, __version__)
        differences = cited(changed, json.loads(stored.verdict), told)
        return replace(found, judged=judged, differences=differences)

    def _taken(self, key: str | None) -> _Known | None:
        if key is None or key not in self._known:
            return None
        self._known.move_to_end(key)
        return self._known[key]

    def _keep(self, key: str | None, known: _Known) -> None:
        if key is None:
            return
        self._known[key] = known
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)


def _waivers(verdict: Verdict) -> frozenset[str]:
    """Return the names of the waivers by which something is set aside."""
    return frozenset(each.waived_by for each in verdict.findings if each.waived_by)


def _unjudged(found: Rejudged, why: str) -> Rejudged:
    return Rejudged(found.decision, found.review, found.allowed, why=why)


def _first(diagnostics: Sequence[Diagnostic]) -> str:
    errors = [each for each in diagnostics if each.level is Level.ERROR]
    return errors[0].message if errors else "it cannot be read"
