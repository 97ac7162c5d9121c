"""Every property of the quick tests, tried on many examples that are new each time."""

from collections.abc import Callable

import pytest

from tests.policy import (
    test_casejson,
    test_conditions,
    test_deriving,
    test_judging_properties,
    test_places,
    test_testing,
)
from tests.policy.strategies import PROPERTIES

_DEFINED_IN = {
    module.__name__.rpartition(".")[2]
    for module in (
        test_casejson,
        test_conditions,
        test_deriving,
        test_judging_properties,
        test_places,
        test_testing,
    )
}


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_a_property_holds_of_many_examples(name: str) -> None:
    holds: Callable[[], None] = PROPERTIES[name]

    holds()


def test_every_module_of_properties_is_among_them() -> None:
    assert {name.partition(".")[0] for name in PROPERTIES} == _DEFINED_IN
