"""Put the open questions of a plan in the order that settles its verdict soonest."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from distillgate.usecases.check import PlanText, parsed_plan
from distillgate.usecases.library import Library
from policy.asking.answers import Signed, State, Told
from policy.asking.soonest import Soonest
from policy.asking.tree import Tree
from policy.diagnostics import Diagnostic, Level, in_order
from policy.judging import judge
from policy.plan import Attested, Plan
from policy.questions import STRUCTURAL
from policy.verdict import Question, Verdict
from registry.casework import framed, make_case
from registry.determinations import Determination, Scope

_ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Ordered:
    """The questions of one plan, in order."""

    path: str
    verdict: Verdict | None
    """The plan as it stands; nothing where it could not be read."""
    first: tuple[Question, ...] = ()
    """What the plan is made of is not known, which decides what else there is to ask."""
    tree: Tree | None = None
    """Nothing where something must be known first."""
    judged: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


def order_questions(
    plan: PlanText, library: Library, *, as_of: date, keep_going: Callable[[int], bool]
) -> Ordered:
    """Return in which order the questions of `plan` settle its verdict soonest.

    Each answer is judged before it is counted on. `keep_going` is told how
    many plans were judged; when it says no, the order found by then is shown.
    """
    found: list[Diagnostic] = [*plan.diagnostics]
    parsed = None if found else parsed_plan(plan, found)
    if parsed is None:
        return Ordered(plan.path, None, diagnostics=in_order(found))
    casework = make_case(parsed, library.records, library.pack, as_of=as_of)
    told = in_order((*found, *casework.diagnostics))
    if any(each.level is Level.ERROR for each in told):
        return Ordered(plan.path, None, diagnostics=told)
    verdict = judge(library.pack, casework.case)
    first = tuple(each for each in verdict.questions if each.fact in STRUCTURAL)
    if first:
        return Ordered(plan.path, verdict, first, diagnostics=told)
    answered = _Answered(parsed, library, as_of)
    search = Soonest(answered.judge, lambda: keep_going(search.judged))
    tree = search.tree(verdict)
    return Ordered(plan.path, verdict, (), tree, search.judged, told)


@dataclass(frozen=True, slots=True)
class _Answered:
    """Judges one plan as if questions about it were answered."""

    plan: Plan
    library: Library
    as_of: date

    def judge(self, state: State) -> Verdict | None:
        """Return what the plan comes to with `state`; nothing where it contradicts itself."""
        signed = sorted(each.name for each in state if isinstance(each, Signed) and each.truly)
        attests = (*self.plan.attests, *(Attested(name) for name in signed))
        told = sorted(
            (each for each in state if isinstance(each, Told)),
            key=lambda each: (each.fact, each.ingredient or "", each.issuer or ""),
        )
        on_file = self.library.records.on_file
        answers = tuple(self._determined(each) for each in told)
        records = replace(
            self.library.records,
            on_file=replace(on_file, determinations=(*on_file.determinations, *answers)),
        )
        plan = replace(self.plan, attests=attests)
        casework = framed(plan, records, self.library.pack, as_of=self.as_of)
        if any(each.level is Level.ERROR for each in casework.diagnostics):
            return None
        return judge(self.library.pack, casework.case)

    def _determined(self, told: Told) -> Determination:
        """Return an answer as legal files it: it fills an unknown, and nothing else."""
        about = (told.ingredient,) if told.ingredient else ()
        return Determination(
            id=_ASSUMED,
            by=_ASSUMED,
            role=_ASSUMED,
            on=self.as_of,
            until=self.as_of + timedelta(days=1),
            reason=_ASSUMED,
            scope=Scope(issuer=told.issuer, ingredients=about),
            fact=told.fact,
            value=told.value,
        )
