from dataclasses import fields
from datetime import date

import pytest

from policy.clauseparsing import CLAUSE_KEYS
from policy.conditions import Defined, Operator
from policy.conditions import Test as OneTest
from policy.diagnostics import Code, Span
from policy.documents import (
    Act,
    BasisKind,
    Carveout,
    Clause,
    Confidence,
    Document,
    DocumentKind,
    Effect,
    Governs,
    Reach,
    Silence,
    Thing,
    Version,
)
from policy.parsing import BINDS, KINDS
from policy.versionparsing import MAX_CLAUSES, MAX_VERSIONS
from tests.policy.packbuilders import (
    BAN,
    TERMS_HEAD,
    VERSION_HEAD,
    clause,
    codes,
    document,
    entry,
    loaded,
    said,
    with_clauses,
)

CLASSIFIER = OneTest("student.type", Operator.IN, ("classifier",))
TRAINS = OneTest("ingredient.feeds_training", Operator.IN, (True,))


def versions(*texts: str, head: str = TERMS_HEAD) -> tuple[Version, ...]:
    """Return the versions of a document, each as a mapping."""
    body = "".join(entry(text, 2) for text in texts)
    return document(f"{head}versions:\n{body}").versions


def wrong_versions(*texts: str, head: str = TERMS_HEAD) -> list[Code]:
    return codes(f"{head}versions:\n{''.join(entry(text, 2) for text in texts)}")


def version(label: str, *more: str) -> str:
    return f'version: "{label}"\neffective: {label}\n' + "".join(f"{each}\n" for each in more)


def with_ban(label: str, *more: str) -> str:
    return version(label, *more, f"clauses:\n{entry(BAN, 2)}")


# Clauses


def test_clause_has_everything_that_it_says() -> None:
    text = """\
id: own-program
section: 3.3(e)
topic: distillation-channel
act: train
reach: outputs
per: plan
from: 2026-01-01
until: 2027-01-01
permits: >-
  Training on output
  within the program.
basis: express
for: [outputs, white-box]
when: {ingredient.feeds_training: true}
except:
  - {section: "4", when: {student.type: classifier}}
  - when: {student.type: classifier}
lifts: [own-program]
protects: maker
fix: [leave the program]
consequences: [suspension, termination]
confidence: medium
source: A copy of the terms.
note: Seen once.
"""
    assert clause(text) == Clause(
        id="own-program",
        effect=Effect.PERMITS,
        statement="Training on output within the program.",
        topic="distillation-channel",
        section="3.3(e)",
        act=Act.TRAIN,
        reach=Reach.OUTPUTS,
        per_plan=True,
        start=date(2026, 1, 1),
        end=date(2027, 1, 1),
        basis=BasisKind.EXPRESS,
        things=(Thing.OUTPUTS, Thing.WHITE_BOX),
        when=TRAINS,
        exceptions=(Carveout(CLASSIFIER, "4"), Carveout(CLASSIFIER)),
        lifts=("own-program",),
        protects="maker",
        fix=("leave the program",),
        consequences=("suspension", "termination"),
        confidence=Confidence.MEDIUM,
    )


def test_duty_has_its_act_and_its_check() -> None:
    found = clause(
        "id: naming\ntopic: naming\nrequires: A name.\n"
        "due: release\ncheck: {student.type: classifier}"
    )
    assert found == Clause(
        id="naming",
        effect=Effect.REQUIRES,
        statement="A name.",
        topic="naming",
        due=Act.RELEASE,
        check=CLASSIFIER,
    )


def test_source_and_note_are_kept_and_are_no_part_of_the_rule() -> None:
    one, other = clause(f"{BAN}source: A copy.\nnote: Seen once."), clause(BAN)
    assert one == other
    assert (one.source, one.note, other.source, other.note) == (
        "A copy.",
        "Seen once.",
        None,
        None,
    )


def test_clause_lies_at_its_id() -> None:
    assert clause(BAN).span == Span("pack.yaml", 8, 13, 11)


def test_section_is_text_whatever_it_looks_like() -> None:
    assert [clause(f"{BAN}section: {each}").section for each in ("4.10", '"4.1"', "true")] == [
        "4.10",
        "4.1",
        "true",
    ]


