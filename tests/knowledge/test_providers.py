from pathlib import Path

import pytest

from policy.documents import Confidence, Document
from registry.catalogs import SeedCatalog
from registry.records import ANY_MAKER
from tests.knowledge.providers import Filled, filled, gaps, provider_entries
from tests.knowledge.research import KNOWLEDGE
from tests.knowledge.shelf import shipped, shipped_catalog

with_research = pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")
OF_A_HOST = {
    "azure_openai/": "azure",
    "azure/": "azure",
    "azure_ai/": "azure",
    "bedrock/": "aws",
    "github/": "github",
}
"""Prefixes that name the cloud which serves a model and not its maker."""
AS_SCHEME = {"vertex_ai/gemini-": "vertex_ai:gemini-", "vertex_ai/claude-": "vertex_ai:claude-"}
"""Prefixes whose first part is the scheme of a reference here."""
NO_MODELS = frozenset({"github_copilot/"})
"""What an editor plug-in calls the models of others; nobody's model begins so."""
DOCUMENTS = shipped().pack.documents


@pytest.fixture(name="knowledge", scope="module")
def knowledge_fixture() -> Path:
    assert KNOWLEDGE is not None
    return KNOWLEDGE


@pytest.fixture(name="catalog", scope="module")
def catalog_fixture() -> SeedCatalog:
    return shipped_catalog()


@with_research
def test_all_providers_of_the_research_are_known(knowledge: Path, catalog: SeedCatalog) -> None:
    entries = provider_entries(knowledge)
    assert len(entries) == 42
    assert [each.slug for each in entries if catalog.provider(each.slug) is None] == []


@with_research
def test_providers_are_at_home_where_the_research_has_them(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    wrong = [
        each.slug
        for each in provider_entries(knowledge)
        if (known := catalog.provider(each.slug)) is None or known.country != each.hq
    ]
    assert wrong == []


@with_research
def test_beginnings_of_model_ids_lead_to_their_makers(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    wrong = []
    for entry in provider_entries(knowledge):
        for prefix in set(entry.prefixes.api) - NO_MODELS:
            expected = OF_A_HOST.get(prefix, entry.slug)
            scheme = "openrouter" if prefix in OF_A_HOST else entry.slug
            found = catalog.maker_of(f"{AS_SCHEME.get(prefix, f'{scheme}:{prefix}')}x-1")
            # Who only serves models of others is the scheme of a reference, and makes none.
            found = found or catalog.provider(prefix.rstrip("/"))
            if found is None or found.slug != expected:
                wrong.append((entry.slug, prefix, found.slug if found else None))
    assert sorted(wrong) == []


@with_research
def test_names_on_hubs_lead_to_their_makers(knowledge: Path, catalog: SeedCatalog) -> None:
    wrong = [
        (entry.slug, owner)
        for entry in provider_entries(knowledge)
        for owner in entry.prefixes.hub_orgs
        if (found := catalog.maker_of(f"hf:{owner}/no-such-model-of-theirs")) is None
        or found.slug != entry.slug
    ]
    assert wrong == []


@with_research
def test_every_document_of_a_channel_comes_by_a_row(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    missing = []
    for entry in provider_entries(knowledge):
        for channel, documents in entry.channels.items():
            for name in documents:
                makers = {
                    who
                    for row in catalog.channel_rows
                    if name in row.documents
                    for who in (row.maker, row.hop)
                }
                hosts = {"azure"} if entry.slug == "microsoft" else set()
                if not makers & {entry.slug, ANY_MAKER, *hosts}:
                    missing.append((entry.slug, channel, name))
    assert missing == []


@with_research
def test_every_gap_of_the_research_is_filled(knowledge: Path) -> None:
    assert [each.document for each in gaps(knowledge)] == [each.gap for each in filled()]


@pytest.mark.parametrize("each", filled(), ids=lambda each: each.gap[:40])
def test_gap_leads_to_an_unread_document_a_version_or_a_clause(each: Filled) -> None:
    assert each.unread or each.versions or each.clauses
    assert [name for name in each.unread if DOCUMENTS[name].is_read] == []
    assert [name for name in each.versions if not _is_weak(name)] == []
    assert [name for name in each.clauses if not _clause_exists(name)] == []


@pytest.mark.parametrize("name", sorted({name for each in filled() for name in each.unread}))
def test_unread_document_governs_a_channel(name: str, catalog: SeedCatalog) -> None:
    assert any(name in row.documents for row in catalog.channel_rows)


def _is_weak(name: str) -> bool:
    """Return whether nothing in a version is surer than a report by others."""
    document, _, label = name.partition("@")
    (version,) = (each for each in DOCUMENTS[document].versions if each.label == label)
    return all(clause.confidence <= Confidence.MEDIUM for clause in version.clauses)


def _clause_exists(name: str) -> bool:
    document, _, clause = name.partition("#")
    held: Document = DOCUMENTS[document]
    return any(each.id == clause for version in held.versions for each in version.clauses)
