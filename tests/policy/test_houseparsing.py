from datetime import date, timedelta
from decimal import Decimal

import pytest

from policy.conditions import Defined, Operator
from policy.conditions import Test as OneTest
from policy.diagnostics import Code
from policy.documents import BasisKind, Confidence, DocumentKind
from policy.facts.vocabulary import VOCABULARY
from policy.house import ALL_BASES, House, Presumption, Staleness, WaiverRule
from policy.houseparsing import SCREENED, WORKED_OUT, may_presume
from policy.values import Bounds
from tests.policy.packbuilders import Said, codes, loaded, said, sound, with_clauses

HEAD = "document: house\nkind: house\n"
BAN = """\
clauses:
  - id: no-consumer-accounts
    topic: house
    forbids: Collecting outputs through consumer accounts.
    when: {ingredient.account: consumer}
"""
WAIVABLE = with_clauses("id: no-training\ntopic: train-on-outputs\nforbids: Training.")


def house(text: str) -> House:
    return sound(f"{HEAD}{text}", WAIVABLE).pack.house


def wrong(text: str) -> tuple[Said, ...]:
    return said(f"{HEAD}{text}", WAIVABLE)


def presumed(text: str) -> str:
    return f"settings: {{presume: [{{{text}}}]}}"


def test_a_number_may_be_presumed_within_bounds() -> None:
    bound = "fact: student.training_flop, is: {at_most: 1e24}, reason: r, owner: o"

    (presumption,) = house(presumed(bound)).presumptions

    assert presumption.value == Bounds(None, Decimal("1e24"))


@pytest.mark.parametrize(
    "value", ["{most: 1e24}", "{at_most: many}", "{}", "{at_most: 1, at_least: 2}"]
)
def test_bounds_that_are_none_are_refused(value: str) -> None:
    assert wrong(presumed(f"fact: student.training_flop, is: {value}, reason: r, owner: o"))


def test_a_word_has_no_bounds() -> None:
    (found,) = wrong(presumed("fact: student.type, is: {at_most: 1}, reason: r, owner: o"))

    assert found[0] is Code.WRONG_TYPE


def test_house_without_settings_has_the_defaults() -> None:
    assert house("") == House()


def test_house_has_everything_that_it_says() -> None:
    text = """\
title: House policy
notes: The first.
adopted: {by: general-counsel, on: 2026-11-01}
settings:
  bases: [express, own]
  deny_from_confidence: high
  presume:
    - fact: ingredient.hidden_reasoning
      is: false
      reason: no method for it is in use here
      owner: ml-platform
      until: 2027-06-30
    - {fact: student.parameters, is: 7e9, reason: we make no other, owner: ml-platform}
  disjoint_markets:
    presume: not-competing
    reason: who shares no market does not compete
    owner: legal
    until: 2027-12-31
  waivers:
    no-training: {by: [ip-legal, legal], at_most: 180d}
    no-basis: {}
  staleness: {note: 30d, review: 0d}
  answers: {terms.competes_with_issuer: [legal], terms.binds_us: legal}
  costs: {student.type: 8, student.name: 0}
"""
    assert house(text) == House(
        bases=frozenset({BasisKind.EXPRESS, BasisKind.OWN}),
        deny_from=Confidence.HIGH,
        presumptions=(
            Presumption(
                "ingredient.hidden_reasoning",
                False,  # noqa: FBT003 the presumed value
                "no method for it is in use here",
                "ml-platform",
                date(2027, 6, 30),
            ),
            Presumption(
                "student.parameters",
                Decimal(7_000_000_000),
                "we make no other",
                "ml-platform",
            ),
        ),
        disjoint_markets=Presumption(
            "terms.competes_with_issuer",
            False,  # noqa: FBT003 the presumed value
            "who shares no market does not compete",
            "legal",
            date(2027, 12, 31),
        ),
        waivers=(
            WaiverRule("no-training", ("ip-legal", "legal"), timedelta(days=180)),
            WaiverRule("no-basis"),
        ),
        staleness=Staleness(30, 0),
        answers={"terms.competes_with_issuer": ("legal",), "terms.binds_us": ("legal",)},
        costs={"student.type": 8, "student.name": 0},
        adopted_by="general-counsel",
        adopted_on=date(2026, 11, 1),
    )


def test_adoption_counts_without_settings_too() -> None:
    assert house("adopted: {by: counsel, on: 2026-11-01}") == House(
        adopted_by="counsel", adopted_on=date(2026, 11, 1)
    )


def test_house_is_a_document_with_its_clauses() -> None:
    found = sound(f"{HEAD}{BAN}").pack.documents["house"]
    (version,) = found.versions
    assert (found.kind, found.title, version.label) == (
        DocumentKind.HOUSE,
        "House policy",
        "not-adopted",
    )
    assert [clause.id for clause in version.clauses] == ["no-consumer-accounts"]


def test_adopted_house_is_dated_by_its_adoption() -> None:
    found = sound(f"{HEAD}adopted: {{by: counsel, on: 2026-11-01}}").pack.documents["house"]
    assert found.versions[0].label == "2026-11-01"


def test_definitions_serve_one_another_and_the_clauses() -> None:
    text = (
        f"{HEAD}define: {{a: {{student.type: classifier}}, b: {{defined: a}}}}\n"
        + BAN.replace("{ingredient.account: consumer}", "{defined: b}")
    )
    (clause,) = sound(text).pack.documents["house"].versions[0].clauses
    classifier = OneTest("student.type", Operator.IN, ("classifier",))
    assert clause.when == Defined("b", Defined("a", classifier))


