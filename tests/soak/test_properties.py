"""Every property of the quick tests, tried on many examples that are new each time."""

from collections.abc import Callable

import pytest

from tests.policy.strategies import PROPERTIES


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_a_property_holds_of_many_examples(name: str) -> None:
    holds: Callable[[], None] = PROPERTIES[name]

    holds()
