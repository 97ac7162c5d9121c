import pytest

from registry.catalogs import SeedCatalog, seed_catalog
from registry.records import (
    ANY_MAKER,
    DIRECT,
    Artifact,
    ArtifactKind,
    ArtifactPattern,
    ChannelRow,
    MakerTerms,
    Provider,
)
from registry.store import Catalog

OPENAI = Provider(
    "openai",
    "OpenAI",
    "US",
    model_prefixes=("gpt-", "gpt-image-", "o3"),
    hub_owners=("openai", "openai-community"),
    aliases=("chatgpt",),
)
ANTHROPIC = Provider(
    "anthropic", "Anthropic", "US", model_prefixes=("claude-", "vertex_ai/claude-")
)
GOOGLE_CLOUD = Provider(
    "google-cloud",
    "Google Cloud",
    "US",
    model_prefixes=("vertex_ai/",),
    aliases=("vertex_ai",),
    hosts=True,
)
META = Provider(
    "meta", "Meta", "US", model_prefixes=("llama",), hub_owners=("meta-llama", "facebook")
)
ALIBABA = Provider(
    "alibaba", "Alibaba", "CN", model_prefixes=("qwen3", "qwen-"), hub_owners=("Qwen",)
)
AMAZON = Provider("amazon", "Amazon", "US", model_prefixes=("nova-",))
AWS = Provider("aws", "AWS", "US", aliases=("bedrock",), hosts=True)
AZURE = Provider("azure", "Azure", "US", hosts=True)
OPENROUTER = Provider("openrouter", "OpenRouter", "US", hosts=True)
TOGETHER = Provider("together", "Together", "US", hosts=True)
NVIDIA = Provider(
    "nvidia", "NVIDIA", "US", model_prefixes=("nemotron-",), hub_owners=("nvidia",), hosts=True
)
PROVIDERS = (
    OPENAI,
    ANTHROPIC,
    META,
    ALIBABA,
    AMAZON,
    AWS,
    AZURE,
    OPENROUTER,
    TOGETHER,
    NVIDIA,
    GOOGLE_CLOUD,
)
MODEL, DATASET = ArtifactKind.MODEL, ArtifactKind.DATASET
LLAMA = Artifact("hf:meta-llama/Llama-3.3-70B", MODEL, "meta", weights_open=True)
QWEN = Artifact(
    "hf:Qwen/Qwen3-8B",
    MODEL,
    "alibaba",
    aliases=("modelscope:Qwen/Qwen3-8B", "bedrock:qwen.qwen3-8b-v1:0"),
    weights_open=True,
)
GPT_5 = Artifact("openai:gpt-5", MODEL, "openai", multimodal=True, weights_open=False)
GPT_OSS = Artifact("hf:openai/gpt-oss-20b", MODEL, "openai", weights_open=True)
NOVA = Artifact("amazon:nova-pro", MODEL, "amazon", weights_open=False)
GSM = Artifact("hf:openai/gsm8k", DATASET, "openai")
SHARED_MODEL = Artifact("hf:somebody/shared", MODEL, "somebody")
SHARED_DATA = Artifact("hf:somebody/shared", DATASET, "somebody")
RECORDS = (LLAMA, QWEN, GPT_5, GPT_OSS, NOVA, SHARED_MODEL, SHARED_DATA, GSM)
PATTERNS = (
    ArtifactPattern("hf:Qwen/Qwen3-*-Instruct", "alibaba", documents=("apache-2.0",)),
    ArtifactPattern("hf:Qwen/Qwen3-*", "alibaba", weights_open=True, unread=True),
    ArtifactPattern("openai:gpt-5*", "openai", weights_open=False, multimodal=True),
    ArtifactPattern("hf:Qwen/*-data", "alibaba", DATASET),
    ArtifactPattern("*:phi-?", "microsoft", family="phi"),
)
CATALOG = seed_catalog(PROVIDERS, (), RECORDS, PATTERNS)


def row(maker: str, hop: str, *access: str, program: str | None = None) -> ChannelRow:
    """Return a row with one document that is named for its maker and hop."""
    terms = None if hop == DIRECT else MakerTerms.ADDED
    document = f"{maker}-{hop}"
    return ChannelRow(maker, hop, access, (document,), maker_terms=terms, program=program)


def channels(*rows: ChannelRow) -> SeedCatalog:
    """Return a catalog with `rows`."""
    return seed_catalog(PROVIDERS, rows, (), ())


