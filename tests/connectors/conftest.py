from collections.abc import Iterator

import pytest

from tests.connectors.asking import Webs
from tests.connectors.fakehub import FakeHub, running_hub


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with running_hub() as running:
        yield running


@pytest.fixture
def other() -> Iterator[FakeHub]:
    with running_hub() as running:
        yield running


@pytest.fixture
def a_web() -> Iterator[Webs]:
    webs = Webs()
    yield webs
    webs.close()
