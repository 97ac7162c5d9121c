import pytest

from distillgate.usecases.documentviews import Edition
from distillgate.usecases.naming import Rule, Topic, document_called, meant_by, version_called
from policy.builtin import RULES
from policy.compiling import Pack
from policy.diagnostics import Code, Span
from policy.documents import Document
from policy.facts.fact import Attestation
from policy.facts.vocabulary import VOCABULARY
from policy.yamltext import UnreadableError
from tests.distillgate.libraries import example, shipped

SAID = Span("<command line>", 1, 21, 4)


def pack() -> Pack:
    return example().pack


def no_pack() -> Pack:
    raise AssertionError("the pack was loaded")


def test_codes_facts_and_attestations_need_no_pack() -> None:
    assert meant_by("no-plan", no_pack, SAID) is Code.NO_PLAN
    assert meant_by("use.purpose", no_pack, SAID) is VOCABULARY.get("use.purpose")
    assert meant_by("lawful-data", no_pack, SAID) is Attestation.LAWFUL_DATA


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("acme-terms#no-competing-models", "acme-terms@2026-01-01#no-competing-models"),
        (
            "acme-terms@2025-01-01#no-competing-models",
            "acme-terms@2025-01-01#no-competing-models",
        ),
        ("license-copy", "open-license@published#license-copy"),
    ],
)
def test_a_clause_is_named_in_full_with_a_version_or_alone(name: str, shown: str) -> None:
    found = meant_by(name, pack, SAID)
    assert isinstance(found, Rule)
    assert f"{found.edition.name}#{found.clause.id}" == shown


def test_documents_and_their_versions_have_names() -> None:
    assert isinstance(meant_by("acme-terms", pack, SAID), Document)
    edition = meant_by("acme-terms@2025-01-01", pack, SAID)
    assert isinstance(edition, Edition)
    assert edition.version.label == "2025-01-01"


def test_built_in_rules_have_names() -> None:
    for name in ("no-basis", "distillgate#no-basis", "distillgate@1#no-basis"):
        assert meant_by(name, pack, SAID) is RULES["no-basis"]


def test_a_topic_gives_the_newest_clauses_on_it() -> None:
    found = meant_by("train-on-outputs", pack, SAID)
    assert isinstance(found, Topic)
    assert [each.edition.name for each in found.speakers] == ["acme-terms@2026-01-01"]


def test_a_territory_has_a_name() -> None:
    assert meant_by("examplia", pack, SAID) is pack().territories["examplia"]


def refusal(name: str, held: Pack) -> tuple[Code, str, str]:
    with pytest.raises(UnreadableError) as error:
        meant_by(name, lambda: held, SAID)
    (found,) = error.value.diagnostics
    assert found.span == SAID
    return found.code, found.message, found.hint or ""


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("acme-termz", "did you mean `acme-terms`?"),
        ("acme-terms#no-competing", "did you mean `acme-terms#no-competing-models`?"),
        (
            "acme-terms@2025-01-01#outputs",
            "its clauses are no-competing-models, outputs-are-yours",
        ),
        ("use.purpos", "did you mean `use.purpose`?"),
        ("zzzzzzzz", "`document list` shows what there is; clauses: `document#clause`"),
        (
            "distillgate#nothing",
            "`document list` shows what there is; clauses: `document#clause`",
        ),
    ],
)
def test_an_unknown_name_is_told_with_near_ones(name: str, hint: str) -> None:
    code, message, near = refusal(name, pack())
    assert (code, message) == (Code.UNKNOWN_NAME, f"nothing is called `{name}`")
    assert near.startswith(hint.removesuffix("?"))


def test_a_clause_that_many_documents_have_is_asked_for_in_full() -> None:
    code, message, hint = refusal("no-competing-models", shipped())
    assert code is Code.UNKNOWN_NAME
    assert "documents have a clause `no-competing-models`" in message
    assert "#no-competing-models`" in hint


def test_a_long_name_is_not_compared() -> None:
    assert refusal("x" * 100_000, pack())[2] == ""


def test_a_document_and_a_version_are_told_with_near_ones() -> None:
    with pytest.raises(UnreadableError) as error:
        document_called("acme-term", pack(), SAID)
    assert error.value.diagnostics[0].hint == "did you mean `acme-terms`?"
    with pytest.raises(UnreadableError) as error:
        version_called(pack().documents["acme-terms"], "latest", SAID)
    assert error.value.diagnostics[0].hint == "one of 2025-01-01, 2026-01-01"