def test_it_keeps_the_promise_of_catalogs() -> None:
    catalog: Catalog = CATALOG
    assert catalog.artifacts()


def test_everything_comes_in_one_order() -> None:
    again = seed_catalog(reversed(PROVIDERS), (), reversed(RECORDS), PATTERNS)
    assert again == CATALOG
    assert [each.slug for each in CATALOG.providers()] == sorted(
        each.slug for each in PROVIDERS
    )


@pytest.mark.parametrize("word", ["openai", "OpenAI", "chatgpt"])
def test_providers_by_slug_and_alias(word: str) -> None:
    assert CATALOG.provider(word) == OPENAI


def test_a_hub_owner_is_no_slug() -> None:
    assert CATALOG.provider("meta-llama") is None


@pytest.mark.parametrize(
    ("ref", "record"),
    [
        ("hf:Qwen/Qwen3-8B", QWEN),
        ("hf:qwen/qwen3-8b", QWEN),
        ("hf:Qwen/Qwen3-8B@abc123", QWEN),
        ("modelscope:Qwen/Qwen3-8B", QWEN),
        ("openai:gpt-5", GPT_5),
        ("azure:gpt-5", GPT_5),
        ("openrouter:openai/gpt-5", GPT_5),
        ("openrouter:openai/gpt-5:free", GPT_5),
        ("openrouter:chatgpt/gpt-5", GPT_5),
        ("openai:gpt-oss-20b", GPT_OSS),
        ("bedrock:openai.gpt-oss-20b-v1:0", GPT_OSS),
        ("bedrock:qwen.qwen3-8b-v1:0", QWEN),
        ("aws:qwen.qwen3-8b-v1:0", QWEN),
        ("bedrock:amazon.nova-pro-v1:0", NOVA),
        ("bedrock:us.amazon.nova-pro-v1:0", NOVA),
        ("together:meta-llama/Llama-3.3-70B", LLAMA),
        ("together:llama-3.3-70b-maas", LLAMA),
        ("openrouter:meta-llama/llama-3.3-70b", LLAMA),
        ("together:accounts/somebody/models/llama-3.3-70b", LLAMA),
    ],
)
def test_records_by_every_spelling(ref: str, record: Artifact) -> None:
    assert CATALOG.artifact(ref) == record


def test_a_model_and_a_data_set_of_one_name_are_told_apart() -> None:
    assert CATALOG.artifact("hf:somebody/shared") == SHARED_MODEL
    assert CATALOG.artifact("hf:somebody/shared", DATASET) == SHARED_DATA


@pytest.mark.parametrize(
    ("ref", "artifact"),
    [
        (
            "hf:Qwen/Qwen3-99B-Instruct",
            Artifact("hf:Qwen/Qwen3-99B-Instruct", MODEL, "alibaba", documents=("apache-2.0",)),
        ),
        (
            "hf:qwen/qwen3-99b",
            Artifact("hf:qwen/qwen3-99b", MODEL, "alibaba", weights_open=True, unread=True),
        ),
        (
            "hf:Qwen/web-data",
            Artifact("hf:Qwen/web-data", DATASET, "alibaba"),
        ),
        (
            "azure:gpt-5-mini",
            Artifact("azure:gpt-5-mini", MODEL, "openai", weights_open=False, multimodal=True),
        ),
        ("ollama:phi-4", Artifact("ollama:phi-4", MODEL, "microsoft", family="phi")),
    ],
)
def test_the_first_pattern_tells_what_no_record_does(ref: str, artifact: Artifact) -> None:
    assert CATALOG.artifact(ref) == artifact


def test_a_pattern_is_about_one_kind() -> None:
    assert CATALOG.artifact("hf:Qwen/web-data", MODEL) is None
    assert CATALOG.artifact("hf:Qwen/Qwen3-99B", DATASET) is None