@pytest.mark.parametrize("effect", Effect)
def test_each_effect_is_the_key_of_its_statement(effect: Effect) -> None:
    found = clause(f"id: a\ntopic: scope\n{effect}: Something.")
    assert (found.effect, found.statement) == (effect, "Something.")


def test_every_key_of_a_clause_reaches_it() -> None:
    """A key that no field holds would be written in vain."""
    effects = {effect.value for effect in Effect}
    renamed = {
        "per": "per_plan",
        "from": "start",
        "until": "end",
        "for": "things",
        "except": "exceptions",
        **dict.fromkeys(("every", "within", "at_most", "unit"), "recurs"),
    }
    held = {renamed.get(key, key) for key in CLAUSE_KEYS if key not in effects}
    kept = {each.name for each in fields(Clause)}
    assert kept - held == {"effect", "statement", "carried", "span", "places"}
    assert held - kept == set()


@pytest.mark.parametrize(
    ("key", "effect"),
    [
        *(
            (key, effect)
            for key in ("basis", "for", "lifts")
            for effect in ("forbids", "requires")
        ),
        *((key, effect) for key in ("due", "check") for effect in ("permits", "notes")),
    ],
)
def test_key_that_says_nothing_beside_an_effect_is_told(key: str, effect: str) -> None:
    value = {
        "basis": "grant",
        "for": "use",
        "lifts": "[a]",
        "due": "train",
        "check": "{student.type: classifier}",
    }[key]
    found = codes(with_clauses(f"id: a\ntopic: scope\n{effect}: Something.\n{key}: {value}"))
    assert found == [Code.UNKNOWN_KEY]


def test_condition_that_was_left_unfinished_is_told() -> None:
    """An empty `when` on a `permits` would permit to everybody."""
    permit = "id: a\ntopic: train-on-outputs\npermits: Training.\nwhen:\n"
    assert codes(with_clauses(permit)) == [Code.EMPTY_CONDITION]
    assert codes(with_clauses("id: a\ntopic: naming\nrequires: A name.\ncheck: null")) == [
        Code.EMPTY_CONDITION
    ]
    assert codes(with_clauses(f"{BAN}except:\n  - when:\n")) == [Code.MISSING_KEY]


def test_exception_that_cannot_be_read_is_no_exception() -> None:
    pack = loaded(with_clauses(f"{BAN}except:\n  - when: {{student.kind: x}}"))
    (found,) = pack.pack.documents["acme-terms"].versions[0].clauses
    assert [each.code for each in pack.errors] == [Code.UNKNOWN_FACT]
    assert found.exceptions == ()


def test_grade_that_cannot_be_read_is_low() -> None:
    pack = loaded(with_clauses(f"{BAN}confidence: sure"))
    (found,) = pack.pack.documents["acme-terms"].versions[0].clauses
    assert found.confidence is Confidence.LOW


# Documents


def test_document_has_everything_that_it_says() -> None:
    text = """\
document: acme-license
kind: model-license
title: Acme License
issuer: acme
license_tags: [acme, acme-1]
spdx: Acme-1.0
binds: end-users
amendable: false
protects: maker
passes_on: [acme-license]
notes: Renamed once.
versions:
  - version: "1.0"
    last_seen: 2026-01-31
    url: https://example.org/license
    governs:
      - {model: "hf:acme/*", revisions: [abc]}
    claims_outputs: true
    notes: The first.
    silent:
      - {topic: naming, section: "7", confidence: low, source: A copy.}
      - topic: [patent, governing-law]
    unread: [termination]
"""
    assert document(text, name="acme-license") == Document(
        id="acme-license",
        kind=DocumentKind.MODEL_LICENSE,
        title="Acme License",
        issuer="acme",
        license_tags=("acme", "acme-1"),
        spdx="Acme-1.0",
        protects="maker",
        passes_on=("acme-license",),
        versions=(
            Version(
                label="1.0",
                clauses=(),
                last_seen=date(2026, 1, 31),
                url="https://example.org/license",
                governs=(Governs("hf:acme/*", ("abc",)),),
                claims_outputs=True,
                silent=(
                    Silence("naming", "7", Confidence.LOW, "A copy."),
                    Silence("patent"),
                    Silence("governing-law"),
                ),
                unread=("termination",),
            ),
        ),
    )


