"""The territories stand against the research, where it is here."""

from collections.abc import Mapping

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from distillgate.settings import Settings
from distillgate.wiring import Layers, load_library, shipped_packs
from tests.knowledge.instruments import research_folder

RESEARCH = research_folder()
pytestmark = pytest.mark.skipif(RESEARCH is None, reason="the research is not here")
ADDED = {
    "openai-supported": "AW, AX and FO: the page shows them, the transcription does not",
    "anthropic-supported": "dependent territories and four states of the newer transcription",
}
"""Territories with more members than in the research, and why."""


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    members: tuple[str, ...]
    regions: tuple[str, ...] = ()


def _stated() -> Mapping[str, set[str]]:
    assert RESEARCH is not None
    content = yaml.safe_load((RESEARCH / "territories.yaml").read_text(encoding="utf-8"))
    groups = (Group.model_validate(each) for each in content["groups"])
    return {group.id: {*group.members, *group.regions} for group in groups}


def _written() -> Mapping[str, set[str]]:
    files = (shipped_packs() / "territories").glob("*.yaml")
    contents = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in files)
    return {each["territory"]: set(map(str, each["members"])) for each in contents}


def test_every_territory_that_a_rule_reads_has_the_members_of_the_research() -> None:
    stated, written = _stated(), _written()

    missing = {
        name: sorted(stated[name] - members)
        for name, members in written.items()
        if name in stated and stated[name] - members
    }
    more = {name for name in written if name in stated and written[name] - stated[name]}

    assert missing == {}
    assert more == set(ADDED)


def test_a_territory_that_is_not_written_is_read_by_no_rule_of_a_pack() -> None:
    pack = load_library(Layers(), Settings()).pack

    assert set(_stated()) - set(_written()) - set(pack.territories) <= {
        "ear-d1",
        "ear-d2",
        "ear-d3",
        "ear-d4",
        "ear-d5",
        "openai-unsupported-known",
        "anthropic-unsupported-known",
    }
