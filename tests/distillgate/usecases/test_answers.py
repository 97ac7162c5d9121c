from decimal import Decimal

import pytest

from distillgate.usecases.answers import Misunderstood, Written, answer_to, choices_of, parts_of
from policy.facts.vocabulary import VOCABULARY
from policy.values import Bounds, Value, several


def answer(path: str, said: str) -> Written | Misunderstood:
    return answer_to(VOCABULARY.get(path), said)


@pytest.mark.parametrize(
    ("path", "said", "yaml", "value"),
    [
        ("organization.us_person", "yes", "true", True),
        ("organization.us_person", "N", "false", False),
        ("organization.kind", "Company", "company", "company"),
        ("organization.sectors", "public sector, Finance", "[public-sector, finance]", None),
        ("organization.sectors", "none", "[]", several()),
        ("organization.country", "the United States", "US", "US"),
        ("organization.country", "US-DE", "US-DE", "US-DE"),
        ("release.places", "Germany, EU", "[DE, EU]", several("DE", "EU")),
        ("organization.annual_revenue_usd", "1,500,000", "1500000", Decimal(1_500_000)),
        ("student.training_flop", "3.1e21", "3.1e21", Decimal("3.1e21")),
        (
            "use.product_monthly_users",
            "at most 1_000_000",
            "{at_most: 1000000}",
            Bounds(None, Decimal(1_000_000)),
        ),
        (
            "use.product_monthly_users",
            ">= 5",
            "{at_least: 5}",
            Bounds(Decimal(5), None),
        ),
        ("student.trained_from", "2026-12-01", "2026-12-01", None),
        ("student.name", "Yes: a #name", '"Yes: a #name"', "Yes: a #name"),
        ("release.notices", '"Built, with care", MIT', '["Built, with care", MIT]', None),
    ],
)
def test_an_answer_means_what_a_plan_would_say(
    path: str, said: str, yaml: str, value: Value | None
) -> None:
    found = answer(path, said)
    assert isinstance(found, Written)
    assert found.yaml == yaml
    if value is not None:
        assert found.value == value


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("organization.us_person", "perhaps"),
        ("organization.kind", "compani"),
        ("organization.country", "Atlantis"),
        ("organization.annual_revenue_usd", "a lot"),
        ("organization.annual_revenue_usd", "at most a lot"),
        ("student.trained_from", "2026-13-01"),
        ("release.places", "DE, none"),
        ("student.name", "a\x1b[31mb"),
        ("student.name", "\udc80"),
        ("release.forms", "{api: weights}"),
        ("student.parameters", "unknown"),
    ],
)
def test_what_is_no_answer_is_said(path: str, said: str) -> None:
    assert isinstance(answer(path, said), Misunderstood)


def test_a_near_miss_names_the_word() -> None:
    assert answer("organization.kind", "compani") == Misunderstood(
        "`compani` is no value of `organization.kind`", "did you mean `company`?"
    )


def test_parts_stand_between_commas() -> None:
    assert parts_of(' a, "b, c" ,, d ') == ["a", "b, c", "d"]


def test_values_are_listed_unless_the_question_names_them_all() -> None:
    assert choices_of(VOCABULARY.get("organization.kind")).startswith("company, research")
    assert choices_of(VOCABULARY.get("prompts.personal_data")) == ""
    assert (
        choices_of(VOCABULARY.get("release.places"))
        == "codes; several with commas, none for none"
    )
