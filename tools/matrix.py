"""A row for each version of each license: training on outputs, and what the license asks.

A cell says what the clauses of the pack come to; it is empty where they say
nothing. The prose of a clause is not read.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from policy.compiling import Pack
from policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    NotThat,
    Operator,
    Test,
    facts_read,
    tests_of,
)
from policy.documents import (
    Clause,
    Confidence,
    Document,
    DocumentKind,
    Effect,
    Reach,
    Version,
    default_reach,
)
from policy.facts.fact import Kind
from policy.facts.vocabulary import VOCABULARY
from policy.values import canonical_number

KINDS = frozenset({DocumentKind.MODEL_LICENSE, DocumentKind.DATASET_LICENSE})
TRAINING = "train-on-outputs"
DERIVATIVES = "derivative-definition"
INHERITANCE = "license-inheritance"
_PURPOSE = frozenset({"use.noncommercial", "use.purpose"})
_NONCOMMERCIAL = frozenset({"research-only", "commercial-use"})
_THRESHOLDS = frozenset({"user-threshold", "revenue-threshold"})
_COUNTED = {
    "organization.monthly_active_users": "monthly users of the group",
    "organization.annual_revenue_usd": "yearly revenue",
    "use.maas_revenue_12m_usd": "revenue from model services in 12 months",
    "use.product_daily_users": "daily users",
    "use.product_monthly_users": "monthly users",
    "use.product_monthly_revenue_usd": "monthly revenue",
}
"""What a threshold counts, by the fact that holds it; money is in US dollars."""
_LIMIT = {
    Operator.ABOVE: "above",
    Operator.AT_LEAST: "at least",
    Operator.BELOW: "at least",
    Operator.AT_MOST: "above",
}
"""How a limit is told; an exception below it is a limit at it."""
_WEIGHT = (Effect.NOTES, Effect.PERMITS, Effect.REQUIRES, Effect.CAUTIONS, Effect.FORBIDS)


def matrix(pack: Pack) -> str:
    """Return the matrix of all licenses of `pack` as CSV, by document and version."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(row.values() for row in rows(pack))
    return written.getvalue()


def rows(pack: Pack) -> Iterator[Mapping[str, str]]:
    """Yield one row for each version of each license."""
    known = frozenset(pack.documents)
    for document in pack.documents.values():
        if document.kind in KINDS:
            for version in document.versions:
                yield row(document, version, known)


def row(document: Document, version: Version, known: frozenset[str]) -> Mapping[str, str]:
    """Return the row of one version; `known` are the ids of all documents."""
    head = {
        "id": document.id,
        "issuer": document.issuer or "",
        "version": version.label,
        "effective": str(version.effective or ""),
        "until": str(version.until or ""),
    }
    treatment, scope, confidence = _training(version)
    return {
        **head,
        "train_on_outputs": treatment,
        "scope": scope,
        "confidence": confidence,
        "students_are_derivatives": _derivatives(document, version),
        "naming": "; ".join(_naming(version)),
        "display": "; ".join(_display(version, known)),
        "inheritance": _yes(each.topic == INHERITANCE for each in _duties(version)),
        "non_commercial": _yes(map(_is_noncommercial, version.clauses)),
        "threshold": "; ".join(_thresholds(version)),
        "territory": " ".join(_territory(version)),
    }


COLUMNS = (
    "id",
    "issuer",
    "version",
    "effective",
    "until",
    "train_on_outputs",
    "scope",
    "confidence",
    "students_are_derivatives",
    "naming",
    "display",
    "inheritance",
    "non_commercial",
    "threshold",
    "territory",
)


def _yes(found: Iterable[bool]) -> str:
    return "yes" if any(found) else ""


def _training(version: Version) -> tuple[str, str, str]:
    """Return how training on outputs is treated, for which students, and how well known."""
    spoken = [each for each in version.clauses if each.topic == TRAINING]
    ruling = max(spoken, key=lambda each: _WEIGHT.index(each.effect), default=None)
    if ruling is not None and ruling.effect is not Effect.NOTES:
        return _treatment(ruling), _scope(ruling), ruling.confidence.word
    silent = [each.confidence for each in version.silent if each.topic == TRAINING]
    if silent:
        return "silent", "any-model", max(silent).word
    if TRAINING in version.unread or not version.is_read:
        return "unread", "", Confidence.LOW.word
    return "", "", ""


def _treatment(clause: Clause) -> str:
    if clause.effect is Effect.PERMITS:
        return "permits"
    of_purpose = bool(facts_read(clause.when) & _PURPOSE)
    return "limits" if of_purpose or clause.effect is not Effect.FORBIDS else "forbids"


