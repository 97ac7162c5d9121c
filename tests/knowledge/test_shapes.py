"""The shapes that a rule on training with outputs has, and whose text has which."""

import pytest

from policy.conditions import facts_read
from policy.documents import Clause, Effect, Version
from tests.knowledge.shelf import shipped

DOCUMENTS = shipped().pack.documents
FEEDS = "ingredient.feeds_training"
COMPETES = "terms.competes_with_issuer"
SIMILAR = "terms.similar_to_issuer_product"


def current(name: str) -> Version:
    return DOCUMENTS[name].versions[-1]


def on_outputs(name: str, effect: Effect) -> list[Clause]:
    return [
        each
        for each in current(name).clauses
        if each.topic == "train-on-outputs" and each.effect is effect
    ]


def reads(clause: Clause) -> frozenset[str]:
    return facts_read(clause.when)


ANY_MODEL = (
    "anthropic-usage-policy anthropic-consumer-terms xai-enterprise-terms zai-terms-of-use"
    " google-terms-of-service microsoft-services-agreement stability-terms liquid-terms"
    " google-generative-ai-additional-terms perplexity-aup qwen-chat-terms"
).split()


@pytest.mark.parametrize("name", ANY_MODEL)
def test_some_bar_training_of_any_model(name: str) -> None:
    assert any(reads(each) == {FEEDS} for each in on_outputs(name, Effect.FORBIDS))


COMPETING_ONLY = (
    "openai-services-agreement openai-terms-of-use openai-terms-of-use-eu"
    " gemini-api-additional-terms anthropic-commercial-terms meta-model-api-terms"
    " kimi-consumer-terms cursor-terms cognition-terms nvidia-api-trial-terms"
).split()


@pytest.mark.parametrize("name", COMPETING_ONLY)
def test_some_bar_training_of_competing_models_only(name: str) -> None:
    bans = on_outputs(name, Effect.FORBIDS)
    assert bans
    assert all(COMPETES in reads(each) for each in bans)


def test_aws_bars_what_is_generated_for_the_express_purpose_of_training() -> None:
    bans = on_outputs("aws-service-terms-ai", Effect.FORBIDS)
    assert [reads(each) for each in bans] == [{FEEDS, "ingredient.generated_for"}]


def test_aws_asked_for_competition_before() -> None:
    first = DOCUMENTS["aws-service-terms-ai"].versions[0]
    bans = [each for each in first.clauses if each.topic == "train-on-outputs"]
    assert [reads(each) for each in bans] == [{FEEDS, COMPETES, SIMILAR}]


def test_google_cloud_bars_similar_models_whether_they_compete_or_not() -> None:
    bans = on_outputs("google-cloud-service-specific-terms", Effect.FORBIDS)
    assert any(SIMILAR in reads(each) and COMPETES not in reads(each) for each in bans)


@pytest.mark.parametrize(
    "name",
    ["mistral-commercial-terms", "mistral-consumer-terms-eea", "mistral-terms-of-service"],
)
def test_mistral_bars_image_outputs_for_competing_image_models(name: str) -> None:
    ban = next(
        each
        for each in on_outputs(name, Effect.FORBIDS)
        if each.id == "no-competing-image-products"
    )
    assert {"ingredient.signals", "student.generates", COMPETES} <= reads(ban)


@pytest.mark.parametrize("name", ["deepseek-terms-of-use", "deepseek-open-platform-terms"])
def test_deepseek_permits_training_in_words(name: str) -> None:
    assert on_outputs(name, Effect.PERMITS)
    assert not on_outputs(name, Effect.FORBIDS)


SILENT = (
    "groq-services-agreement together-terms deepinfra-terms baseten-terms cerebras-terms"
    " huggingface-terms github-terms openrouter-terms"
).split()


@pytest.mark.parametrize("name", SILENT)
def test_hosts_and_routers_are_silent_so_that_the_model_decides(name: str) -> None:
    held = current(name)
    assert not on_outputs(name, Effect.FORBIDS)
    assert "train-on-outputs" in {each.topic for each in held.silent}


def test_business_terms_of_openai_except_classifiers_kept_to_oneself() -> None:
    (ban,) = on_outputs("openai-services-agreement", Effect.FORBIDS)
    kept = {"student.type", "release.to_third_parties"}
    assert [facts_read(each.when) for each in ban.exceptions] == [kept, {"ingredient.program"}]


@pytest.mark.parametrize("name", ["openai-terms-of-use", "openai-terms-of-use-eu"])
def test_consumer_terms_of_openai_have_no_exception(name: str) -> None:
    (ban,) = on_outputs(name, Effect.FORBIDS)
    assert ban.exceptions == ()


def test_meta_leaves_evaluation_out() -> None:
    (ban,) = on_outputs("meta-model-api-terms", Effect.FORBIDS)
    assert "ingredient.feeds_training" in facts_read(ban.when)
    assert "evaluate" in ban.statement


def test_meta_turned_from_allowed_to_barred() -> None:
    assert on_outputs("meta-llama-api-terms", Effect.PERMITS)
    assert current("meta-llama-api-terms").until == current("meta-model-api-terms").effective


def test_github_excepts_research_and_parties_below_the_limit() -> None:
    waiver = next(
        each for each in current("github-terms").clauses if each.id == "access-reciprocity"
    )
    assert [facts_read(each.when) for each in waiver.exceptions] == [
        {"use.purpose"},
        {"organization.monthly_active_users"},
    ]


TURNS = [
    ("mistral-terms-of-service", "2024-02-27"),
    ("google-terms-of-service", "2024-05-22"),
    ("deepseek-terms-of-use", "2025-01-20"),
    ("xai-consumer-terms", "2025-01-02"),
    ("xai-consumer-terms", "2025-06-09"),
    ("anthropic-usage-policy", "2025-09-15"),
    ("microsoft-services-agreement", "2025-09-30"),
    ("aws-service-terms-ai", "2026-01-23"),
    ("xai-acceptable-use-policy", "2026-08-14"),
]


@pytest.mark.parametrize(("name", "label"), TURNS)
def test_rule_on_outputs_changed_with_the_version(name: str, label: str) -> None:
    versions = DOCUMENTS[name].versions
    place = [each.label for each in versions].index(label)

    def said(version: Version) -> set[str]:
        return {each.statement for each in version.clauses if each.topic == "train-on-outputs"}

    assert said(versions[place]) != said(versions[place - 1])


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("anthropic-supported-regions-policy", "organization.owner_countries_over_50"),
        ("xai-enterprise-terms", "organization.owned_50_by_listed_on"),
        ("qwen-chat-terms", "organization.owned_50_by_listed_on"),
    ],
)
def test_ownership_is_a_test_of_its_own(name: str, fact: str) -> None:
    read = {
        one
        for each in current(name).clauses
        if each.effect is Effect.FORBIDS
        for one in facts_read(each.when)
    }
    assert fact in read
