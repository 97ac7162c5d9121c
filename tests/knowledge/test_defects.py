"""What became of each known defect of the research, line by line."""

from datetime import date
from pathlib import Path

import pytest

from policy.conditions import facts_read
from policy.documents import (
    BasisKind,
    Clause,
    Confidence,
    DocumentKind,
    Effect,
    Version,
)
from tests.knowledge.constants import constants
from tests.knowledge.differences import load_differences
from tests.knowledge.matching import matches
from tests.knowledge.quickyaml import read_yaml
from tests.knowledge.research import KNOWLEDGE, written_documents
from tests.knowledge.shelf import shipped, shipped_catalog

with_research = pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")
PACK = shipped().pack
DOCUMENTS = PACK.documents


@pytest.fixture(name="knowledge", scope="module")
def knowledge_fixture() -> Path:
    assert KNOWLEDGE is not None
    return KNOWLEDGE


def version(name: str, label: str) -> Version:
    (found,) = (each for each in DOCUMENTS[name].versions if each.label == label)
    return found


def clause(name: str, label: str, clause_id: str) -> Clause:
    (found,) = (each for each in version(name, label).clauses if each.id == clause_id)
    return found


# Territories


@with_research
@pytest.mark.parametrize(
    ("territory", "provider", "seen_since"),
    [
        ("anthropic-supported", "anthropic", {"CD", "CF", "ER", "ET"}),
        ("gemini-api-supported", "google-gemini-api", {"AD", "AL", "BA"}),
        ("openai-supported", "openai", {"AW", "AX", "FO"}),
    ],
)
def test_supported_places_are_those_of_the_providers_list_and_those_seen_on_its_page(
    territory: str, provider: str, seen_since: set[str], knowledge: Path
) -> None:
    path = knowledge / "provider-terms" / "supported_territories.yaml"
    listed = read_yaml(path)["providers"][provider]["supported"]
    assert PACK.territories[territory].codes - set(listed) == seen_since
    assert set(listed) <= PACK.territories[territory].codes


def test_members_of_the_union_and_the_area_are_the_public_ones() -> None:
    union, area = PACK.territories["eu-members"].codes, PACK.territories["eea"].codes
    assert len(union) == 27
    assert area - union == {"IS", "LI", "NO"}
    assert {"BG", "HR", "CY", "RO"} <= union
    assert not {"GB", "CH"} & area


# Terms


def test_versions_without_a_first_day_say_why() -> None:
    files = {path.stem: path for path in Path("policies").glob("*/*.yaml")}
    silent = []
    for document in DOCUMENTS.values():
        if document.kind not in {DocumentKind.PROVIDER_TERMS, DocumentKind.USAGE_POLICY}:
            continue
        dateless = {each.label for each in document.versions if each.effective is None}
        if not dateless or not document.is_read:
            continue
        written = read_yaml(files[document.id])
        told = {str(each["version"]) for each in written["versions"] if each.get("notes")}
        told |= dateless if written.get("notes") else set()
        silent += [f"{document.id}@{label}" for label in dateless - told]
    assert silent == []


def test_empty_versions_of_the_xai_terms_are_unread() -> None:
    unread = [
        each.label for each in DOCUMENTS["xai-enterprise-terms"].versions if not each.is_read
    ]
    assert unread == ["2024-09-05", "2024-10-29", "2024-12-23", "2025-06-09"]
    carried = version("xai-enterprise-terms", "2026-04-10")
    assert carried.carried_from == "2025-06-27"
    assert all(each.confidence <= Confidence.MEDIUM for each in carried.clauses)


def test_no_ownership_statement_of_microsoft_is_no_permission() -> None:
    for each in DOCUMENTS["microsoft-services-agreement"].versions:
        assert not [one for one in each.clauses if one.topic == "output-ownership"]
        assert "output-ownership" in {one.topic for one in each.silent}


def test_site_terms_of_sambanova_are_not_silent_on_its_api() -> None:
    (held,) = DOCUMENTS["sambanova-terms"].versions
    assert "train-on-outputs" in held.unread
    assert not held.silent


def test_every_document_of_terms_comes_by_a_channel() -> None:
    kinds = {
        DocumentKind.PROVIDER_TERMS,
        DocumentKind.USAGE_POLICY,
        DocumentKind.PROGRAM_TERMS,
    }
    terms = {each.id for each in DOCUMENTS.values() if each.kind in kinds}
    by_row = {name for row in shipped_catalog().channel_rows for name in row.documents}
    assert terms - by_row == set()
    assert {"databricks", "snowflake"} <= {
        row.maker for row in shipped_catalog().channel_rows
    } | {row.hop for row in shipped_catalog().channel_rows}


