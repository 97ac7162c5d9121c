from collections.abc import Iterator

import pytest

from policy.conditions import Operator
from policy.documents import Clause, Effect
from tests.knowledge.constants import (
    DAILY_USERS,
    MONTHLY,
    USERS,
    YEARLY,
    constants,
    missing_values,
)
from tests.knowledge.differences import load_differences
from tests.knowledge.matching import Match, matches
from tests.knowledge.research import KNOWLEDGE, written_documents
from tests.knowledge.shelf import shipped

THRESHOLDS = USERS | DAILY_USERS | MONTHLY | YEARLY
DOCUMENTS = shipped().pack.documents
INCLUSIVE = {
    "baichuan2-community-license#under-a-million-daily-users",
    "lfm-open-license-1.0#revenue-threshold",
    "minicpm-license#one-million-daily-users",
    "xai-community-license#commercial-use-below-revenue",
}
"""Limits that count when they are reached, as the text lets one do what lies below them."""
HELD_ELSEWHERE = {
    # The ban names places known to be off the list; the list itself is in a caution beside it.
    ("gemini-api-additional-terms", "list: supported_territories.yaml#google-gemini-api"),
    # Llama 3.3 has no multimodal model, so that the limit is told and has no object.
    ("llama-3.3-community-license", "territories: ['EU']"),
    # The line to show is section 5(b) by the readings that quote it, not 4(b).
    ("qwen-license", "display: ['Built with Qwen', 'Improved using Qwen']"),
}


def carried_by(match: Match) -> tuple[Clause, ...]:
    """Return the clauses that carry a clause of the research, wherever they stand."""
    written, label = match.research.written, match.research.version.version
    entry = next(
        (
            each
            for each in load_differences().clauses
            if each.covers(match.research.document, label, written.topic, written.section)
        ),
        None,
    )
    named = set(entry.clauses) if entry else set()
    listed = (c for v in match.versions for c in v.clauses if c.id in named)
    return (*match.clauses, *listed, *match.at_section)


def with_value() -> Iterator[tuple[str, Match]]:
    for document in written_documents(KNOWLEDGE) if KNOWLEDGE else ():
        for match in matches(document, DOCUMENTS, load_differences()):
            if match.research.written.value:
                yield match.research.name, match


VALUES = [*with_value()]


@pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")
def test_values_of_the_research_are_many() -> None:
    assert len(VALUES) > 100


@pytest.mark.parametrize(("name", "match"), VALUES, ids=[name for name, _ in VALUES])
def test_clause_turns_on_the_values_that_the_research_gives(name: str, match: Match) -> None:
    clauses = carried_by(match)
    value = dict(match.research.written.value or {})
    missing = {*missing_values(value, constants(clauses), clauses)}
    assert {(match.research.document, each) for each in missing} - HELD_ELSEWHERE == set(), name


def thresholds() -> Iterator[tuple[str, Clause]]:
    """Yield the clauses of all licenses and terms that turn on users or revenue."""
    for document in DOCUMENTS.values():
        for version in document.versions:
            for clause in version.clauses:
                if document.jurisdiction is None and clause.effect is Effect.FORBIDS:
                    yield f"{document.id}#{clause.id}", clause


def test_limits_are_passed_and_only_those_below_which_a_text_permits_are_reached() -> None:
    found: dict[str, set[Operator]] = {}
    for name, clause in thresholds():
        for each in constants([clause]):
            by_exception = each.test.operator in {Operator.AT_MOST, Operator.BELOW}
            large = any(str(one).isdigit() and int(str(one)) > 0 for one in each.test.operands)
            if each.test.fact in THRESHOLDS and large and not by_exception:
                found.setdefault(name, set()).add(each.test.operator)
    assert len(found) > 15
    reached = {name for name, operators in found.items() if Operator.AT_LEAST in operators}
    assert reached == INCLUSIVE
    assert all(
        operators == {Operator.AT_LEAST if name in INCLUSIVE else Operator.ABOVE}
        for name, operators in found.items()
    )


def test_what_is_held_elsewhere_is_in_the_research() -> None:
    met = {
        (match.research.document, f"{key}: {value}")
        for _, match in VALUES
        for key, value in (match.research.written.value or {}).items()
    }
    assert not VALUES or met >= HELD_ELSEWHERE


def test_users_at_release_are_asked_only_where_the_text_counts_them_then() -> None:
    at_release = {
        name
        for name, clause in thresholds()
        if any(each.test.fact == "terms.users_at_release" for each in constants([clause]))
    }
    assert at_release == {
        "databricks-open-model-license#seven-hundred-million-users",
        "hyperclovax-seed-license#ten-million-users",
        *(
            f"llama-{number}-community-license#seven-hundred-million-users"
            for number in ("2", "3", "3.1", "3.2", "3.3", "4")
        ),
        "tencent-hunyuan-community-license#hundred-million-users",
    }
