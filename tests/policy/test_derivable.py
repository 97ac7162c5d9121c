import pytest

from policy.satisfying import solver_for
from tests.policy.packbuilders import clause

SOLVER = solver_for({})


def can_hold(text: str) -> bool:
    found = clause(f"id: ban\ntopic: use\nforbids: It.\nwhen: {{{text}}}\n")
    return SOLVER.can_hold(found.when)


@pytest.mark.parametrize(
    "text",
    [
        "student.type: classifier, student.is_language_model: true",
        "student.is_language_model: false, student.type: [language-model]",
        "use.noncommercial: true, use.purpose: product",
        "use.noncommercial: true, student.monetized: true",
        "release.to_third_parties: true, release.recipients: affiliates",
        "release.weights_public: true, not: {release.forms: weights}",
        "ingredient.role: base, ingredient.feeds_training: false",
        (
            "any: [{student.type: classifier}, {student.type: embedding}],"
            " student.is_language_model: true"
        ),
    ],
)
def test_a_derived_fact_that_its_inputs_rule_out_is_a_contradiction(text: str) -> None:
    assert not can_hold(text)


@pytest.mark.parametrize(
    "text",
    [
        "student.type: language-model, student.is_language_model: true",
        "student.type: other, student.is_language_model: true",
        "use.noncommercial: false, use.purpose: research",
        "use.noncommercial: true, use.purpose: [product, research]",
        "release.to_third_parties: true, release.recipients: public",
        "release.to_third_parties: false, release.recipients: public",
        "ingredient.role: teacher, ingredient.feeds_training: false",
        "student.cumulative_flop: {above: 1e25}, student.base: none",
    ],
)
def test_what_some_inputs_allow_or_leave_open_can_hold(text: str) -> None:
    assert can_hold(text)