def test_no_basis_at_all_is_a_setting_and_not_the_default() -> None:
    assert house("settings: {bases: []}").bases == frozenset()
    assert house("settings: {bases: }").bases == ALL_BASES


def test_staleness_that_is_left_out_has_its_default() -> None:
    assert house("settings: {staleness: {note: 7d}}").staleness == Staleness(7, 365)
    assert house("settings: {staleness: }").staleness == Staleness()


def test_house_only_tightens() -> None:
    assert wrong("clauses: [{id: free, topic: house, permits: Anything.}]") == (
        (
            Code.WRONG_VALUE,
            (3, 16, 4),
            "the clause `free` permits, and house policy only tightens",
            "a waiver or an agreement sets a finding aside",
        ),
    )


def test_what_screening_or_the_engine_decides_cannot_be_presumed() -> None:
    for fact in sorted(SCREENED | WORKED_OUT):
        text = presumed(f"fact: {fact}, is: x, reason: we hope so, owner: nobody")
        assert [each[0] for each in wrong(text)] == [Code.PRESUMPTION_NOT_ALLOWED]


def test_every_screened_fact_is_one_that_lists_of_parties_decide() -> None:
    listed = {path for path in VOCABULARY.names if "listed_on" in path or "owned_50" in path}
    assert listed == SCREENED


def test_lists_cannot_be_presumed() -> None:
    assert wrong(presumed("fact: student.markets, is: search, reason: r, owner: o")) == (
        (
            Code.PRESUMPTION_NOT_ALLOWED,
            (3, 29, 15),
            "`student.markets` is a list and cannot be presumed",
            None,
        ),
    )
    assert not any(may_presume(fact) for fact in VOCABULARY if fact.many)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "fact: student.typ, is: classifier",
            "no fact is called `student.typ`",
            "did you mean `student.type`?",
        ),
        (
            "fact: student.type, is: clasifier",
            "`clasifier` is no value of `student.type`, a word of a closed list",
            "did you mean `classifier`?",
        ),
        (
            "fact: ingredient.hidden_reasoning, is: 'false'",
            "`false` is no value of `ingredient.hidden_reasoning`, true or false",
            "write it without quotes",
        ),
        ("fact: student.type, is: [classifier]", "this is not a value of `student.type`", None),
        ("is: classifier", "a presumption has no `fact`", None),
        ("fact: student.type", "a presumption has no `is`", None),
    ],
)
def test_presumption_of_nothing_is_told(text: str, message: str, hint: str | None) -> None:
    found = wrong(presumed(f"{text}, reason: r, owner: o"))
    assert [each[2:] for each in found] == [(message, hint)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("settngs: {}", [Code.UNKNOWN_KEY]),
        ("settings: {basis: [own]}", [Code.UNKNOWN_KEY]),
        ("settings: {bases: [silence]}", [Code.WRONG_VALUE]),
        ("settings: {deny_from_confidence: sure}", [Code.WRONG_VALUE]),
        ("settings: {deny_from_confidence: [low]}", [Code.WRONG_TYPE, Code.WRONG_TYPE]),
        (
            "settings: {disjoint_markets: {presume: competing, reason: r, owner: o}}",
            [Code.WRONG_VALUE],
        ),
        ("settings: {disjoint_markets: {}}", [Code.MISSING_KEY] * 3),
        ("settings: {waivers: {no-training: {at_most: 3 months}}}", [Code.WRONG_TYPE]),
        ("settings: {waivers: {no-training: {at_most: ٣d}}}", [Code.WRONG_TYPE]),
        ("settings: {waivers: {no-training: {for: legal}}}", [Code.UNKNOWN_KEY]),
        ("settings: {staleness: 90d}", [Code.WRONG_TYPE]),
        ("settings: {answers: {terms.competes: [legal]}}", [Code.UNKNOWN_FACT]),
        ("settings: {answers: {terms.binds_us: {by: legal}}}", [Code.WRONG_TYPE]),
        ("settings: {costs: {student.kind: 1}}", [Code.UNKNOWN_FACT]),
        ("settings: {costs: {student.type: 1234567}}", [Code.WRONG_TYPE]),
        ("settings: {costs: {student.type: -1}}", [Code.WRONG_TYPE]),
        ("settings: [x]", [Code.WRONG_TYPE]),
        ("adopted: yes", [Code.WRONG_TYPE]),
        ("adopted: {by: counsel}", [Code.MISSING_KEY]),
        ("adopted: {by: counsel, on: soon}", [Code.WRONG_TYPE]),
        ("versions: []", [Code.UNKNOWN_KEY]),
        ("define: {a: {student.kind: x}}", [Code.UNKNOWN_FACT]),
    ],
)
def test_setting_that_cannot_be_is_told(text: str, expected: list[Code]) -> None:
    assert [each[0] for each in wrong(text)] == expected


def test_grade_that_cannot_be_read_denies_from_low() -> None:
    """What is unclear must not make a verdict milder."""
    found = loaded(f"{HEAD}settings: {{deny_from_confidence: sure}}").pack.house
    assert found.deny_from is Confidence.LOW


def test_house_needs_a_name() -> None:
    assert codes("kind: house") == [Code.MISSING_KEY]
    assert codes("document: The House\nkind: house") == [Code.WRONG_VALUE]


def test_thousands_of_answers_are_read_in_time() -> None:
    """Each answer used to be searched for from the first one on."""
    answers = "\n".join(f"    fact-{number}: [legal]" for number in range(20_000))
    found = wrong(f"settings:\n  answers:\n{answers}")
    assert {each[0] for each in found} == {Code.UNKNOWN_FACT}
    assert len(found) == 20_000