def test_law_has_its_jurisdiction_and_nexus() -> None:
    text = """\
document: example-act
kind: law
jurisdiction: EU
nexus: {student.type: classifier}
versions: []
"""
    assert document(text, name="example-act") == Document(
        id="example-act",
        kind=DocumentKind.LAW,
        title="example-act",
        jurisdiction="EU",
        nexus=CLASSIFIER,
        versions=(),
    )


def test_agreement_is_one_version_dated_by_itself() -> None:
    text = f"""\
document: example-acme
kind: agreement
issuer: acme
parties: [Example GmbH]
models: ["acme:*"]
effective: 2026-02-01
until: 2028-02-01
last_seen: 2026-02-01
url: vault/17
replaces: [acme-terms]
pins: {{acme-terms: "2026-01-01"}}
lifts: [acme-terms#no-training]
authority: acme-terms
notes: Signed twice.
clauses:
{entry(BAN, 2)}"""
    (ban,) = document(with_clauses(BAN)).versions[0].clauses
    found = document(text, with_clauses(BAN), name="example-acme")
    assert found == Document(
        id="example-acme",
        kind=DocumentKind.AGREEMENT,
        title="example-acme",
        issuer="acme",
        parties=("Example GmbH",),
        models=("acme:*",),
        replaces=("acme-terms",),
        pins=(("acme-terms", "2026-01-01"),),
        lifts=("acme-terms#no-training",),
        authority="acme-terms",
        versions=(
            Version(
                label="2026-02-01",
                clauses=(ban,),
                effective=date(2026, 2, 1),
                until=date(2028, 2, 1),
                last_seen=date(2026, 2, 1),
                url="vault/17",
                closed=True,
            ),
        ),
    )


def test_undated_agreement_is_told_and_has_a_label_all_the_same() -> None:
    text = "document: a\nkind: agreement\nissuer: acme\nparties: [x]"
    pack = loaded(text)
    assert [each.code for each in pack.errors] == [Code.MISSING_KEY]
    assert pack.pack.documents["a"].versions[0].label == "undated"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not DocumentKind.HOUSE])
def test_each_kind_needs_what_makes_it_bind(kind: DocumentKind) -> None:
    needed = {
        DocumentKind.LAW: ["`jurisdiction`", "`versions`"],
        DocumentKind.AGREEMENT: ["`issuer`", "`parties`", "`effective`"],
    }.get(kind, ["`issuer`", "`versions`"])
    found = said(f"document: a\nkind: {kind}")
    assert [(code, message) for code, _, message, _ in found] == [
        (Code.MISSING_KEY, f"a document has no {name}") for name in sorted(needed)
    ]


@pytest.mark.parametrize("kind", ["built-in", "terms", "[law]", "house-policy"])
def test_other_kinds_are_refused(kind: str) -> None:
    text = f"document: a\nkind: {kind}\nissuer: acme\nversions: []"
    assert codes(text) in ([Code.WRONG_VALUE], [Code.WRONG_TYPE])


def test_name_of_the_built_in_document_is_taken() -> None:
    text = "document: distillgate\nkind: statement\nissuer: acme\nversions: []"
    assert codes(text) == [Code.WRONG_VALUE]


@pytest.mark.parametrize("word", BINDS)
def test_whom_a_document_binds_is_a_closed_list(word: str) -> None:
    assert codes(f"{TERMS_HEAD}binds: {word}\nversions: []") == []
    assert codes(f"{TERMS_HEAD}binds: {word}s\nversions: []") == [Code.WRONG_VALUE]


def test_pin_of_another_kind_is_told() -> None:
    head = "document: a\nkind: agreement\nissuer: acme\nparties: [x]\neffective: 2026-01-01\n"
    assert codes(f"{head}pins: {{b: [c], d: }}") == [Code.WRONG_TYPE, Code.WRONG_TYPE]


# Versions and their dates


def test_version_ends_where_the_next_begins() -> None:
    found = versions(version("2025-01-01"), version("2026-01-01"), version("2027-01-01"))
    assert [(each.effective, each.until, each.closed) for each in found] == [
        (date(2025, 1, 1), date(2026, 1, 1), True),
        (date(2026, 1, 1), date(2027, 1, 1), True),
        (date(2027, 1, 1), None, False),
    ]


def test_own_end_counts_where_it_comes_first() -> None:
    early, _ = versions(version("2025-01-01", "until: 2025-06-01"), version("2026-01-01"))
    assert early.until == date(2025, 6, 1)


