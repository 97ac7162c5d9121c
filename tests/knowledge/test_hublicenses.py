import json

import pytest

from connectors.hublicenses import HUB_LICENSES, OTHER
from tests.knowledge.research import KNOWLEDGE

with_research = pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")


@with_research
def test_the_ids_of_the_hub_are_those_that_it_lists() -> None:
    assert KNOWLEDGE is not None
    path = KNOWLEDGE / "hubs" / "hf-license-ids.json"
    listed = {each["id"] for each in json.loads(path.read_text("utf-8"))["licences"]}
    assert listed == HUB_LICENSES | {OTHER, "unknown"}
