import pytest

from policy.compiling import Pack
from policy.diagnostics import Code
from policy.proving.statements import Claim, Sought, Statement, Subject, parse_statements
from policy.reading import Notebook
from policy.yamltext import read_yaml
from tests.policy.packbuilders import BAN, sound, with_clauses

HEAD = "statements:\n  - id: never\n    says: It never does.\n"
WHOLE = (
    f"{HEAD}    documents: [acme-terms]\n    as: teacher\n    from: 2026-01-01\n"
    "    when: {ingredient.feeds_training: true}\n    unless: {use.noncommercial: true}\n"
    "    verdict: not-approved\n"
)


def pack() -> Pack:
    return sound(with_clauses(BAN)).pack


def read(text: str) -> tuple[tuple[Statement, ...], list[Code]]:
    notebook = Notebook()
    found = parse_statements(read_yaml(text.encode(), "s.yaml"), notebook, pack())
    return found, [each.code for each in notebook.found]


def test_a_statement_says_what_it_ranges_over_and_what_it_claims() -> None:
    (found,), wrong = read(WHOLE)
    assert wrong == []
    assert (found.id, found.documents, found.subject) == (
        "never",
        ("acme-terms",),
        Subject.TEACHER,
    )
    assert (found.claim, found.brings, found.sought) == (Claim.NOT_APPROVED, None, None)
    assert found.unless is not None


def test_a_search_ranges_over_everything() -> None:
    (found,), wrong = read(f"{HEAD}    search: fact-removed\n")
    assert wrong == []
    assert found.sought is Sought.FACT_REMOVED


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("statements: none\n", Code.WRONG_TYPE),
        ("about: nothing\n", Code.MISSING_KEY),
        (HEAD, Code.MISSING_KEY),
        (f"{HEAD}    documents: [acme-terms]\n", Code.MISSING_KEY),
        (f"{HEAD}    verdict: denied\n", Code.MISSING_KEY),
        (f"{WHOLE}    brings: naming\n", Code.MISSING_KEY),
        (f"{WHOLE}    unles: {{}}\n", Code.UNKNOWN_KEY),
        (WHOLE.replace("acme-terms", "acne-terms"), Code.UNKNOWN_DOCUMENT),
        (WHOLE.replace("feeds_training", "feed_training"), Code.UNKNOWN_FACT),
        (WHOLE.replace("not-approved", "approved"), Code.WRONG_VALUE),
        (WHOLE.replace("verdict: not-approved", "brings: names"), Code.UNKNOWN_TOPIC),
        (f"{HEAD}    search: fact-removed\n    documents: [acme-terms]\n", Code.UNKNOWN_KEY),
        (
            WHOLE.replace("documents: [acme-terms]", "every: {kind: agreement}"),
            Code.WRONG_VALUE,
        ),
    ],
)
def test_what_is_wrong_with_a_statement_is_told(text: str, code: Code) -> None:
    assert code in read(text)[1]


def test_a_document_is_left_out_with_a_reason() -> None:
    text = WHOLE.replace(
        "    as: teacher\n", "    but: [{document: acme-terms, because: it may}]\n"
    )
    (found,), wrong = read(text)
    assert wrong == []
    assert found.but == {"acme-terms": "it may"}