def test_an_end_after_the_next_beginning_is_told_and_cut() -> None:
    late = version("2025-01-01", "until: 2026-06-01")
    pack = loaded(f"{TERMS_HEAD}versions:\n{entry(late, 2)}{entry(version('2026-01-01'), 2)}")
    assert [each.code for each in pack.diagnostics] == [Code.OVERLAPPING_VERSIONS]
    assert pack.errors == ()
    assert pack.pack.documents["acme-terms"].versions[0].until == date(2026, 1, 1)


def test_first_observation_stands_for_a_date_that_is_not_printed() -> None:
    (found,) = versions('version: "current"\nseen_from: 2025-03-01')
    assert found.effective == date(2025, 3, 1)
    (printed,) = versions(version("2025-01-01", "seen_from: 2025-03-01"))
    assert printed.effective == date(2025, 1, 1)


def test_versions_that_live_side_by_side_do_not_end_one_another() -> None:
    governs = "governs: [{{model: 'hf:acme/{}*'}}]"
    found = versions(
        version("2024-01-01", governs.format("one")),
        version("2025-01-01", governs.format("two")),
        version("2026-01-01", governs.format("one")),
    )
    assert [each.until for each in found] == [date(2026, 1, 1), None, None]


def test_undated_version_ends_nothing() -> None:
    found = versions(version("2024-01-01"), 'version: "undated"')
    assert [(each.until, each.closed) for each in found] == [(None, False), (None, False)]


@pytest.mark.parametrize(
    "texts",
    [
        (version("2026-01-01"), version("2025-01-01")),
        (version("2026-01-01", "until: 2026-01-01"),),
        (version("2026-01-01", "until: 2025-01-01"),),
    ],
)
def test_dates_out_of_order_are_told(texts: tuple[str, ...]) -> None:
    assert wrong_versions(*texts) == [Code.UNUSABLE_DATES]


def test_same_label_twice_is_told() -> None:
    assert wrong_versions(version("2026-01-01"), 'version: "2026-01-01"') == [
        Code.DUPLICATE_KEY
    ]


# Versions that are like others


def test_like_takes_all_clauses_and_replaces_those_of_the_same_id() -> None:
    changed = BAN.replace("models on output", "any model on output")
    other = "id: names\ntopic: naming\nrequires: A name.\n"
    first, second = versions(
        version("2025-01-01", f"clauses:\n{entry(BAN, 2)}{entry(other, 2)}"),
        version("2026-01-01", 'like: "2025-01-01"', f"clauses:\n{entry(changed, 2)}"),
    )
    assert [each.statement for each in second.clauses] == [
        "Training any model on output.",
        "A name.",
    ]
    assert second.clauses[1] is first.clauses[1]


def test_without_drops_clauses() -> None:
    _, second = versions(
        with_ban("2025-01-01"),
        version("2026-01-01", 'like: "2025-01-01"', "without: [no-training]"),
    )
    assert second.clauses == ()


def test_part_of_a_text_that_was_not_read_counts_as_medium() -> None:
    own = "id: names\ntopic: naming\nrequires: A name.\n"
    low = f"{BAN}confidence: low\n".replace("no-training", "weak")
    _, second = versions(
        version("2025-01-01", f"clauses:\n{entry(BAN, 2)}{entry(low, 2)}"),
        version(
            "2026-01-01", 'like: "2025-01-01"', "partial: true", f"clauses:\n{entry(own, 2)}"
        ),
    )
    assert [(each.id, each.confidence, each.carried) for each in second.clauses] == [
        ("no-training", Confidence.MEDIUM, False),
        ("weak", Confidence.LOW, False),
        ("names", Confidence.HIGH, False),
    ]


def test_last_text_that_was_read_stands_in_for_one_that_was_not() -> None:
    permit = "id: own\ntopic: output-ownership\npermits: It is yours.\n"
    _, second = versions(
        version("2025-01-01", f"clauses:\n{entry(BAN, 2)}{entry(permit, 2)}"),
        version("2026-01-01", "text: unread"),
    )
    assert second.carried_from == "2025-01-01"
    assert [(each.id, each.confidence, each.carried) for each in second.clauses] == [
        ("no-training", Confidence.MEDIUM, True),
        ("own", Confidence.LOW, True),
    ]