@pytest.mark.parametrize(
    ("ref", "maker", "weights_open"),
    [
        ("openai:gpt-4.1", "openai", False),
        ("openai:o3-pro", "openai", False),
        ("azure:gpt-4.1", "openai", False),
        ("bedrock:anthropic.claude-opus-9", "anthropic", False),
        ("bedrock:eu.anthropic.claude-opus-9-v1:0", "anthropic", False),
        ("amazon:anthropic.claude-opus-9", "anthropic", False),
        ("openrouter:qwen/qwen3-max", "alibaba", False),
        ("openrouter:vertex_ai/claude-opus-9", "anthropic", False),
        ("nvidia:nemotron-9", "nvidia", False),
        ("nvidia:nvidia/nemotron-9", "nvidia", False),
        ("nvidia:nvidia/llama-9-nemotron", "nvidia", None),
        ("nvidia:meta/muse-1", "meta", None),
        # It may be one of the open models, or is not named as its maker names its own.
        ("openrouter:meta-llama/llama-4-huge", "meta", None),
        ("openrouter:openai/gpt-oss-safeguard", "openai", None),
        ("openai:something-new", "openai", None),
        ("together:meta-llama/Something-New", "meta", None),
    ],
)
def test_of_a_served_model_the_maker_is_known(
    ref: str,
    maker: str,
    weights_open: bool | None,  # noqa: FBT001 - a value of the table above
) -> None:
    assert CATALOG.artifact(ref) == Artifact(ref, MODEL, maker, weights_open=weights_open)
    provider = CATALOG.maker_of(ref)
    assert provider is not None
    assert provider.slug == maker


@pytest.mark.parametrize(
    "ref",
    [
        "openrouter:somebody/llama-3-uncensored",
        "openrouter:openrouter/auto",
        "azure:azure/my-deployment",
        "azure:my-deployment",
        "hf:nobody/knows",
        "local:./tickets",
        "ollama:llama3.3",
        "hf:llama-3",
    ],
)
def test_a_name_that_tells_no_maker_has_none(ref: str) -> None:
    assert CATALOG.artifact(ref) is None
    assert CATALOG.maker_of(ref) is None


def test_nothing_served_is_a_data_set() -> None:
    assert CATALOG.artifact("openai:gpt-4.1", DATASET) is None
    assert CATALOG.artifact("hf:openai/gsm8k") == GSM
    assert CATALOG.artifact("openai:gsm8k") != GSM


@pytest.mark.parametrize(
    ("ref", "maker"),
    [
        ("hf:meta-llama/Never-Heard-Of", META),
        ("hf:Facebook/old", META),
        ("github:qwen/code", ALIBABA),
        ("replicate:meta/llama", META),
        ("kaggle:meta-llama/x", None),
    ],
)
def test_hub_owners_name_makers(ref: str, maker: Provider | None) -> None:
    assert CATALOG.artifact(ref) is None
    assert CATALOG.maker_of(ref) == maker


def test_the_record_says_who_the_maker_is() -> None:
    record = Artifact("hf:nvidia/Llama-Mirror", MODEL, "meta")
    catalog = seed_catalog(PROVIDERS, (), (record,), ())
    assert catalog.maker_of("hf:nvidia/Llama-Mirror") == META


def test_a_maker_who_is_no_provider_is_not_guessed() -> None:
    record = Artifact("hf:meta-llama/Strange", MODEL, "somebody-else")
    catalog = seed_catalog(PROVIDERS, (), (record,), ())
    assert catalog.maker_of("hf:meta-llama/Strange") is None


@pytest.mark.parametrize("hop", [DIRECT, "openai", "chatgpt"])
def test_a_makers_own_channel(hop: str) -> None:
    own, other = row("openai", DIRECT, "api"), row("openai", "azure", "api")
    assert channels(own, other).channels("openai", hop) == (own,)


def test_rows_of_a_maker_stand_before_those_of_any() -> None:
    own, anybody = row("openai", "azure", "api"), row(ANY_MAKER, "azure", "api")
    catalog = channels(own, anybody)
    assert catalog.channels("openai", "azure") == (own,)
    assert catalog.channels("anthropic", "azure") == (anybody,)


def test_rows_of_any_maker_fill_the_access_that_is_left() -> None:
    own, anybody = row("openai", "aws", "api"), row(ANY_MAKER, "aws", "api", "cloud")
    assert channels(own, anybody).channels("openai", "bedrock") == (
        own,
        row(ANY_MAKER, "aws", "cloud"),
    )


def test_a_row_for_a_program_leaves_the_rest_to_any_maker() -> None:
    own = row("openai", "azure", "api", program="distillation")
    anybody = row(ANY_MAKER, "azure", "api")
    assert channels(own, anybody).channels("openai", "azure") == (own, anybody)


def test_a_host_that_makes_models_has_its_rows_for_anybody() -> None:
    anybody = row(ANY_MAKER, "nvidia", "api")
    (found,) = channels(anybody).channels("nvidia", DIRECT)
    assert found.documents == anybody.documents
    assert found.maker_terms is None


def test_no_row_is_no_row() -> None:
    assert channels().channels("openai", DIRECT) == ()
    assert channels().channels("nobody", "nowhere") == ()
