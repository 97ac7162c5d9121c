from pathlib import Path

import pytest

from registry.catalogs import SeedCatalog
from registry.records import Artifact, ArtifactKind
from tests.knowledge.differences import load_differences
from tests.knowledge.lineage import (
    ModelEntry,
    ancestors,
    dataset_entries,
    load_readings,
    makers_named,
    model_entries,
    of_dataset,
    of_model,
    references,
    told,
)
from tests.knowledge.research import KNOWLEDGE
from tests.knowledge.shelf import shipped_catalog

pytestmark = pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")
PROVIDERS_WITHOUT_RECORD = frozenset({"various", "glaive", "gretel"})
"""Words of the research for several makers, and makers whose own platform is the teacher."""
PROSE = frozenset({"hf:ChatGPT/GPT-4", "hf:DeepSeek-R1/V3", "hf:Qwen2.5-Math/Coder"}) | {
    "hf:Qwen2.5-32B/14B",
    "hf:allenai/OLMo-2",
    "hf:tiiuae/Falcon3-10B",
}
"""What looks like a name on a hub, in words that name several models."""


@pytest.fixture(name="knowledge", scope="module")
def knowledge_fixture() -> Path:
    assert KNOWLEDGE is not None
    return KNOWLEDGE


@pytest.fixture(name="catalog", scope="module")
def catalog_fixture() -> SeedCatalog:
    return shipped_catalog()


def recorded(
    knowledge: Path, catalog: SeedCatalog
) -> tuple[tuple[ModelEntry, Artifact, frozenset[str]], ...]:
    """Return each entry that is not excused, its record, and who made what is in it."""
    readings = load_readings()
    found = []
    for entry in model_entries(knowledge):
        record = of_model(entry, catalog, readings)
        if record is not None and entry.model not in readings.excuses:
            makers = {each.maker or "" for each in ancestors(record, catalog)}
            makers |= {record.maker or "", *makers_named(told(record, catalog))}
            found.append((entry, record, frozenset(makers)))
    return tuple(found)


def test_every_model_of_the_research_has_a_record(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    entries, readings = model_entries(knowledge), load_readings()
    assert len(entries) == 75
    assert [each.model for each in entries if not of_model(each, catalog, readings)] == []


def test_lineage_names_the_maker_of_every_base_and_teacher(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    missing = [
        (entry.model, words)
        for entry, _, makers in recorded(knowledge, catalog)
        for words in (*(entry.base_models or ()), *(entry.teachers or ()))
        if makers_named(words) - makers
    ]
    assert missing == []


def test_lineage_holds_every_base_and_teacher_that_the_research_names_by_reference(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    missing = []
    for entry, record, _ in recorded(knowledge, catalog):
        held = {record.ref, *(each.ref for each in ancestors(record, catalog))}
        named = (*(entry.base_models or ()), *(entry.teachers or ()))
        for ref in {ref for words in named for ref in references(words)} - PROSE:
            known = catalog.artifact(ref, ArtifactKind.MODEL)
            if known is None or known.ref not in held:
                missing.append((entry.model, ref))
    assert missing == []


def test_texts_that_apply_to_a_model_govern_it_or_what_it_was_made_from(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    other_names = load_differences().documents
    missing = []
    for entry, record, makers in recorded(knowledge, catalog):
        lineage = (record, *ancestors(record, catalog))
        held = {name for each in lineage for name in each.documents}
        for applies in entry.applicable_licenses:
            kind, _, name = applies.license.rpartition(":")
            if kind == "provider-terms" and name not in makers:
                missing.append((entry.model, applies.license))
            ours = other_names.get(name, (name,))
            if not kind and name != "unknown" and not held & set(ours):
                missing.append((entry.model, applies.license))
    assert missing == TEXTS_NOT_REACHED


TEXTS_NOT_REACHED = [
    ("WizardLM/WizardCoder-15B-V1.0", "cc-by-nc-4.0"),
    ("nvidia/Llama-3.1-Nemotron-Nano-8B-v1", "qwen-license"),
    ("allenai/OLMoE-1B-7B-0924-Instruct", "gemma-terms-of-use"),
]
"""The first holds data whose own license, code-alpaca-data-license, says so. In the other two
the sizes of Qwen and the Gemma models are not named: an unknown ingredient stands for them."""


def test_conflicts_of_models_are_contradictions_in_their_records(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    told_nowhere = [
        entry.model
        for entry, record, _ in recorded(knowledge, catalog)
        if entry.conflict and not record.contradiction
    ]
    assert told_nowhere == []


def test_every_data_set_of_the_research_has_a_record(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    entries = dataset_entries(knowledge)
    names = {each.ref for each in catalog.artifact_records if each.kind is ArtifactKind.DATASET}
    found = [of_dataset(each, catalog) for each in entries]
    assert len(entries) == 96
    assert [
        each.ref if each else None for each in found if not each or each.ref not in names
    ] == []


def test_data_sets_name_their_teachers(knowledge: Path, catalog: SeedCatalog) -> None:
    missing = []
    for entry in dataset_entries(knowledge):
        record = of_dataset(entry, catalog)
        assert record is not None
        makers = {each.maker for each in ancestors(record, catalog)}
        makers |= makers_named(told(record, catalog))
        missing += [
            (entry.id, teacher.model)
            for teacher in entry.teachers
            if entry.id not in load_readings().excuses
            and teacher.provider not in makers | PROVIDERS_WITHOUT_RECORD
            and not makers_named(teacher.model) & makers
        ]
    assert missing == []


def test_statements_and_conflicts_of_data_sets_are_told(
    knowledge: Path, catalog: SeedCatalog
) -> None:
    silent = []
    for entry in dataset_entries(knowledge):
        record = of_dataset(entry, catalog)
        assert record is not None
        words = record.contradiction or (entry.id in load_readings().excuses)
        if entry.conflict and not words:
            silent.append(entry.id)
        beside = len(record.documents) > 1 or record.contradiction or record.note
        if entry.other_license_statements and not beside:
            silent.append(entry.id)
    assert silent == []


def test_other_names_of_data_sets_lead_to_them(knowledge: Path, catalog: SeedCatalog) -> None:
    apart = load_readings().apart
    wrong = [
        name
        for entry in dataset_entries(knowledge)
        for name in entry.aliases
        if name not in apart and not _leads_to(name, of_dataset(entry, catalog), catalog)
    ]
    assert wrong == []


def _leads_to(name: str, record: Artifact | None, catalog: SeedCatalog) -> bool:
    found = [catalog.artifact(f"{at}:{name}", ArtifactKind.DATASET) for at in ("hf", "github")]
    return record is not None and any(each and each.ref == record.ref for each in found)


def test_excuses_are_about_entries_of_the_research(knowledge: Path) -> None:
    names = {each.model for each in model_entries(knowledge)}
    names |= {each.id for each in dataset_entries(knowledge)}
    readings = load_readings()
    assert readings.excuses <= names
    assert set(readings.records) <= names
