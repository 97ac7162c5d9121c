import pytest

from distillgate.usecases.conditionwords import condition_words
from tests.policy.packbuilders import clause


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student.type: classifier", "`student.type` is classifier"),
        (
            "student.type: [classifier, embedding]",
            "`student.type` is classifier or embedding",
        ),
        ("student.monetized: true", "`student.monetized` is true"),
        ("student.parameters: {above: 7e9}", "`student.parameters` is above 7,000,000,000"),
        ("student.trained_from: {before: 2026-08-02}", None),
        ("student.markets: search", "`student.markets` includes search"),
        ("release.forms: {has_all: [api, app]}", "`release.forms` includes all of api and app"),
        ("release.places: {within: [DE, EU]}", "`release.places` lies in DE or EU"),
        ("not: {student.monetized: true}", "not: `student.monetized` is true"),
        (
            "student.monetized: true, any: [{student.type: vision}, {use.purpose: research}]",
            (
                "`student.monetized` is true and (`student.type` is vision or `use.purpose` is"
                " research)"
            ),
        ),
    ],
)
def test_a_condition_reads_like_a_sentence(text: str, words: str | None) -> None:
    found = clause(f"id: x\ntopic: use\nforbids: It.\nwhen: {{{text}}}\n")
    told = condition_words(found.when)
    assert told == (words or "`student.trained_from` is before 2026-08-02")


def test_no_condition_is_always() -> None:
    assert condition_words(clause("id: x\ntopic: use\nforbids: It.\n").when) == "always"
