from collections.abc import Iterator

import pytest

from policy.case import Edge
from policy.documents import Effect
from policy.verdict import Ruling, Verdict
from registry.records import Artifact, ArtifactKind
from tests.knowledge.lineage import (
    ModelEntry,
    load_readings,
    model_entries,
    of_model,
)
from tests.knowledge.research import KNOWLEDGE
from tests.knowledge.shelf import shipped, shipped_catalog
from tools.trials import Way, trial_plan, verdict_on, ways_of

CONTRADICTED = "distillgate#license-contradicted"
NOT_A_PARTY = "distillgate#not-a-party"
APPROVALS = frozenset(each for each in Ruling if each.word.startswith("approved"))
RIVAL = ("general-assistant", "model-api", "coding-assistant", "search", "image-generation")
"""Markets in which every closed provider sells something."""
CATALOG = shipped_catalog()


def judged(ref: str, way: Way, markets: tuple[str, ...] = ("internal-tools",)) -> Verdict:
    return verdict_on(shipped(), trial_plan(ref, way, markets))


def with_conflict() -> Iterator[tuple[ModelEntry, Artifact]]:
    """Yield the models of the research whose license is lighter than their lineage."""
    readings = load_readings()
    for entry in model_entries(KNOWLEDGE) if KNOWLEDGE else ():
        record = of_model(entry, CATALOG, readings)
        if entry.conflict and record is not None and record.weights_open:
            yield entry, record


CONFLICTS = [*with_conflict()]


@pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")
def test_conflicts_of_the_research_are_all_looked_at() -> None:
    assert len(CONFLICTS) == 36


@pytest.mark.parametrize("way", [Way.TEACHER, Way.BASE])
@pytest.mark.parametrize(
    ("entry", "record"), CONFLICTS, ids=[record.ref for _, record in CONFLICTS]
)
def test_model_with_a_conflict_shows_it_as_teacher_and_as_base(
    entry: ModelEntry, record: Artifact, way: Way
) -> None:
    verdict = judged(record.ref, way)
    if record.contradiction is None:
        # The conflict is in copies and tags of others; the text that really governs is held.
        assert entry.model in load_readings().excuses
        held = {
            name.partition("@")[0]
            for each in verdict.ingredients
            if each.id == record.ref
            for name in each.documents
        }
        assert set(record.documents) <= held
        return
    shown = [each for each in verdict.findings if each.name == CONTRADICTED]
    assert record.ref in {each.ingredient for each in shown}
    assert any(record.contradiction in each.notes for each in shown)


def closed_makers(record: Artifact, way: Way) -> frozenset[str]:
    """Return the makers of closed models whose outputs the student would be made from.

    Rules on outputs end at the first model that learned from them: a teacher
    that was itself taught by a closed model is that model's student, ours is not.
    """
    waiting = [] if way is Way.TEACHER else [(record, False)]
    found: set[str] = set()
    seen: set[tuple[str, bool]] = set()
    while waiting:
        each, taught = waiting.pop()
        if each.kind is ArtifactKind.MODEL and each.maker and not each.weights_open:
            found.add(each.maker)
        for edge in each.made_from:
            known = CATALOG.artifact(edge.ref, edge.kind) if edge.ref else None
            beyond = taught and edge.edge is not Edge.WEIGHTS
            if known is None or beyond or (known.ref, taught) in seen:
                continue
            seen.add((known.ref, taught))
            waiting.append((known, taught or edge.edge is Edge.OUTPUTS))
    return frozenset(found - {record.maker})


CLOSED = [
    (record, way)
    for record in CATALOG.artifacts()
    for way in ways_of(record)
    if way in {Way.BASE, Way.DATA} and closed_makers(record, way)
]


def makers_told(verdict: Verdict) -> frozenset[str]:
    """Return the issuers of all bans that the findings name, ours or not."""
    documents = shipped().pack.documents
    found = {each.issuer for each in verdict.findings if each.effect is Effect.FORBIDS}
    for each in verdict.findings:
        if each.name == NOT_A_PARTY:
            refs = (note.partition(": ")[2] for note in each.notes)
            names = [ref.partition("@")[0] for ref in refs]
            found |= {documents[name].issuer for name in names if name in documents}
    return frozenset(each for each in found if each)


def test_data_and_models_of_closed_providers_are_many() -> None:
    assert len(CLOSED) > 100


@pytest.mark.parametrize("markets", [RIVAL, ("internal-tools",)], ids=["rival", "apart"])
@pytest.mark.parametrize(
    ("record", "way"), CLOSED, ids=[f"{record.ref} {way.name}" for record, way in CLOSED]
)
def test_what_a_closed_provider_made_is_not_approved_without_its_clause(
    record: Artifact, way: Way, markets: tuple[str, ...]
) -> None:
    verdict = judged(record.ref, way, markets)
    if verdict.ruling in APPROVALS:
        assert closed_makers(record, way) <= makers_told(verdict)
