from collections.abc import Callable

import pytest

from tests.connectors.properties import PROPERTIES
from tests.policy.strategies import QUICK


@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_a_property_holds_of_some_examples(name: str) -> None:
    holds: Callable[[], None] = PROPERTIES[name]

    QUICK(holds)()
