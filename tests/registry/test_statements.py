from dataclasses import replace

from policy.case import Edge
from registry.records import Artifact, ArtifactKind, LineageEdge, Provider
from registry.statements import (
    Declaration,
    Statement,
    Subject,
    SubjectKind,
    contradictions_of,
    merged_artifact,
    merged_provider,
    voices_of,
)
from tests.registry.declaring import declarations, model, models

MODEL = ArtifactKind.MODEL


def said(*declared: Declaration, by: str = "jo") -> Subject:
    statements = tuple(Statement(each, by, "2026-11-24") for each in declared)
    return Subject(SubjectKind.MODEL, declared[0].ref, statements)


def licensed(*pairs: tuple[str, str]) -> Subject:
    """Return a model about which each of several people states a license at a grade."""
    statements = []
    for place, (grade, tag) in enumerate(pairs):
        entry = model("one", declared_license=tag, grade=grade, reason="seen")
        statements.append(Statement(models(entry)[0], f"person {place}", "2026-11-24"))
    return Subject(SubjectKind.MODEL, "hf:acme/one", tuple(statements))


def test_the_stronger_source_counts_and_the_contradiction_is_told() -> None:
    merged = merged_artifact(licensed(("file", "llama3"), ("declared", "mit")), None)
    assert merged.declared_license == "llama3"
    assert merged.contradiction == "file says `llama3`, declared says `mit`"


def test_a_name_for_no_license_in_particular_contradicts_none() -> None:
    merged = merged_artifact(licensed(("file", "mit"), ("hub", "other")), None)
    assert merged.declared_license == "mit"
    assert merged.contradiction is None


def test_what_a_source_has_no_more_withdraws_what_it_said() -> None:
    before = models(model("one", declared_license="mit", grade="hub"))[0]
    blank = Artifact(before.ref, MODEL, None)
    now = replace(before, record=blank, stated=frozenset({"declared_license"}))
    assert merged_artifact(said(before, now), None).declared_license is None


def test_a_correction_settles_and_erases_nothing() -> None:
    subject = licensed(("file", "llama3"), ("declared", "mit"), ("curated", "apache-2.0"))
    merged = merged_artifact(subject, None)
    assert (merged.declared_license, merged.contradiction) == ("apache-2.0", None)
    (told,) = contradictions_of(voices_of(subject.statements, None))
    assert told.settled
    assert [voice.value for voice in told.voices] == ["apache-2.0", "llama3", "mit"]


def test_two_corrections_that_differ_settle_nothing() -> None:
    subject = licensed(("curated", "mit"), ("curated", "llama3"))
    assert merged_artifact(subject, None).contradiction is not None
    assert not contradictions_of(voices_of(subject.statements, None))[0].settled


def test_what_one_source_says_later_takes_the_place_of_what_it_said() -> None:
    first = models(model("one", declared_license="mit"))
    later = models(model("one", declared_license="llama3"))
    merged = merged_artifact(said(*first, *later), None)
    assert (merged.declared_license, merged.contradiction) == ("llama3", None)


def test_a_declaration_does_not_overrule_the_catalog_and_a_correction_does() -> None:
    shipped = Artifact("hf:acme/one", MODEL, "acme", declared_license="llama3")
    declared = merged_artifact(licensed(("declared", "mit")), shipped)
    assert declared.declared_license == "llama3"
    assert declared.contradiction == "catalog says `llama3`, declared says `mit`"
    curated = merged_artifact(licensed(("curated", "mit")), shipped)
    assert (curated.declared_license, curated.contradiction) == ("mit", None)


def test_equally_strong_sources_that_disagree_leave_a_fact_unknown() -> None:
    statements = tuple(
        Statement(models(model("one", weights=weights))[0], by, "2026-11-24")
        for by, weights in (("jo", "open"), ("max", "closed"))
    )
    subject = Subject(SubjectKind.MODEL, "hf:acme/one", statements)
    assert merged_artifact(subject, None).weights_open is None


def test_nobody_who_says_nothing_of_texts_says_that_there_are_none() -> None:
    assert merged_artifact(said(*models(model("one"))), None).unread
    (stated,) = declarations("models: [{model: 'hf:acme/one', documents: []}]")
    assert not merged_artifact(said(stated), None).unread


def test_lineage_adds_up_until_somebody_corrects_it() -> None:
    shipped = Artifact("hf:acme/one", MODEL, "acme", made_from=said_edges("base"))
    merged = merged_artifact(said(*models(model("one", "other"))), shipped)
    assert [edge.ref for edge in merged.made_from] == ["hf:acme/base", "hf:acme/other"]
    corrected = models(model("one", "right", grade="curated", reason="seen"))
    merged = merged_artifact(said(*models(model("one", "other")), *corrected), shipped)
    assert [(edge.edge, edge.ref) for edge in merged.made_from] == [
        (Edge.WEIGHTS, "hf:acme/right")
    ]


def said_edges(name: str) -> tuple[LineageEdge, ...]:
    return models(model("one", name))[0].edges


def test_names_of_a_provider_add_up_and_its_country_is_corrected() -> None:
    shipped = Provider("acme", "Acme Inc.", country="US", aliases=("ac",))
    declared = declarations(
        "providers: [{provider: acme, country: DE, aliases: [acme-ai], grade: curated,"
        " reason: moved}]"
    )
    statements = tuple(Statement(each, "jo", "2026-11-24") for each in declared)
    merged = merged_provider("acme", Subject(SubjectKind.PROVIDER, "acme", statements), shipped)
    assert (merged.name, merged.country) == ("Acme Inc.", "DE")
    assert merged.aliases == ("ac", "acme-ai")