def test_unread_text_without_an_earlier_one_carries_nothing() -> None:
    (found,) = versions(version("2026-01-01", "text: unread"))
    assert (found.carried_from, found.clauses) == (None, ())


def test_silence_is_kept_until_a_version_speaks_or_is_not_read() -> None:
    silent = "silent: [{topic: train-on-outputs}, {topic: naming}, {topic: patent}]"
    first, like, partial, unread = versions(
        version("2023-01-01", silent),
        with_ban("2024-01-01", 'like: "2023-01-01"', "unread: [patent]"),
        version("2025-01-01", 'like: "2023-01-01"', "partial: true"),
        version("2026-01-01", "text: unread"),
    )
    assert [each.topic for each in first.silent] == ["train-on-outputs", "naming", "patent"]
    assert like.silent == (Silence("naming"),)
    assert partial.silent == tuple(
        Silence(topic, confidence=Confidence.MEDIUM)
        for topic in ("train-on-outputs", "naming", "patent")
    )
    assert unread.silent == partial.silent


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ('like: "2024-01-01"', Code.UNKNOWN_VERSION),
        ('like: "2026-01-01"', Code.UNKNOWN_VERSION),
        ('like: "2025-01-01"\nwithout: [no-trainig]', Code.UNKNOWN_CLAUSE),
        ("text: unred", Code.WRONG_VALUE),
    ],
)
def test_reference_to_an_earlier_version_that_leads_nowhere_is_told(
    second: str, code: Code
) -> None:
    found = wrong_versions(with_ban("2025-01-01"), version("2026-01-01", second))
    assert found == [code]


def test_definitions_of_a_version_serve_its_clauses_and_one_another() -> None:
    (found,) = versions(
        version(
            "2026-01-01",
            "define:",
            "  small: {student.type: classifier}",
            "  tiny: {defined: small}",
            f"clauses:\n{entry(f'{BAN}when: {{defined: tiny}}', 2)}",
        )
    )
    assert found.clauses[0].when == Defined("tiny", Defined("small", CLASSIFIER))


def test_issuer_that_claims_outputs_does_so_in_all_versions() -> None:
    claimed = versions(version("2025-01-01"), head=f"{TERMS_HEAD}claims_outputs: true\n")
    once = versions(version("2025-01-01", "claims_outputs: true"), version("2026-01-01"))
    assert [each.claims_outputs for each in (*claimed, *once)] == [True, True, False]


# Hostile documents


def test_versions_that_are_alike_are_bounded() -> None:
    many = "".join(
        entry(BAN.replace("no-training", f"c{number}"), 6)
        for number in range(MAX_CLAUSES // 40)
    )
    alike = "".join(
        entry(version(f"{2000 + number}-01-01", 'like: "first"'), 2) for number in range(60)
    )
    text = f'{TERMS_HEAD}versions:\n  - version: "first"\n    clauses:\n{many}{alike}'
    pack = loaded(text)
    assert [(each.code, each.message) for each in pack.diagnostics] == [
        (Code.TOO_LARGE, "the document has over 500 versions, or 20,000 clauses")
    ]
    found = pack.pack.documents["acme-terms"].versions
    assert sum(len(each.clauses) for each in found) <= MAX_CLAUSES + MAX_CLAUSES // 40


def test_number_of_versions_is_bounded() -> None:
    many = "".join(f'  - version: "v{number}"\n' for number in range(MAX_VERSIONS + 50))
    assert codes(f"{TERMS_HEAD}versions:\n{many}") == [Code.TOO_LARGE]


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "- a",
        "document:",
        "document: a\nkind: agreement\nclauses: [[[]], x, {}]",
        f"{TERMS_HEAD}versions: [x, [y], {{clauses: x}}, {{version: [z]}}]",
        f"{TERMS_HEAD}versions: {{a: b}}",
        f"{VERSION_HEAD}",
        with_clauses("id: [a]\ntopic: {b: c}\nforbids: [d]\nexcept: x\nfor: {e: f}"),
        with_clauses("id: a\ntopic: use\npermits: {a: b}\nlifts: {c: d}\nfrom: [2026-01-01]"),
        "kind: law\nnexus: [x]\nversions:\n  - define: [a]\n    silent: [x]\n    governs: [y]",
    ],
)
def test_what_is_no_document_is_told_and_no_traceback(text: str) -> None:
    assert codes(text)
