from itertools import product

import pytest

from policy.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, any_of, negate, truth_of

PAIRS = list(product(Truth, repeat=2))
TRIPLES = list(product(Truth, repeat=3))


def could_be(truth: Truth) -> set[bool]:
    """Return what a truth may turn out to be once everything is known."""
    return {FALSE: {False}, UNKNOWN: {False, True}, TRUE: {True}}[truth]


def test_nothing_to_hold_holds_and_nothing_to_choose_from_does_not() -> None:
    assert (all_of(()), any_of(())) == (TRUE, FALSE)


@pytest.mark.parametrize("value", [True, False])
def test_what_is_known_stays_known(value: bool) -> None:  # noqa: FBT001 a parameter of the test
    assert could_be(truth_of(value)) == {value}


@pytest.mark.parametrize("truth", Truth)
def test_not_turns_around_all_that_could_be(truth: Truth) -> None:
    assert could_be(negate(truth)) == {not each for each in could_be(truth)}
    assert negate(negate(truth)) is truth


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_and_and_or_are_what_every_completion_agrees_on(one: Truth, other: Truth) -> None:
    both = {a and b for a in could_be(one) for b in could_be(other)}
    either = {a or b for a in could_be(one) for b in could_be(other)}

    assert could_be(all_of((one, other))) == both
    assert could_be(any_of((one, other))) == either


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_order_never_matters_and_repeats_neither(one: Truth, other: Truth) -> None:
    assert all_of((one, other)) is all_of((other, one)) is all_of((one, other, one))
    assert any_of((one, other)) is any_of((other, one)) is any_of((one, other, one))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_de_morgan(one: Truth, other: Truth) -> None:
    assert negate(all_of((one, other))) is any_of((negate(one), negate(other)))
    assert negate(any_of((one, other))) is all_of((negate(one), negate(other)))


@pytest.mark.parametrize(("one", "other", "third"), TRIPLES)
def test_association_distribution_and_absorption(
    one: Truth, other: Truth, third: Truth
) -> None:
    assert all_of((one, all_of((other, third)))) is all_of((one, other, third))
    assert any_of((one, any_of((other, third)))) is any_of((one, other, third))
    spread = any_of((all_of((one, other)), all_of((one, third))))
    assert all_of((one, any_of((other, third)))) is spread
    assert all_of((one, any_of((one, other)))) is one is any_of((one, all_of((one, other))))
