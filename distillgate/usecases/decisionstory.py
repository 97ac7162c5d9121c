"""What a decision changed, and what would set right a plan that may not go ahead."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from distillgate.usecases.check import PlanText, parsed_plan
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.meaning import Difference, differences
from distillgate.usecases.reviewlimits import is_grave
from distillgate.usecases.storedplans import stored_plan
from policy.diagnostics import Span
from policy.verdict import Ruling
from policy.yamltext import UnreadableError
from registry.decisions import Decision
from registry.decisionstore import Sought

_MOST = 100


@dataclass(frozen=True, slots=True)
class Since:
    """In what a decision differs from the one before it about the same state of the plan."""

    before: Decision
    differences: tuple[Difference, ...]


def since_before(records: Records, decision: Decision, said: Span) -> Since | None:
    """Return what changed; nothing for the first decision about a state of a plan.

    Where nobody submitted the plan again, it was judged anew: with an answer, or
    by texts that had changed.
    """
    sought = Sought(decision.version.plan, before=decision.number, most=_MOST)
    earlier = (each for each in records.decisions(sought) if each.binding)
    before = next(earlier, None)
    if before is None or before.version.id != decision.version.id or not decision.binding:
        return None
    try:
        old = json.loads(records.text(before.verdict, said))
    except UnreadableError:
        # `decision replay` names what is damaged; this decision is shown all the same.
        return None
    new = json.loads(records.text(decision.verdict, said))
    return Since(before, differences(old, new))


def ways_to_pass(verdict: str) -> Iterator[tuple[str, str]]:
    """Yield each finding that keeps a plan from an approval, and what would pass."""
    for each in json.loads(verdict)["findings"]:
        if is_grave(each) and each["fix"]:
            of = f", on {each['ingredient']}" if each["ingredient"] else ""
            yield f"{each['clause']}{of}", "; or ".join(each["fix"])


def stored_text(records: Records, decision: Decision, said: Span) -> PlanText | None:
    """Return the plan of a decision against which something speaks, if its student is there."""
    if decision.ruling <= Ruling.WITH_OBLIGATIONS:
        return None
    text = stored_plan(records.text(decision.version.source, said))
    plan = parsed_plan(text, [])
    return text if plan is not None and plan.is_done else None
