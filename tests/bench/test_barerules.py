"""Our side of the race, and the comparison that decides who is in it."""

from pathlib import Path

import pytest

from bench import ours
from bench.profiling import keep_profile
from bench.tables import Part, Target
from bench.worker import _compared
from bench.workload import Input, answer, inputs, rules
from tests.knowledge.shelf import shipped


@pytest.mark.parametrize("a_law", [1_000, 7])
def test_our_answers_are_those_of_a_plain_loop(
    a_law: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ours, "_A_LAW", a_law)
    given, asked = rules(20), inputs(20)
    decide = ours.prepare(given)
    right = [answer(given, each) for each in asked]
    assert [decide(ours.facts_of(each)) for each in asked] == right
    assert {len(each) for each in right} == {0, 1, 2}


def test_an_answer_may_deny_rightly_and_still_name_too_few_rules() -> None:
    def one_at_most(asked: Input) -> set[str]:
        return set(sorted(answer(rules(20), asked))[:1])

    asked = list(inputs(20))
    found = list(_compared(one_at_most, asked, [answer(rules(20), each) for each in asked]))
    assert len(found) == len(asked)
    assert all(each.same_decision for each in found)
    assert not all(each.same_rules for each in found)


def test_an_answer_that_allows_what_another_denies_is_seen() -> None:
    asked = list(inputs(20))
    right = [answer(rules(20), each) for each in asked]
    found = list(_compared(lambda _: set[str](), asked, right))
    assert sum(not each.same_decision for each in found) == sum(map(bool, right)) > 0


def test_a_part_that_meets_its_targets_needs_no_profile(tmp_path: Path) -> None:
    met = Part((), (Target("judging", "1 ms", "0.5 ms", 0.5),), {})
    assert keep_profile("judgement", met, tmp_path, shipped) is None
