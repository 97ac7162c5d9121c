import json

import pytest

from connectors.licensing.added import AddedTextError, Facts, added_text, facts_json
from connectors.licensing.finding import Catalog
from tests.connectors.licensetexts import MODEL_LICENSE, apache, compared, shipped

NONE = Catalog.of(())
CONTENT = MODEL_LICENSE.encode()
FACTS = Facts("example", "Example Model License", document="example-license")


def test_added_text_is_identified_and_its_differences_shown_in_words() -> None:
    text = added_text(CONTENT, facts_json(FACTS, CONTENT).encode(), "file", NONE)
    assert (text.license.id, text.license.document) == ("example", "example-license")
    catalog = Catalog.of([text])
    assert compared(MODEL_LICENSE, catalog).likeness == "identified"
    found = compared(MODEL_LICENSE.replace("Outputs.", "Results."), catalog)
    assert [each.text for each in found.matches[0].missing] == ["outputs"]


def test_text_without_facts_is_called_as_its_file() -> None:
    assert added_text(CONTENT, None, "acme-eula", NONE).license.id == "acme-eula"


def test_copy_of_a_text_that_ships_gives_that_its_words() -> None:
    text = added_text(apache().encode(), None, "copy", shipped())
    assert text.license.id == "apache-2.0"
    catalog = Catalog.of([text, *shipped().texts])
    found = compared(apache().replace("fifty percent", "ten percent"), catalog)
    assert [each.text for each in found.matches[0].missing] == ["fifty"]


@pytest.mark.parametrize(
    ("content", "facts", "name", "why"),
    [
        (b"too few words", None, "acme", "fewer than 8 words"),
        (b"%PDF-1.4", None, "acme", "it is pdf"),
        (CONTENT, None, "Acme License", "its id is not made of"),
        (CONTENT, b"{", "acme", "is no JSON"),
        (CONTENT, b"[]", "acme", "is not of the form"),
        (CONTENT, b'{"format": "other"}', "acme", "is not of the form"),
        (MODEL_LICENSE.replace("700", "7").encode(), "own", "acme", "is not the one"),
        (CONTENT, {"verdict": "free"}, "acme", "unknown key `verdict`"),
        (CONTENT, {"document": 5}, "acme", "something else than text"),
        (CONTENT, {"id": "../up"}, "acme", "its id is not made of"),
    ],
)
def test_text_that_cannot_be_used_is_refused_with_a_reason(
    content: bytes, facts: bytes | str | dict[str, object] | None, name: str, why: str
) -> None:
    own = json.loads(facts_json(FACTS, CONTENT))
    match facts:
        case dict():
            facts = json.dumps(own | facts).encode()
        case str():
            facts = json.dumps(own).encode()
        case _:
            pass
    with pytest.raises(AddedTextError, match=why):
        added_text(content, facts, name, NONE)
