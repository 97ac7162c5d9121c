import pytest

from policy.diagnostics import Code
from policy.lint.pack import lint_pack
from tests.policy.packbuilders import loaded, sound

HEAD = "document: acme-terms\nkind: provider-terms\nissuer: acme\n"
VERSION = (
    '  - version: "{label}"\n    effective: {label}\n    url: https://example.org/{label}\n'
)
GRANT = "- {id: grant, section: '1', topic: use, permits: Using it.}"
OTHER = (
    "document: acme-license\nkind: model-license\nissuer: {issuer}\n"
    "versions:\n" + VERSION.format(label="2025-01-01") + "    clauses:\n"
    "      - {{id: no-use, section: '1', topic: use, forbids: Using it.}}\n"
    "      - {{id: notice, section: '2', topic: use, notes: A notice.}}\n"
)
ACT = (
    "document: example-act\nkind: law\njurisdiction: {place}\n{nexus}versions:\n"
    + VERSION.format(label="2025-01-01")
    + "    clauses:\n      - {{id: rule, section: s. 1, topic: copyright, {effect},"
    " when: {when}}}\n"
)


def terms(*clauses: str, label: str = "2025-01-01") -> str:
    """Return terms of one version with `clauses`, each a mapping in one line."""
    entries = "".join(f"      - {each}\n" for each in clauses)
    return f"{HEAD}versions:\n{VERSION.format(label=label)}    clauses:\n{entries}"


def ban(rest: str) -> str:
    return "{id: ban, section: '2', topic: train-on-outputs, forbids: Training" + rest + "}"


def lint(*texts: str) -> list[tuple[Code, str]]:
    return [(each.code, each.message) for each in lint_pack(sound(*texts).pack)]


def codes(*texts: str) -> list[Code]:
    return [code for code, _ in lint(*texts)]


def act(when: str, *, place: str = "DE", effect: str = "forbids: It", nexus: str = "") -> str:
    return ACT.format(place=place, nexus=nexus, effect=effect, when=when)


# Conditions


def test_a_sound_clause_gives_nothing() -> None:
    assert codes(terms(ban(", when: {student.type: classifier}"))) == []


def test_exceptions_that_cover_the_whole_clause_make_it_dead() -> None:
    exceptions = "[{when: {student.monetized: true}}, {when: {student.monetized: false}}]"
    assert lint(terms(ban(f", except: {exceptions}"))) == [
        (Code.DEAD_CLAUSE, "`ban` can never apply: its exceptions cover all of it")
    ]


def test_the_nexus_of_a_law_counts_when_its_clauses_are_looked_at() -> None:
    nexus = "nexus: {organization.country: DE}\n"
    (found,) = lint(act("{organization.country: FR}", nexus=nexus))
    assert found == (Code.DEAD_CLAUSE, "`rule` can never apply: no plan meets its condition")


def test_of_two_equal_exceptions_the_second_is_dead() -> None:
    same = "{when: {student.monetized: true}}"
    assert lint(terms(ban(f", except: [{same}, {same}]"))) == [
        (
            Code.DEAD_EXCEPTION,
            "exception 2 of `ban` can never matter: exception 1 covers it",
        )
    ]


def test_an_exception_that_a_later_one_covers_is_dead() -> None:
    narrow = "{when: {student.type: classifier}}"
    wide = "{when: {student.type: [classifier, embedding]}}"
    assert lint(terms(ban(f", except: [{narrow}, {wide}]"))) == [
        (
            Code.DEAD_EXCEPTION,
            "exception 1 of `ban` can never matter: exception 2 covers it",
        )
    ]


def test_exceptions_that_only_overlap_are_sound() -> None:
    one = "{when: {student.type: [classifier, embedding]}}"
    other = "{when: {student.type: [embedding, reranker]}}"
    assert codes(terms(ban(f", except: [{one}, {other}]"))) == []


def test_a_clause_that_a_later_version_has_too_is_told_once() -> None:
    dead = ban(", when: {student.type: classifier, not: {student.type: classifier}}")
    later = VERSION.format(label="2026-01-01") + '    like: "2025-01-01"\n'
    assert codes(terms(dead) + later) == [Code.DEAD_CLAUSE]


# Days


def test_a_day_that_was_moved_in_a_later_version_is_history_and_no_fault() -> None:
    first = terms(ban(", from: 2026-08-02"))
    later = (
        VERSION.format(label="2026-01-01")
        + "    clauses:\n      - "
        + ban(", from: 2027-01-01")
        + "\n"
    )
    assert codes(first + later) == []
    assert codes(first + VERSION.format(label="2026-01-01")) == [Code.DEAD_CLAUSE]


