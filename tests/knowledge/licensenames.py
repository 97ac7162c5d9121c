"""Names by which licenses are met: on hubs, in cards, in the records of audits."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tests.knowledge.quickyaml import read_yaml

_FILE = Path(__file__).with_name("names.yaml")
_COLUMNS = {
    "dpi-licence-strings.csv": "raw_string",
    "scancode-ai-licences.csv": "scancode_key",
    "hf-licence-tag-census.csv": "hf_licence_tag",
    "mot-licence-strings.csv": "string",
}


class _Unknown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    why: str
    names: tuple[str, ...]


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    unknown: tuple[_Unknown, ...]


def names_of_no_license() -> tuple[str, ...]:
    """Return the names that are known to lead to no document."""
    listed = _Names.model_validate(read_yaml(_FILE))
    return tuple(name for group in listed.unknown for name in group.names)


def documents_named(name: str, tags: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the documents that `name` leads to, as casework looks them up."""
    return tags.get(name.strip().casefold(), ())


def hub_ids(knowledge: Path) -> Iterator[tuple[str, str]]:
    """Yield each id that the largest hub knows, with its name there."""
    content = json.loads((knowledge / "hubs" / "hf-license-ids.json").read_text("utf-8"))
    for each in content["licences"]:
        yield each["id"], each["name"]


def wild_names(knowledge: Path) -> Iterator[str]:
    """Yield every name that audits, cards and tools wrote down."""
    for file, column in _COLUMNS.items():
        text = (knowledge.parent / "benchmarks" / file).read_text("utf-8")
        for row in csv.DictReader(text.splitlines()):
            yield row[column]
    cards = read_yaml(knowledge / "hubs" / "cards.yaml")
    for card in cards["cards"]:
        for key in ("license", "license_name"):
            held = card.get(key) or ()
            yield from (held,) if isinstance(held, str) else held


def hub_tags(knowledge: Path) -> Iterator[tuple[str, str]]:
    """Yield each document of the research with a tag that hubs give it."""
    for path in sorted((knowledge / "model-licenses").glob("*.yaml")):
        content = read_yaml(path)
        if "versions" in content:
            for tag in content.get("hub_tags") or ():
                yield content["id"], tag
