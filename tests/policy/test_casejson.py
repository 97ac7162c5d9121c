import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from policy.case import Case, Ingredient, Link, Role, Settlement, Step, Waiver
from policy.case import Edge as CaseEdge
from policy.casejson import case_from_json, case_to_json
from policy.compiling import Pack
from policy.diagnostics import Span
from policy.digesting import case_digest
from policy.judging import judge
from policy.truth import Truth
from policy.values import UNKNOWN, Bounds, Given, Origin, Several
from policy.verdictjson import verdict_text
from tests.policy.strategies import cases, holds_for, packs

DAY = date(2026, 11, 24)
SPAN = Span("plan.yaml", 3, 5, 7)
EVERYTHING = Case(
    plan="p",
    title="ü “quoted”",
    digest="sha256:0",
    as_of=DAY,
    facts={
        "student.name": Given("S", Origin.PLAN, SPAN),
        "student.parameters": Given(Decimal("8E+9"), Origin.PLAN),
        "release.first_date": Given(DAY, Origin.PLAN),
        "release.to_third_parties": Given(value=False, origin=Origin.DERIVED),
        "release.forms": Given(Several(("api",), open=True), Origin.PLAN),
        "use.product_monthly_users": Given(Bounds(None, Decimal(10)), Origin.PLAN),
        "use.domains": Given(
            UNKNOWN, Origin.PRESUMPTION, owner="house", reason="so it is", until=DAY
        ),
    },
    ingredients=(
        Ingredient(
            key="teachers[0]",
            id="hf:acme/one",
            role=Role.TEACHER,
            root="teachers[0]",
            paths=((Step(CaseEdge.OUTPUTS, "hf:acme/one"),),),
            facts={"ingredient.maker": Given("acme", Origin.REGISTERED)},
            terms={"acme": {"terms.accepted": Given(value=True, origin=Origin.DERIVED)}},
            links=(
                Link(
                    "acme-terms",
                    Truth.UNKNOWN,
                    ("ingredient.by",),
                    Truth.TRUE,
                    ("ingredient.access",),
                    DAY,
                    None,
                    None,
                    DAY,
                    "abc",
                    "openrouter",
                ),
            ),
            noted=True,
            contradicted="hub says `mit`",
            span=SPAN,
        ),
    ),
    waivers=(Waiver("w", ("a#b",), "why", "jo", "legal", DAY, DAY, ("p*",), SPAN),),
    settlements=(Settlement("d", "a#b", ("*",), "jo", "why", DAY, ("use",)),),
    span=SPAN,
)


def spans(case: Case) -> list[Span | None]:
    """Return every place in `case`, which equality leaves out."""
    found: list[Span | None] = [case.span, *(each.span for each in case.waivers)]
    found += [case.facts[path].span for path in sorted(case.facts)]
    for ingredient in case.ingredients:
        facts = ingredient.facts
        found += [ingredient.span, *(facts[path].span for path in sorted(facts))]
    return found


def test_nothing_of_a_case_is_lost() -> None:
    again = case_from_json(case_to_json(EVERYTHING))
    assert again == EVERYTHING
    assert spans(again) == spans(EVERYTHING)
    assert again.sha256 == case_digest(EVERYTHING)
    assert case_to_json(again) == case_to_json(EVERYTHING)


@holds_for(150, pack=packs(), case=cases())
def test_a_case_that_was_kept_is_judged_as_it_was(pack: Pack, case: Case) -> None:
    again = case_from_json(case_to_json(case))
    assert again == case
    assert case_digest(again) == case_digest(case)
    assert verdict_text(judge(pack, again), "1") == verdict_text(judge(pack, case), "1")


@pytest.mark.parametrize("name", ["plan", "facts", "ingredients", "span", "as_of", "sha256"])
def test_what_is_no_case_is_refused(name: str) -> None:
    read = json.loads(case_to_json(EVERYTHING))
    del read[name]
    with pytest.raises(ValueError, match="no case"):
        case_from_json(json.dumps(read))


def test_another_format_is_refused() -> None:
    text = case_to_json(replace(EVERYTHING)).replace("case/v1", "case/v9")
    with pytest.raises(ValueError, match="another format"):
        case_from_json(text)
