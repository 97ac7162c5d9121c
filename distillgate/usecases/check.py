"""Check plans: read each, make its case, judge it. Nothing is recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from distillgate.usecases.checked import CheckedPlan, added
from distillgate.usecases.library import Library
from distillgate.usecases.waivers import not_encountered
from policy.case import Case
from policy.diagnostics import Diagnostic, Level, in_order
from policy.frozen import dataclass
from policy.judging import judge
from policy.plan import Plan
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.yamltext import Node, UnreadableError, read_yaml
from registry.casework import framed, with_digest


@dataclass(frozen=True, slots=True)
class Included:
    """A file that a plan names: where it was, and what was in it."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan as it was found: its text, or why it has none, and how to read what it names."""

    path: str
    content: bytes
    include: Callable[[str], Node | None]
    diagnostics: tuple[Diagnostic, ...] = ()
    included: Mapping[str, Included] = field(default_factory=dict, compare=False)
    """What `include` has read, by the name that the plan gives it."""


def includes_nothing(_: str) -> None:
    """Read no file that a plan names."""


def check_plans(
    plans: Sequence[PlanText], library: Library, *, as_of: date
) -> tuple[CheckedPlan, ...]:
    """Return what each of `plans` comes to on the day `as_of`, in their order.

    A waiver that names one of the plans and sets nothing aside is told of at
    that plan.
    """
    return tuple(each.checked for each in examine_plans(plans, library, as_of=as_of))


def examine_plans(
    plans: Sequence[PlanText], library: Library, *, as_of: date
) -> tuple["Examined", ...]:
    """Return what each of `plans` comes to, with everything that it was made from."""
    examined = [examine(plan, library, as_of=as_of) for plan in plans]
    verdicts = [each.checked.verdict for each in examined if each.checked.verdict]
    idle = not_encountered(library.records.on_file, verdicts, library.pack)
    return tuple(_told(each, idle.get(each.checked.name, ())) for each in examined)


def _told(examined: "Examined", more: Sequence[Diagnostic]) -> "Examined":
    checked = examined.checked
    return replace(
        examined, checked=replace(checked, diagnostics=(*checked.diagnostics, *more))
    )


def compare_plans(
    pairs: Sequence[tuple[PlanText, PlanText | None]], library: Library, *, as_of: date
) -> tuple[CheckedPlan, ...]:
    """Return what each plan comes to, with the findings that it adds to its earlier state.

    Against a plan that was not there, everything is new; so it is against one
    that could not be read, and that is told.
    """
    now = check_plans([plan for plan, _ in pairs], library, as_of=as_of)
    return tuple(
        _compared(checked, before, library, as_of)
        for checked, (_, before) in zip(now, pairs, strict=True)
    )


def _compared(
    now: CheckedPlan, before: PlanText | None, library: Library, as_of: date
) -> CheckedPlan:
    if before is None:
        return replace(now, added=added(now, CheckedPlan(now.path, None)))
    earlier = check_plan(before, library, as_of=as_of)
    told = () if earlier.verdict else earlier.diagnostics
    warned = tuple(replace(each, level=Level.WARNING) for each in told)
    return replace(now, added=added(now, earlier), diagnostics=(*now.diagnostics, *warned))


def check_plan(plan: PlanText, library: Library, *, as_of: date) -> CheckedPlan:
    """Return what `plan` comes to; without a verdict where anything in it is an error."""
    return examine(plan, library, as_of=as_of).checked


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of checking one plan, with the plan and the case that were made of it."""

    checked: CheckedPlan
    plan: Plan | None = None
    case: Case | None = None
    """Nothing where the plan could not be read."""


def as_written(plan: Plan) -> Plan:
    """Return `plan` as it is: nobody has answered anything since."""
    return plan


def examine(
    plan: PlanText,
    library: Library,
    *,
    as_of: date,
    told: Callable[[Plan], Plan] = as_written,
) -> Examined:
    """Return what `plan` comes to, with everything that the verdict was made from.

    `told` adds what people have answered about it since it was written.
    """
    found = cased(plan, library, as_of=as_of, told=told)
    if found.case is None:
        return found
    case = with_digest(found.case)
    verdict = judge(library.pack, case)
    return replace(found, case=case, checked=replace(found.checked, verdict=verdict))


def cased(
    plan: PlanText,
    library: Library,
    *,
    as_of: date,
    told: Callable[[Plan], Plan] = as_written,
) -> Examined:
    """Return the case of `plan` before it is judged, without its digest.

    There is none where anything in the plan is an error.
    """
    found: list[Diagnostic] = [*plan.diagnostics]
    written = None if found else parsed_plan(plan, found)
    if written is None:
        return Examined(CheckedPlan(plan.path, None, in_order(found)))
    parsed = told(written)
    casework = framed(parsed, library.records, library.pack, as_of=as_of)
    all_found = in_order((*found, *casework.diagnostics))
    checked = CheckedPlan(plan.path, None, all_found)
    if any(each.level is Level.ERROR for each in all_found):
        return Examined(checked)
    return Examined(checked, parsed, casework.case)


def parsed_plan(plan: PlanText, found: list[Diagnostic]) -> Plan | None:
    """Return `plan` as it reads, with everything that is wrong with it added to `found`."""
    notebook = Notebook()
    try:
        node = read_yaml(plan.content, plan.path)
    except UnreadableError as error:
        found += error.diagnostics
        return None
    parsed = parse_plan(node, notebook, plan.include)
    found += notebook.found
    return parsed
