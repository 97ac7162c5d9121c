"""What clauses meant is part of a case; older cases, which do not say it, keep their answer."""

from dataclasses import replace

from distillgate.usecases.check import examine
from policy.case import Case
from policy.casejson import case_from_json, case_to_json
from policy.digesting import case_digest
from policy.judging import judge
from policy.verdict import State
from tests.distillgate.libraries import DAY, a_plan, approved, changed_library

WAIVER = """\
waiver: W-1
clauses: [acme-terms#no-competing-models]
by: max
role: legal
on: {on}
until: 2027-02-01
reason: the contract is being signed
"""
BANNED = ("terms.competes_with_issuer: true}", "student.type: language-model}")


def case(on: str = "2026-11-01") -> Case:
    text = approved().replace("[document-processing]", "[general-assistant]")
    library = changed_library(on_file=(WAIVER.format(on=on),))
    examined = examine(a_plan(text), library, as_of=DAY)
    assert examined.case is not None
    return examined.case


def waived(of: Case, *changes: tuple[str, str]) -> bool:
    verdict = judge(changed_library(*changes).pack, of)
    (found,) = (each for each in verdict.findings if each.name.endswith("#no-competing-models"))
    return found.state is State.WAIVED


def test_a_case_says_what_the_clauses_of_its_waivers_meant() -> None:
    now = case()
    assert now.waivers[0].meant
    assert case_from_json(case_to_json(now)).waivers == now.waivers
    assert waived(now)
    assert not waived(now, BANNED)


def test_an_older_case_keeps_its_digest_and_its_answer() -> None:
    now = case()
    old = replace(now, waivers=tuple(replace(each, meant=()) for each in now.waivers))
    assert '"meant"' not in case_to_json(replace(old, sha256=""))
    assert case_digest(old) != case_digest(now)
    assert waived(old, BANNED)


def test_a_waiver_ends_with_the_next_version_that_changes_its_clause() -> None:
    assert waived(case("2026-01-01"))
    # The version of 2026 has no exception for classifiers any more.
    assert not waived(case("2025-12-31"))