@with_research
def test_ownership_that_is_only_disclaimed_is_not_assigned(knowledge: Path) -> None:
    wrong = [
        match.research.name
        for written in written_documents(knowledge)
        for match in matches(written, DOCUMENTS, load_differences())
        if match.research.written.topic == "output-ownership"
        and (match.research.written.subject or "").startswith(("No ", "Google claims no"))
        and any(each.effect is Effect.PERMITS for each in match.clauses)
    ]
    assert wrong == []


def test_ban_of_google_cloud_is_on_similar_models_competing_or_not() -> None:
    ban = clause("google-cloud-service-specific-terms", "2026-09-24", "no-similar-models")
    assert "terms.similar_to_issuer_product" in facts_read(ban.when)
    assert "terms.competes_with_issuer" not in facts_read(ban.when)


def test_help_article_of_anthropic_is_a_statement() -> None:
    article = DOCUMENTS["anthropic-outputs-training-guidance"]
    assert article.kind is DocumentKind.STATEMENT
    assert all(not each.lifts for each in article.versions[0].clauses)


def test_distilling_by_hand_is_barred_on_qwen_chat() -> None:
    ban = clause("qwen-chat-terms", "2025-03-01", "no-distilling")
    assert (ban.topic, ban.section) == ("train-on-outputs", "use restrictions (c)")
    assert facts_read(ban.when) == {"ingredient.feeds_training"}


# Licenses


def test_display_duty_of_the_nvidia_license_is_a_duty() -> None:
    duty = clause("nvidia-open-model-license", "2025-04-28-model-form", "built-on-named-model")
    assert (duty.effect, duty.section) == (Effect.REQUIRES, "3.2")


def test_days_of_the_nvidia_license_do_not_overlap() -> None:
    general = [
        each for each in DOCUMENTS["nvidia-open-model-license"].versions if not each.governs
    ]
    ends = [each.until for each in general[:-1]]
    assert ends == [each.effective for each in general[1:]]


def test_place_of_llama_3_3_has_no_object_and_is_only_told() -> None:
    limits = [
        each.effect
        for each in version("llama-3.3-community-license", "2024-12-06").clauses
        if each.topic == "territory"
    ]
    assert limits == [Effect.NOTES]


def test_place_of_llama_4_is_that_of_the_business_and_of_residents() -> None:
    ban = clause("llama-4-community-license", "2025-04-05", "no-multimodal-rights-in-the-eu")
    facts = facts_read(ban.when)
    assert {"organization.headquarters_country", "organization.kind"} <= facts
    assert {"ingredient.multimodal", "organization.country"} <= facts


@with_research
def test_silence_of_texts_that_were_not_read_is_no_silence(knowledge: Path) -> None:
    """Texts read since may be silent; others are unread, or silent at medium at most."""
    wrong = []
    for written in written_documents(knowledge):
        for match in matches(written, DOCUMENTS, load_differences()):
            clause_ = match.research.written
            unread = clause_.confidence == "low" or "not read" in (clause_.subject or "")
            if clause_.effect == "silent" and unread and match.unspoken == "silent":
                grades = [
                    (each.confidence, each.source)
                    for held in match.versions
                    for each in held.silent
                    if each.topic == clause_.topic
                ]
                wrong += [
                    match.research.document
                    for grade, source in grades
                    if grade is Confidence.HIGH and not _was_read(source)
                ]
    assert wrong == []


def _was_read(source: str | None) -> bool:
    """Return whether a source is a text in a repository, and not a report or a memory."""
    weak = ("memory", "secondary source", "a public", "public survey")
    return source is not None and ":" in source and not source.lower().startswith(weak)


def test_permission_by_lack_of_a_ban_is_a_grant_and_not_express() -> None:
    """Words that permit training are express; that nothing bars it is a general grant."""
    lacking = [
        f"{document.id}#{each.id}"
        for document in DOCUMENTS.values()
        for held in document.versions
        for each in held.clauses
        if each.topic == "train-on-outputs"
        and each.effect is Effect.PERMITS
        and each.statement.startswith(("No ban", "No general limit"))
        and each.basis is not BasisKind.GRANT
    ]
    assert lacking == []


NOT_READ = {
    "mistral-non-production-license",
    "jamba-open-model-license",
    "cohere-labs-cc-by-nc",
    "baichuan2-community-license",
    "glm-4-9b-license",
    "openpangu-model-license",
    "nvidia-nemotron-open-model-license",
    "llama-1-research-license",
    "health-ai-developer-foundations-terms",
    "glm-5.3-license",
    "qwen3.8-max-license",
    "ai2-impact-license",
}
READ_SINCE = {
    "falcon-180b-tii-license-1.0": "acceptable-use",
    "tii-falcon-license-2.0": "grant",
    "nvidia-data-agreement": "grant",
    "odc-by-1.0": "grant",
    "cdla-permissive-2.0": "grant",
    "cdla-sharing-1.0": "grant",
}


