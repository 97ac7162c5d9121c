from datetime import date

import pytest

from policy import testing
from policy.facts.vocabulary import VOCABULARY
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Given, Origin, Value
from registry.catalogs import seed_catalog
from registry.governing import Channel, Governing, party
from registry.records import DIRECT, Artifact, ArtifactKind, ChannelRow
from registry.scopes import Scope
from registry.sheet import Sheet

RENEWED = date(2023, 8, 28)
FACTS = tuple(fact for fact in VOCABULARY if fact.group == "ingredient")
BY_API = {"ingredient.access": Given("api", Origin.PLAN)}


@pytest.mark.parametrize(
    ("by", "holder", "bound"),
    [
        ("us", UNKNOWN, TRUE),
        ("vendor", "us", TRUE),
        ("us", "contractor", TRUE),
        ("us", "employee", MAYBE),
        ("contractor", "employee", MAYBE),
        ("us", "stranger", TRUE),
        ("stranger", "us", FALSE),
        ("customer", UNKNOWN, FALSE),
        (UNKNOWN, UNKNOWN, MAYBE),
    ],
)
def test_we_are_bound_by_what_was_taken_on_our_account(
    by: Value, holder: Value, bound: Truth
) -> None:
    assert party(by, holder)[0] is bound


def test_an_account_of_somebody_else_is_a_question_for_legal() -> None:
    assert party("us", "employee") == (MAYBE, ("terms.binds_us",))
    assert party(UNKNOWN, UNKNOWN) == (MAYBE, ("ingredient.by",))


def model(released_on: date | None) -> Artifact:
    return Artifact("acme:m", ArtifactKind.MODEL, "acme", released_on=released_on)


def documents(released_on: date | None) -> list[str]:
    """Return what may govern a model that was called on a day that nobody named."""
    rows = (
        ChannelRow("acme", DIRECT, ("api",), ("old-terms",), end=RENEWED),
        ChannelRow("acme", DIRECT, ("api",), ("new-terms",), start=RENEWED),
    )
    catalog = seed_catalog((), rows, (), ())
    sheet = Sheet(Scope(FACTS, {}), BY_API)
    channel = Channel("acme", (), model(released_on), TRUE, (), None, None, None, None)
    links = Governing(catalog, {}, testing.tester_for({})).links(channel, sheet)
    return [link.document for link in links]


def test_terms_that_ended_before_a_model_came_out_are_no_candidates() -> None:
    assert documents(date(2025, 8, 7)) == ["new-terms"]
    assert documents(RENEWED) == ["new-terms"]
    assert documents(date(2023, 3, 1)) == ["old-terms", "new-terms"]
    assert documents(None) == ["old-terms", "new-terms"]
