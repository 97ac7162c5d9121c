"""Remedies for plans whose student is trained or released already.

What is done gets no bare denial: each finding is told what would cure it, and
each remedy was judged from the very text that its edit makes.
"""

from dataclasses import replace
from datetime import date

from distillgate.usecases.answerquestion import with_answers
from distillgate.usecases.check import Examined, PlanText, examine
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.library import Library
from distillgate.usecases.planbench import PlanBench
from distillgate.usecases.remedied import Remedied
from distillgate.usecases.suggest import offers_in
from policy.diagnostics import Span
from policy.plan import Plan
from policy.suggesting.changes import Option, Prices
from policy.suggesting.curing import cured
from policy.suggesting.options import Options
from policy.suggesting.outcome import Outcome, World
from policy.suggesting.redoing import Redoing
from policy.verdict import Finding
from registry.reviews import Review


def with_remedies(examined: Examined, plan: PlanText, library: Library) -> CheckedPlan:
    """Return what was checked with its remedies, where its student is trained already."""
    found = remedies_for(examined, plan, library)
    return examined.checked if found is None else replace(examined.checked, remedied=found)


def remedies_now(
    plan: PlanText, review: Review | None, library: Library, day: date, said: Span
) -> tuple[bool, Remedied | None]:
    """Return whether a stored plan is done already, and what sets it right on `day`.

    What people have answered about it in its review counts.
    """

    def told(parsed: Plan) -> Plan:
        return parsed if review is None else with_answers(parsed, review, said)

    examined = examine(plan, library, as_of=day, told=told)
    done = examined.plan is not None and examined.plan.is_done
    return done, remedies_for(examined, plan, library)


def remedies_for(examined: Examined, plan: PlanText, library: Library) -> Remedied | None:
    """Return what sets `plan` right; nothing where it is not done yet, or nothing is wrong."""
    verdict = examined.checked.verdict
    if verdict is None or examined.plan is None or examined.case is None:
        return None
    if not examined.plan.is_done:
        return None
    start = Outcome(examined.plan, examined.case, verdict)
    prices = Prices(library.pack.house.costs)
    world = World(library.pack, offers_in(library), prices, verdict.as_of, anew=True)
    redoing = Redoing(examined.plan, prices, verdict.as_of)

    def options(outcome: Outcome, finding: Finding) -> tuple[Option, ...]:
        return tuple(map(redoing.option, Options(world, outcome).of(finding)))

    bench = PlanBench(plan, library, verdict.as_of)
    found = cured(start, bench.judge, options)
    if not found.ailing:
        return None
    together = bench.written(found.together.changes) if found.together else None
    return Remedied(found, tuple(bench.written(each.changes) for each in found.cures), together)
