"""Every reader of what a hub or a file says, fed with many inputs that are new each time."""

from collections.abc import Callable

import pytest

from tests.connectors.properties import PROPERTIES
from tests.policy.strategies import DEEP


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_a_reader_bears_many_inputs(name: str) -> None:
    holds: Callable[[], None] = PROPERTIES[name]

    DEEP(holds)()