def test_the_first_version_may_be_without_a_day() -> None:
    undated = "  - {version: early, url: https://example.org}\n"
    dated = VERSION.format(label="2026-01-01")
    assert codes(f"{HEAD}versions:\n{undated}{dated}") == []
    assert codes(f"{HEAD}versions:\n{dated}{undated}") == [Code.UNDATED_VERSION]


# Duties


def duty(name: str, prefix: str, rest: str = "") -> str:
    return (
        f"{{id: {name}, section: '3', topic: naming, requires: A name, due: release,"
        f" check: {{student.name: {{starts_with: {prefix}}}}}{rest}}}"
    )


def test_prefixes_of_which_one_begins_with_the_other_go_together() -> None:
    assert codes(terms(duty("one", "Acme"), duty("two", "Acme Open"))) == []


def test_prefixes_that_are_never_owed_together_are_sound() -> None:
    inside = duty("one", "Acme", ", when: {release.to_third_parties: false}")
    outside = duty("two", "Open", ", when: {release.to_third_parties: true}")
    assert codes(terms(inside, outside)) == []
    assert codes(terms(duty("one", "Acme"), outside)) == [Code.EXCLUDING_DUTIES]


def test_duties_of_a_text_that_is_passed_on_count() -> None:
    passing = terms(duty("one", "Acme")).replace("versions:", "passes_on: [open]\nversions:")
    other = terms(duty("two", "Open")).replace("acme-terms", "open")
    assert lint(passing, other) == [
        (Code.EXCLUDING_DUTIES, "nobody can meet `one` together with `open#two`")
    ]


# Lifts


def permit(target: str) -> str:
    return (
        "{id: program, section: '4', topic: distillation-channel, permits: It,"
        f" lifts: ['{target}']}}"
    )


@pytest.mark.parametrize(
    ("target", "issuer", "why"),
    [
        ("acme-license#no-use", "other", "`acme-license` is the text of somebody else"),
        ("acme-license#notice", "acme", "what `notes` cannot be lifted"),
        ("acme-license@2024-01-01#no-use", "acme", "there is no such version"),
        ("topic:benchmarking", "acme", "it may lift no rule on `benchmarking`"),
        ("topic:use", "other", "it may lift no rule on `use`"),
    ],
)
def test_lift_that_sets_nothing_aside_is_told_with_the_reason(
    target: str, issuer: str, why: str
) -> None:
    found = lint(terms(permit(target)), OTHER.format(issuer=issuer))
    assert found == [(Code.IDLE_LIFT, f"the lift of `{target}` has no effect: {why}")]


@pytest.mark.parametrize("target", ["acme-license#no-use", "topic:use"])
def test_lift_of_a_rule_of_the_same_issuer_has_effect(target: str) -> None:
    assert codes(terms(permit(target)), OTHER.format(issuer="acme")) == []


def test_lift_of_a_rule_that_its_own_version_has_no_longer_is_told() -> None:
    later = VERSION.format(label="2026-01-01") + '    like: "2025-01-01"\n    without: [ban]\n'
    (found,) = lint(terms(permit("ban"), ban("")) + later)
    assert found == (
        Code.IDLE_LIFT,
        "the lift of `ban` has no effect: it does not stand in version `2026-01-01`",
    )


def test_lift_of_a_document_that_is_not_there_is_for_loading_to_tell() -> None:
    pack = loaded(terms(permit("no-such-terms#rule")))
    assert [each.code for each in pack.errors] == [Code.UNKNOWN_DOCUMENT]
    assert lint_pack(pack.pack) == ()


# What terms come to


@pytest.mark.parametrize(
    "when",
    [
        "{release.places: {within: DE}, ingredient.output_terms: {is_not: forbidden}}",
        "{release.places: {within: DE}, not: {ingredient.output_terms: forbidden}}",
    ],
)
def test_a_rule_that_ends_where_terms_forbid_is_refused(when: str) -> None:
    assert lint(act(when)) == [
        (Code.NEGATED_OUTPUT_TERMS, "one more ban would make `rule` milder")
    ]


def test_an_exception_that_begins_where_terms_forbid_is_refused() -> None:
    where = "{release.places: {within: DE}}, except: [{when: {ingredient.output_terms: %s}}]"
    assert codes(act(where % "forbidden")) == [Code.NEGATED_OUTPUT_TERMS]
    assert codes(act(where % "{is_not: forbidden}")) == []


