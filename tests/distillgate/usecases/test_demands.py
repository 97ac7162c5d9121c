from datetime import date

import pytest

from distillgate.usecases.check import PlanText, includes_nothing
from distillgate.usecases.demands import Licensed, Named, Need, Shown, demands_of
from distillgate.usecases.judged import judged_plan
from distillgate.usecases.library import Library
from policy.packs import SourceFile, load_packs
from registry.casework import Records
from registry.catalogs import SeedCatalog
from registry.onfile import OnFile
from registry.screening.matching import Screener
from registry.screening.memory import ShippedLists
from registry.seed import load_seed

LAW = """\
document: act
kind: law
title: Act
jurisdiction: EU
nexus: {{release.places: {{within: EU}}}}
versions:
  - version: "1"
    effective: 2020-01-01
    clauses:
      - id: duty
        section: "1"
        topic: naming
        requires: Something goes along.
        due: release
        check:
          {check}
"""
PLAN = b"""\
plan: small
organization: {name: Example}
student: {name: Reader, type: classifier, base: "local:./own"}
teachers: []
datasets: []
release: {forms: [weights], places: [DE]}
"""


def needs(check: str) -> tuple[tuple[Need, ...], bool]:
    loaded = load_packs([("pack", [SourceFile("act.yaml", LAW.format(check=check).encode())])])
    assert loaded.diagnostics == ()
    catalog, _ = load_seed([], loaded.pack.territories)
    assert isinstance(catalog, SeedCatalog)
    records = Records(catalog, OnFile(), Screener(ShippedLists()))
    library = Library(loaded.pack, records)
    plan = judged_plan(
        PlanText("p.yaml", PLAN, includes_nothing), library, as_of=date(2026, 11, 24)
    )
    (demand,) = demands_of(plan)
    return demand.needs, demand.whole


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ("release.notices: {has: Made by us}", (Shown(("Made by us",), ()),)),
        ("release.notices: {has: act}", (Shown((), ("act",)),)),
        ("release.notices: {has_any: [act, Words]}", (Shown(("Words",), ("act",)),)),
        (
            "release.notices: {has_all: [One, Two]}",
            (Shown(("One",), ()), Shown(("Two",), ())),
        ),
        ("student.license: mit", (Licensed(("mit",), part=False),)),
        ("student.license: {contains: BY-SA}", (Licensed(("BY-SA",), part=True),)),
    ],
)
def test_what_a_check_asks_for_is_read(check: str, found: tuple[Need, ...]) -> None:
    assert needs(check) == (found, True)


@pytest.mark.parametrize(
    "check",
    [
        "student.parameters: {above: 1}",
        "any: [{release.notices: {has: One}}, {student.license: mit}]",
        "not: {release.notices: {has: One}}",
    ],
)
def test_what_cannot_be_held_against_files_is_left_to_a_person(check: str) -> None:
    assert needs(check) == ((), False)


def test_a_check_that_can_be_read_in_part_is_not_whole() -> None:
    found, whole = needs(
        "all: [{release.notices: {has: One}}, {student.parameters: {above: 1}}]"
    )
    assert (found, whole) == ((Shown(("One",), ()),), False)


@pytest.mark.parametrize(
    ("check", "says", "good", "bad"),
    [
        (
            "student.name: {starts_with: Llama}",
            'begins with "Llama"',
            "org/llama-2",
            "My Llama",
        ),
        ("student.name: {contains: Mini}", 'contains "Mini"', "a-mini", "maxi"),
        ("not: {student.name: {starts_with: GPT}}", 'never begins with "GPT"', "us", "gpt-2"),
        ("not: {student.name: {contains: GPT}}", 'does not contain "GPT"', "us", "our-gpt"),
    ],
)
def test_a_rule_about_names_says_itself_and_holds_names(
    check: str, says: str, good: str, bad: str
) -> None:
    (rule,), whole = needs(check)
    assert isinstance(rule, Named)
    assert (rule.says, whole) == (says, True)
    assert (rule.holds(good), rule.holds(bad)) == (True, False)


def test_a_license_is_one_of_those_named_or_has_the_word() -> None:
    assert Licensed(("MIT",), part=False).holds("mit")
    assert not Licensed(("MIT",), part=False).holds("mit-0")
    assert Licensed(("BY-SA",), part=True).holds("MG-BY-SA-1.0")
