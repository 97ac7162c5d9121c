"""JUnit XML for build servers: a suite a plan, a case for each ingredient and document.

What denies and what needs a review fails its case; the rest passes. A plan
that could not be read is an error.
"""

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from distillgate.usecases.checked import CheckedPlan
from policy.diagnostics import Diagnostic, Level, printable
from policy.explaining import Explanation, explain
from policy.explaining_findings import Reason, Standing, next_steps
from policy.explaining_words import counted, listed
from policy.verdict import Severity, Verdict

_PLAN = "plan"
_NO_DOCUMENT = "no document"

_Case = tuple[str, str]
"""What it is about, and the document."""


def render_junit(checked: Sequence[CheckedPlan]) -> str:
    """Return one report over all of `checked`, ending in a line break."""
    root = ET.Element("testsuites", name="distillgate")
    for each in checked:
        suite = ET.SubElement(root, "testsuite", name=printable(each.name))
        if each.verdict is None:
            _unreadable(suite, each)
        else:
            _judged(suite, each, each.verdict)
        _count(suite, [suite])
    _count(root, list(root))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _count(element: ET.Element, suites: Iterable[ET.Element]) -> None:
    cases = [case for suite in suites for case in suite.iter("testcase")]
    element.set("tests", str(len(cases)))
    for name in ("failure", "error"):
        number = sum(case.find(name) is not None for case in cases)
        element.set(f"{name}s", str(number))
    element.set("skipped", "0")


def _unreadable(suite: ET.Element, checked: CheckedPlan) -> None:
    case = _case(suite, (_PLAN, "reading"), checked.path)
    errors = [each for each in checked.diagnostics if each.level is Level.ERROR]
    message = f"the plan cannot be read: {counted(len(errors), 'error')}"
    error = ET.SubElement(case, "error", message=message, type="unreadable")
    error.text = "\n".join(map(_diagnostic_line, checked.diagnostics))


def _diagnostic_line(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    place = f"{span.path}:{span.line}:{span.column}"
    level = diagnostic.level.value
    return printable(f"{place}: {level}[{diagnostic.code.value}]: {diagnostic.message}{hint}")


def _judged(suite: ET.Element, checked: CheckedPlan, verdict: Verdict) -> None:
    explanation = explain(verdict)
    failing = _by_case(explanation.reasons)
    aside = _by_case(explanation.waived)
    for key in sorted({*_cases(verdict), *failing, *aside}):
        case = _case(suite, key, checked.path)
        if key in failing:
            _failure(case, failing[key])
        if key in aside:
            out = ET.SubElement(case, "system-out")
            out.text = "\n\n".join(map(_told, aside[key]))
    out = ET.SubElement(suite, "system-out")
    out.text = printable(_outcome(verdict, explanation))


def _outcome(verdict: Verdict, explanation: Explanation) -> str:
    return f"{verdict.ruling.word}: {explanation.headline}; {explanation.checked}"


def _cases(verdict: Verdict) -> Iterable[_Case]:
    """Yield what was checked: each ingredient under each of its documents."""
    for ingredient in verdict.ingredients:
        documents = [name.partition("@")[0] for name in ingredient.documents]
        for document in documents or [_NO_DOCUMENT]:
            yield ingredient.id, document


def _by_case(reasons: Iterable[Reason]) -> dict[_Case, list[Reason]]:
    found: dict[_Case, list[Reason]] = {}
    for reason in reasons:
        document = reason.finding.clause.partition("@")[0]
        key = (reason.finding.ingredient or _PLAN, document)
        found.setdefault(key, []).append(reason)
    return found


def _case(suite: ET.Element, key: _Case, path: str) -> ET.Element:
    about, document = map(printable, key)
    attributes = {"classname": about, "name": document, "file": printable(path), "time": "0"}
    return ET.SubElement(suite, "testcase", attributes)


def _failure(case: ET.Element, reasons: Sequence[Reason]) -> None:
    """Put what fails into `case`: one element, since many servers read no more."""
    first, *others = reasons
    more = f" (and {len(others)} more)" if others else ""
    denied = any(each.standing is Standing.DENIED for each in reasons)
    kind = Severity.DENY if denied else Severity.REVIEW
    message = printable(f"{first.standing}: {first.headline}{more}")
    failure = ET.SubElement(case, "failure", message=message, type=kind.value)
    failure.text = "\n\n".join(map(_told, reasons))


def _told(reason: Reason) -> str:
    """Return a finding as plain lines, the place last on its first one."""
    span = reason.span
    about = f", on {listed(reason.about)}" if reason.about else ""
    head = f"{reason.standing}[{reason.finding.clause}] {reason.headline}{about}"
    lines = [head, f"  at {span.path}:{span.line}:{span.column}"]
    lines += [f"  {each.label}: {each.text}" for each in (*reason.points, *next_steps(reason))]
    return "\n".join(map(printable, lines))