@pytest.mark.parametrize("name", sorted(NOT_READ))
def test_license_that_was_not_read_is_no_surer_than_a_report(name: str) -> None:
    held = DOCUMENTS[name].versions[-1]
    surest = {each.confidence for each in held.clauses if each.effect is Effect.PERMITS}
    assert max(surest) <= Confidence.MEDIUM


@pytest.mark.parametrize(("name", "clause_id"), sorted(READ_SINCE.items()))
def test_license_that_was_read_since_cites_the_text(name: str, clause_id: str) -> None:
    found = next(
        each
        for held in DOCUMENTS[name].versions
        for each in held.clauses
        if each.id == clause_id
    )
    assert _was_read(found.source)


# What the research says that an engine has to model


def test_sizes_of_one_release_may_stand_under_unlike_licenses() -> None:
    catalog = shipped_catalog()
    texts = {
        size: catalog.artifact(f"hf:Qwen/Qwen2.5-{size}-Instruct")
        for size in ("3B", "7B", "72B")
    }
    assert {size: each.documents[0] for size, each in texts.items() if each} == {
        "3B": "qwen-research-license",
        "7B": "apache-2.0",
        "72B": "qwen-license",
    }


@pytest.mark.parametrize(
    ("name", "day", "topic"),
    [
        ("minimax-m2-license", date(2025, 11, 13), "attribution-notice"),
        ("yi-license", date(2024, 5, 30), "commercial-use"),
        ("minicpm-license", date(2025, 6, 6), "train-on-outputs"),
    ],
)
def test_texts_that_changed_say_something_else_from_that_day(
    name: str, day: date, topic: str
) -> None:
    versions = DOCUMENTS[name].versions
    (before,) = (each for each in versions if each.until == day)
    (after,) = (each for each in versions if each.effective == day)

    def said(held: Version) -> set[str]:
        return {each.statement for each in held.clauses if each.topic == topic}

    assert said(before) != said(after)


def test_naming_counts_outputs_from_llama_3_1_and_materials_before() -> None:
    first = clause("llama-3-community-license", "2024-04-18", "naming")
    later = clause("llama-3.1-community-license", "2024-07-23", "naming")
    assert (first.reach, later.reach and later.reach.value) == (None, "outputs")


PREFIXES = {
    "llama-4-community-license": "Llama",
    "hyperclovax-seed-license": "HyperCLOVA X",
    "kanana-license": "Kanana",
    "k-exaone-license": "K-EXAONE",
    "minicpm-license": "MiniCPM",
}


@pytest.mark.parametrize(("name", "word"), PREFIXES.items())
def test_names_that_licenses_ask_for_are_checks(name: str, word: str) -> None:
    duties = [
        each
        for held in DOCUMENTS[name].versions
        for each in held.clauses
        if each.id == "naming"
    ]
    assert duties
    assert all(any(one.has(word) for one in constants([each])) for each in duties)


PURPOSE = {
    "gemma-terms-of-use": True,
    "deepseek-model-license-1.0": True,
    "creativeml-openrail-m": True,
    "bigscience-openrail-m": True,
    "bigscience-bloom-rail-1.0": True,
    "creativeml-openrailpp-m": True,
    "yi-license": True,
    "tencent-hunyuan-community-license": True,
    "bigcode-openrail-m-v1": False,
    "skywork-community-license": False,
    "stability-ai-community-license": False,
}


@pytest.mark.parametrize(("name", "tested"), PURPOSE.items())
def test_students_are_derivatives_by_purpose_where_the_definition_has_that_test(
    name: str, *, tested: bool
) -> None:
    first = DOCUMENTS[name].versions[0]
    duties = [
        each
        for each in first.clauses
        if each.topic == "license-inheritance" and each.effect is Effect.REQUIRES
    ]
    reads = {"terms.aims_to_match_model" in facts_read(each.when) for each in duties}
    assert reads == {tested}


FAMILY = (
    "llama-2-community-license llama-3-community-license tongyi-qianwen-license"
    " databricks-open-model-license tencent-hunyuan-community-license"
    " stability-ai-community-license fish-audio-research-license exaone-license-nc"
    " xai-community-license tongyi-qianwen-research-license"
).split()


@pytest.mark.parametrize("name", FAMILY)
def test_bans_leave_out_the_teachers_own_family(name: str) -> None:
    bans = [
        each
        for held in DOCUMENTS[name].versions
        for each in held.clauses
        if each.topic == "train-on-outputs" and each.effect is Effect.FORBIDS
    ]
    assert bans
    for ban in bans:
        read = {fact for each in ban.exceptions for fact in facts_read(each.when)}
        assert read == {"terms.same_family"}
