import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.references import (
    MAX_LENGTH,
    SCHEMES,
    Reference,
    parse_reference,
    reference_hint,
)

GENERAL = (
    "a reference is `scheme:id`, such as `hf:org/name`, `openai:gpt-5-mini` or `local:./folder`"
)
UNCLEAN = "a reference has at most 300 characters, all visible, and no `..`"


@pytest.mark.parametrize(
    ("text", "scheme", "name", "revision"),
    [
        ("hf:org/Name", "hf", "org/Name", None),
        ("hf:org/Name@main", "hf", "org/Name", "main"),
        ("hf:org/Name@refs/pr/1", "hf", "org/Name", "refs/pr/1"),
        ("hf:gpt2", "hf", "gpt2", None),
        ("huggingface:org/Name", "hf", "org/Name", None),
        ("openai:gpt-5-mini", "openai", "gpt-5-mini", None),
        ("openai:ft:gpt-4o:org::abc", "openai", "ft:gpt-4o:org::abc", None),
        ("ollama:llama3.1:8b", "ollama", "llama3.1:8b", None),
        ("bedrock:amazon.nova-pro-v1:0", "bedrock", "amazon.nova-pro-v1:0", None),
        ("vertex:claude-3-5-sonnet@20240620", "vertex", "claude-3-5-sonnet", "20240620"),
        ("ollama:qwen3@sha256:0a1b", "ollama", "qwen3", "sha256:0a1b"),
        ("local:./tickets-2025", "local", "./tickets-2025", None),
        ("local:./with spaces@home", "local", "./with spaces@home", None),
    ],
)
def test_a_reference_is_scheme_id_and_revision(
    text: str, scheme: str, name: str, revision: str | None
) -> None:
    assert parse_reference(text) == Reference(scheme, name, revision, text)


@pytest.mark.parametrize(
    ("text", "pinned"),
    [
        ("pkg:huggingface/Org/Name@ABCDEF", "hf:Org/Name@abcdef"),
        ("pkg:HuggingFace/org/name", "hf:org/name"),
        ("pkg:huggingface/org/name?repository_url=https://huggingface.co", "hf:org/name"),
        ("pkg:github/org/name@v1#docs", "github:org/name@v1"),
        ("pkg:mlflow/churn@3", "mlflow:churn@3"),
        ("pkg:generic/org%2Fname@1", "pkg:generic/org/name@1"),
    ],
)
def test_a_package_url_of_a_hub_is_a_reference_to_that_hub(text: str, pinned: str) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.pinned, reference.text) == (pinned, text)


@pytest.mark.parametrize(
    "text",
    [
        "pkg:huggingface/org/name@r1?repository_url=https://mirror.example",
        "pkg:huggingface/org/name@r1?repository_url=https://[",
        "pkg:mlflow/churn@3?repository_url=https://one.example/api",
    ],
)
def test_a_package_from_another_place_stays_apart(text: str) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.scheme, reference.pinned) == ("pkg", text)


def test_the_canonical_form_has_no_revision() -> None:
    reference = parse_reference("hf:org/Name@main")
    assert reference is not None
    assert (reference.canonical, reference.pinned) == ("hf:org/Name", "hf:org/Name@main")


def test_two_spellings_of_one_model_are_equal() -> None:
    assert parse_reference("pkg:huggingface/org/name") == parse_reference("hf:org/name")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("gpt-5", GENERAL),
        ("", GENERAL),
        ("none", GENERAL),
        ("openai:", GENERAL),
        ("openai:gpt 5", GENERAL),
        ("openai:gpt-5@", GENERAL),
        ("openai:/gpt-5", GENERAL),
        ("openai:gpt//5", GENERAL),
        ("openai:gpt-5/", GENERAL),
        ("openai:gpt-*", GENERAL),
        ("openai:gpt\N{CYRILLIC SMALL LETTER O}", GENERAL),
        ("local:", GENERAL),
        ("local: x", GENERAL),
        ("pkg:huggingface/name", GENERAL),
        ("pkg:huggingface", GENERAL),
        ("pkg:generic/%2e%2e/name", GENERAL),
        ("https://example.org/org/name", GENERAL),
        ("C:\\models", GENERAL),
        ("hf:org/name/more", "after `hf:` stands `org/name`, for models and data sets alike"),
        ("hf:datasets/org/name", "did you mean `hf:org/name`?"),
        ("org/name", "did you mean `hf:org/name`?"),
        ("./folder", "did you mean `local:./folder`?"),
        ("https://huggingface.co/org/name/tree/main", "did you mean `hf:org/name`?"),
        ("https://huggingface.co/datasets/org/name", "did you mean `hf:org/name`?"),
        ("https://www.github.com/org/name", "did you mean `github:org/name`?"),
        ("OpenAI:gpt-5", "did you mean `openai:gpt-5`?"),
        ("opnai:gpt-5", "did you mean `openai:gpt-5`?"),
        ("azure_openai:gpt-4o", "did you mean `azure:gpt-4o`?"),
        ("local:../secrets", UNCLEAN),
        ("openai:gpt\x1b[31m", UNCLEAN),
        ("openai:gpt\N{RIGHT-TO-LEFT OVERRIDE}5", UNCLEAN),
        ("openai:" + "x" * MAX_LENGTH, UNCLEAN),
    ],
)
def test_what_is_no_reference_gets_a_hint(text: str, hint: str) -> None:
    assert (parse_reference(text), reference_hint(text)) == (None, hint)


@given(st.text() | st.builds("{}:{}".format, st.sampled_from(SCHEMES), st.text()))
def test_any_text_is_a_reference_or_gets_a_hint(text: str) -> None:
    reference = parse_reference(text)
    hint = reference_hint(text)
    assert hint
    if reference is not None:
        assert parse_reference(reference.pinned) == reference


NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)


@given(st.sampled_from(SCHEMES[:-1]), NAMES, NAMES, st.none() | NAMES)
def test_what_is_written_is_read(
    scheme: str, owner: str, name: str, revision: str | None
) -> None:
    pinned = revision if scheme != "local" else None
    reference = Reference(scheme, f"{owner}/{name}", pinned)
    assert parse_reference(reference.pinned) == reference


def test_every_scheme_stands_once() -> None:
    assert len(set(SCHEMES)) == len(SCHEMES)
