from pathlib import Path

import pytest

from tests.knowledge.differences import load_differences
from tests.knowledge.licensenames import (
    documents_named,
    hub_ids,
    hub_tags,
    names_of_no_license,
    wild_names,
)
from tests.knowledge.research import KNOWLEDGE
from tests.knowledge.shelf import shipped

with_research = pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")
TAGS = shipped().pack.license_tags
UNKNOWN = frozenset(names_of_no_license())
OF_MANY = UNKNOWN & {
    "other",
    "unknown",
    "license",
    "openrail",
    "qwen",
    "modified-mit",
    "sai-nc-community",
}
"""Tags that many texts share, which is why they name none."""
DERIVED = frozenset({"yi-license", "minicpm-license", "internlm-license", "gemma-4-license"})
"""Documents of a maker that hold the words of a common license in a version of their own."""


@pytest.fixture(name="knowledge", scope="module")
def knowledge_fixture() -> Path:
    assert KNOWLEDGE is not None
    return KNOWLEDGE


def test_every_name_leads_to_documents_that_are_held() -> None:
    held = set(shipped().pack.documents)
    assert {name for names in TAGS.values() for name in names} <= held


@pytest.mark.parametrize("name", names_of_no_license())
def test_name_that_names_no_one_license_leads_nowhere(name: str) -> None:
    assert documents_named(name, TAGS) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MIT License", ("mit",)),
        ("Apache 2.0", ("apache-2.0",)),
        ("CC BY-SA 4.0", ("cc-by-sa-4.0",)),
        ("afl-3.0", ("afl-3.0",)),
        ("openrail++", ("creativeml-openrailpp-m",)),
        ("grok2-community", ("xai-community-license",)),
        ("qwen-research", ("qwen-research-license",)),
    ],
)
def test_name_leads_to_the_license_that_it_means(name: str, expected: tuple[str, ...]) -> None:
    assert documents_named(name, TAGS) == expected


def test_license_known_by_name_only_is_a_document_that_nobody_read() -> None:
    (document,) = documents_named("artistic-2.0", TAGS)
    assert not shipped().pack.documents[document].is_read


@with_research
def test_every_id_of_the_hub_and_its_name_lead_somewhere_or_are_listed(
    knowledge: Path,
) -> None:
    ids = tuple(hub_ids(knowledge))
    left = [name for pair in ids for name in pair if not documents_named(name, TAGS)]
    assert len(ids) > 80
    assert set(left) <= UNKNOWN


@with_research
def test_every_name_in_the_wild_leads_somewhere_or_is_listed(knowledge: Path) -> None:
    names = tuple(wild_names(knowledge))
    assert len(names) > 250
    assert {name for name in names if not documents_named(name, TAGS)} <= UNKNOWN


@with_research
def test_no_name_is_listed_as_unknown_and_leads_somewhere(knowledge: Path) -> None:
    met = {*wild_names(knowledge), *(name for pair in hub_ids(knowledge) for name in pair)}
    met |= {tag for _, tag in hub_tags(knowledge)}
    assert [name for name in UNKNOWN if documents_named(name, TAGS)] == []
    assert [name for name in UNKNOWN if name not in met] == []


@with_research
def test_tags_lead_to_the_documents_that_the_research_gives_them(knowledge: Path) -> None:
    other_names = load_differences().documents
    wrong = [
        (document, tag)
        for document, tag in hub_tags(knowledge)
        if tag not in OF_MANY
        and document not in DERIVED
        and not set(other_names.get(document, (document,))) & set(documents_named(tag, TAGS))
    ]
    assert wrong == EXCEPTIONS


EXCEPTIONS = [
    ("apple-amlr", "apple-ascl"),
    ("chatglm3-model-license", "glm-4"),
    ("cohere-labs-cc-by-nc", "cc-by-nc-4.0"),
    ("minimax-m2-license", "mit"),
]
"""apple-ascl is the license of sample code, and glm-4 has a text of its own. The other two are
tags of a common license, while that maker's models stand under its text by their records."""