def _scope(clause: Clause) -> str:
    read = facts_read(clause.when)
    if "student.is_language_model" in read:
        return "llm"
    if "terms.competes_with_issuer" in read:
        return "competing-model"
    return "foundation-model" if "student.generality" in read else "any-model"


def _derivatives(document: Document, version: Version) -> str:
    """Return whether the license counts students that learn from outputs as derived works."""
    if any(_is_of_students(document, clause) for clause in version.clauses):
        return "yes"
    return "no" if any(each.topic == DERIVATIVES for each in version.silent) else ""


def _is_of_students(document: Document, clause: Clause) -> bool:
    """Return whether a clause hands duties of derived works on to students of outputs."""
    reach = clause.reach or default_reach(document.kind, clause.effect, clause.topic)
    if reach not in {Reach.OUTPUTS, Reach.ALL} or clause.effect is Effect.CAUTIONS:
        return False
    if clause.topic == DERIVATIVES:
        return clause.effect is not Effect.PERMITS
    duty = clause.effect is Effect.REQUIRES and clause.topic == INHERITANCE
    return duty and "ingredient.feeds_training" in facts_read(clause.when)


def _duties(version: Version) -> Iterator[Clause]:
    return (each for each in version.clauses if each.effect is Effect.REQUIRES)


_NAMES = {Operator.STARTS_WITH: "begins with", Operator.CONTAINS: "contains"}


def _naming(version: Version) -> Iterator[str]:
    """Yield what a student's name must be like."""
    for clause in version.clauses:
        check = clause.check
        if check is not None and "student.name" in facts_read(check):
            barred = _is_negated(check)
            for test in tests_of(check):
                if test.fact == "student.name":
                    words = f"{_NAMES.get(test.operator, 'is')} {_operands(test)}"
                    yield f"not: {words}" if barred else words


def _is_negated(condition: Condition) -> bool:
    parts = condition.parts if isinstance(condition, AllOf | AnyOf) else (condition,)
    return any(isinstance(each, NotThat) for each in parts)


def _operands(test: Test) -> str:
    return " or ".join(map(str, test.operands))


def _display(version: Version, known: frozenset[str]) -> Iterator[str]:
    """Yield the words that must be shown, with the limits above which they must."""
    for clause in _duties(version):
        shown = [
            str(operand)
            for test in (tests_of(clause.check) if clause.check is not None else ())
            if test.fact == "release.notices"
            for operand in test.operands
            if str(operand) not in known
        ]
        if shown:
            limits = " or ".join(_limits(clause.when))
            words = " or ".join(shown)
            yield f"{words} ({limits})" if limits else words


def _is_noncommercial(clause: Clause) -> bool:
    limited = not any(_limits(clause.when))
    of_purpose = bool(facts_read(clause.when) & _PURPOSE)
    return (
        clause.effect is Effect.FORBIDS
        and clause.topic in _NONCOMMERCIAL
        and of_purpose
        and limited
    )


def _thresholds(version: Version) -> Iterator[str]:
    found = (each for each in version.clauses if each.topic in _THRESHOLDS)
    yield from dict.fromkeys(
        limit
        for clause in found
        if clause.effect in {Effect.FORBIDS, Effect.REQUIRES, Effect.CAUTIONS}
        for limit in _limits(clause.when)
    )


def _limits(condition: Condition) -> Iterator[str]:
    """Yield the numbers of users and the sums that `condition` asks about."""
    for test in tests_of(condition):
        counted = _COUNTED.get(test.fact)
        word = _LIMIT.get(test.operator)
        numbers = [canonical_number(each) for each in _numbers(test) if each]
        if counted is not None and word is not None and numbers:
            yield f"{word} {' or '.join(numbers)} {counted}"


def _numbers(test: Test) -> Iterator[Decimal]:
    return (each for each in test.operands if isinstance(each, Decimal))


def _territory(version: Version) -> Iterator[str]:
    """Yield the places in which there is no license."""
    found = {
        str(operand)
        for clause in version.clauses
        if clause.topic == "territory" and clause.effect is Effect.FORBIDS
        for test in tests_of(clause.when)
        if test.operator in _PLACES and _is_place_test(test)
        for operand in test.operands
    }
    yield from sorted("EU" if each == "eu-members" else each for each in found)


_PLACES = frozenset({Operator.IS, Operator.IN, Operator.WITHIN, Operator.HAS, Operator.HAS_ANY})


def _is_place_test(test: Test) -> bool:
    return VOCABULARY.get(test.fact).kind is Kind.PLACE
