import pytest

from policy.diagnostics import Code
from tests.policy.packbuilders import BAN, Said, codes, said, sound, with_clauses

ACT = """\
document: example-act
kind: law
jurisdiction: EU
nexus: {release.places: {within: EU}}
versions:
  - version: "2026"
    clauses:
      - id: documentation
        topic: technical-documentation
        requires: Technical documentation.
"""
PERMIT = "id: program\ntopic: distillation-channel\npermits: Training within the program.\n"
AGREEMENT = """\
document: acme-2026
kind: agreement
issuer: acme
parties: [Example GmbH]
effective: 2026-02-01
"""


def lifting(target: str) -> str:
    return with_clauses(BAN, f"{PERMIT}lifts: ['{target}']")


@pytest.mark.parametrize(
    "target",
    [
        "no-training",
        "acme-terms#no-training",
        "acme-terms@2026-01-01#no-training",
        "topic:train-on-outputs",
    ],
)
def test_lift_of_what_is_there_is_sound(target: str) -> None:
    assert codes(lifting(target)) == []


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        (
            "no-trainig",
            (
                Code.UNKNOWN_CLAUSE,
                "`acme-terms` has no clause `no-trainig`",
                "did you mean `no-training`?",
            ),
        ),
        (
            "acme-term#no-training",
            (
                Code.UNKNOWN_DOCUMENT,
                "no document is called `acme-term`",
                "did you mean `acme-terms`?",
            ),
        ),
        ("#x", (Code.UNKNOWN_DOCUMENT, "no document is called ``", None)),
        (
            "topic:training",
            (Code.UNKNOWN_TOPIC, "`training` is no topic", "did you mean `training-summary`?"),
        ),
        (
            "example-act#documentation",
            (
                Code.LIFTS_LAW,
                (
                    "`acme-terms` cannot lift `example-act#documentation`:"
                    " only a law of the place can"
                ),
                "laws are lifted by laws of the same jurisdiction, or by an authority",
            ),
        ),
    ],
)
def test_lift_that_leads_nowhere_is_told_at_its_place(
    target: str, wrong: tuple[Code, str, str | None]
) -> None:
    code, message, hint = wrong
    place = (14, 17, len(target) + 2)
    assert said(lifting(target), ACT) == ((code, place, message, hint),)


def test_law_lifts_laws_of_its_own_jurisdiction_only() -> None:
    def other(jurisdiction: str) -> str:
        return (
            f"document: other-act\nkind: law\njurisdiction: {jurisdiction}\nversions:\n"
            '  - version: "2026"\n    clauses:\n'
            "      - {id: free, topic: exclusion, permits: It is free.,"
            " lifts: [example-act#documentation]}\n"
        )

    assert codes(ACT, other("EU")) == []
    assert codes(ACT, other("US")) == [Code.LIFTS_LAW]


def test_agreement_lifts_a_law_only_under_its_authority() -> None:
    lifts = f"{AGREEMENT}lifts: [example-act#documentation]\n"
    assert codes(lifts, ACT) == [Code.LIFTS_LAW]
    assert codes(f"{lifts}authority: example-act\n", ACT) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "replaces: [acme-term]",
            (
                Code.UNKNOWN_DOCUMENT,
                (6, 12, 9),
                "no document is called `acme-term`",
                "did you mean `acme-terms`?",
            ),
        ),
        (
            "pins: {acme-term: '2026-01-01'}",
            (
                Code.UNKNOWN_DOCUMENT,
                (6, 8, 9),
                "no document is called `acme-term`",
                "did you mean `acme-terms`?",
            ),
        ),
        (
            "pins: {acme-terms: '2025'}",
            (
                Code.UNKNOWN_VERSION,
                (6, 20, 6),
                "`acme-terms` has no version `2025`",
                "one of 2026-01-01",
            ),
        ),
        (
            "lifts: [acme-terms#training]",
            (
                Code.UNKNOWN_CLAUSE,
                (6, 9, 19),
                "`acme-terms` has no clause `training`",
                "did you mean `no-training`?",
            ),
        ),
    ],
)
def test_agreement_that_names_what_is_not_there_is_told(text: str, wrong: Said) -> None:
    assert said(f"{AGREEMENT}{text}\n", with_clauses(BAN)) == (wrong,)


def test_license_that_hands_on_terms_names_them() -> None:
    text = (
        "document: acme-data\nkind: dataset-license\nissuer: acme\n"
        "passes_on: [{}]\nversions: []\n"
    )
    assert codes(text.format("acme-terms"), with_clauses(BAN)) == []
    assert said(text.format("[]"), with_clauses(BAN)) == (
        (Code.WRONG_TYPE, (4, 13, 1), "this is not a string", None),
    )
    assert said(text.format("other"), with_clauses(BAN)) == (
        (Code.UNKNOWN_DOCUMENT, (4, 13, 5), "no document is called `other`", None),
    )


def test_limit_on_waivers_of_no_clause_is_a_warning() -> None:
    text = (
        "document: house\nkind: house\nsettings:\n  waivers:\n"
        "    no-trainig: {by: [legal]}\n    no-training: {by: [legal]}\n"
        "    unread-document: {by: [legal]}\n"
    )
    assert said(text, with_clauses(BAN)) == (
        (
            Code.UNKNOWN_CLAUSE,
            (5, 5, 10),
            "no document has a clause `no-trainig`, so nothing is limited",
            "did you mean `no-training`?",
        ),
    )


def test_clauses_of_every_version_can_be_named() -> None:
    later = '  - version: "2027-01-01"\n    effective: 2027-01-01\n'
    text = with_clauses(BAN, f"{PERMIT}lifts: [no-training]") + later
    assert sound(text).pack.documents["acme-terms"].versions[1].clauses == ()