def test_a_permission_that_begins_where_terms_forbid_is_refused() -> None:
    where = "{release.places: {within: DE}, ingredient.output_terms: %s}"
    assert codes(act(where % "forbidden", effect="permits: It")) == [Code.NEGATED_OUTPUT_TERMS]
    assert codes(act(where % "{is_not: forbidden}", effect="permits: It")) == []


def test_a_rule_that_begins_where_terms_forbid_is_sound() -> None:
    where = "{release.places: {within: DE}, ingredient.output_terms: %s}"
    assert codes(act(where % "forbidden")) == []
    assert codes(act(where % "{is_not: forbidden}", effect="notes: It")) == []


# Ties


@pytest.mark.parametrize(
    "when",
    [
        "{student.monetized: true}",
        "{organization.country: {outside: DE}}",
        "{not: {organization.country: DE}}",
        "{any: [{organization.country: DE}, {student.monetized: true}]}",
    ],
)
def test_a_law_that_can_bind_anybody_anywhere_is_refused(when: str) -> None:
    assert lint(act(when)) == [
        (Code.NO_NEXUS, "`rule` can bind a plan that has no tie to `DE`")
    ]


@pytest.mark.parametrize(
    "when",
    [
        "{release.places: {within: DE}}",
        "{organization.us_person: true}",
        "{compute.chips: ecc-3a090}",
        "{not: {organization.country: {outside: DE}}}",
        "{any: [{organization.country: DE}, {release.places: DE}], student.monetized: true}",
    ],
)
def test_a_place_a_person_or_a_thing_of_the_place_is_a_tie(when: str) -> None:
    assert codes(act(when)) == []


def test_a_rule_of_no_one_country_may_name_where_it_does_not_hold() -> None:
    assert codes(act("{organization.country: {outside: US}}", place="INT")) == []
    assert codes(act("{student.monetized: true}", place="INT")) == [Code.NO_NEXUS]


def test_what_a_law_only_notes_needs_no_tie() -> None:
    assert codes(act("{student.monetized: true}", effect="notes: It")) == []


# Sources


@pytest.mark.parametrize(
    ("grade", "source"),
    [
        ("high", "a survey that cites the text"),
        ("medium", "secondary source 12 (card)"),
        ("high", "secondary source 12; LICENSE of the repository"),
        ("low", "memory; recalled"),
        ("medium", "memory; second-hand, 2026-01-05"),
    ],
)
def test_a_grade_that_the_source_is_worth_is_sound(grade: str, source: str) -> None:
    assert codes(terms(ban(f", confidence: {grade}, source: '{source}'"))) == []


@pytest.mark.parametrize(
    ("grade", "source"),
    [
        ("high", "secondary source 12"),
        ("high", "second-hand, 2026-01-05; memory"),
        ("medium", "memory"),
        ("medium", "from memory; recalled"),
    ],
)
def test_a_grade_above_the_source_is_told(grade: str, source: str) -> None:
    found = lint(terms(ban(f", confidence: {grade}, source: '{source}'")))
    assert found == [
        (Code.WEAK_SOURCE, f"`ban` is graded `{grade}`, above what its source is worth")
    ]


def test_a_silence_and_a_territory_are_held_to_their_sources_too() -> None:
    silent = "    silent: [{topic: benchmarking, confidence: high, source: memory}]\n"
    territory = "territory: union\ntitle: A union\nmembers: [FR]\n"
    assert lint(terms(ban("")) + silent) == [
        (
            Code.WEAK_SOURCE,
            "the silence on `benchmarking` is graded `high`, above what its source is worth",
        )
    ]
    assert codes(terms(ban("")), territory) == [Code.NO_SOURCE]
    assert codes(terms(ban("")), f"{territory}source: memory\n") == [Code.WEAK_SOURCE]


def test_a_rule_known_from_others_or_that_only_notes_may_lack_its_section() -> None:
    bare = "{id: ban, topic: train-on-outputs, %s: Training, confidence: %s}"
    assert codes(terms(bare % ("forbids", "high"))) == [Code.NO_SECTION]
    assert codes(terms(bare % ("forbids", "medium"))) == []
    assert codes(terms(bare % ("notes", "high"))) == []


# Tags


def test_one_document_may_have_several_tags_and_several_files_none() -> None:
    tagged = OTHER.format(issuer="acme").replace("versions:", "license_tags: [a, A]\nversions:")
    assert codes(terms(ban("")), tagged) == []
