"""A revision that somebody names is held against those that sources have told of."""

import pytest

from policy.diagnostics import Level, Span
from registry.database import Database
from registry.pinning import Pinned
from registry.records import ArtifactKind
from registry.revisionstore import revisions_told, unheard_among, unheard_or_first
from registry.statements import SubjectKind
from tests.registry.declaring import declarations, model, models
from tests.registry.test_declarations import catalog, declare

HERE = Span("plan.yaml", 1, 1)
ONE = "3f1c9a77b2d04e58a6c1d2e3f405162738495a6b"
OTHER = "90ab12cd34ef56a1b2c3d4e5f60718293a4b5c6d"


def told(revision: str, *known: str) -> list[tuple[Level, str]]:
    pinned = Pinned("hf:acme/one", "model", revision, HERE)
    return [(each.level, each.hint or "") for each in pinned.unheard(known)]


@pytest.mark.parametrize("revision", [ONE, ONE.upper(), ONE[:7], ONE[:12], "v1.0", "V1.0"])
def test_nothing_is_said_of_a_revision_that_is_known(revision: str) -> None:
    assert told(revision, ONE, "v1.0") == []


@pytest.mark.parametrize(
    "revision",
    [ONE[:-1] + "c", ONE[1:], f"{ONE}0", ONE.replace("b2d0", "2bd0"), ONE.replace("0", "O")],
)
def test_a_known_commit_but_for_a_slip_of_the_pen_is_none(revision: str) -> None:
    assert told(revision, OTHER, ONE) == [(Level.ERROR, f"did you mean `{ONE}`?")]


@pytest.mark.parametrize(
    ("revision", "known", "hint"),
    [
        (OTHER, (ONE,), f"known: {ONE}"),
        (ONE[:6], (ONE,), f"known: {ONE}"),
        ("main", (ONE,), f"known: {ONE}"),
        ("v1.1", ("v1.0", "beta"), "did you mean `v1.0`?"),
        ("zz", ("a1", "b2", "c3", "d4"), "known: b2, c3, d4 and 1 more"),
        ("r1", (), "nothing is known of its revisions: it is taken as it is said"),
    ],
)
def test_a_revision_that_may_be_there_is_told_of_and_stays_open(
    revision: str, known: tuple[str, ...], hint: str
) -> None:
    pull = f"`distillgate model pull hf:acme/one@{revision}` asks the hub"
    assert told(revision, *known) == [(Level.WARNING, f"{hint}; {pull}")]


def test_the_hub_is_named_only_where_there_is_one() -> None:
    (found,) = Pinned("acme:large", "model", "r2", HERE).unheard(("2026-01",))
    assert found.hint == "known: 2026-01"


def test_the_registry_tells_which_revisions_sources_told_of(database: Database) -> None:
    text = (
        "models:\n"
        f"  - {{model: 'hf:acme/one@{ONE}', aliases: ['hf:acme/uno']}}\n"
        "  - {model: 'hf:acme/one@v1.0'}\n"
        "  - {model: 'hf:acme/bare'}\n"
        "datasets: [{data: 'hf:acme/one@d1', documents: []}]\n"
    )
    declare(database, *declarations(text))
    found = catalog(database)
    assert found.revisions("hf:acme/one", ArtifactKind.MODEL) == (ONE, "v1.0")
    assert found.revisions("hf:acme/uno", ArtifactKind.MODEL) == (ONE, "v1.0")
    assert found.revisions("hf:acme/one", ArtifactKind.DATASET) == ("d1",)
    assert found.revisions("hf:acme/bare", ArtifactKind.MODEL) == ()
    assert found.revisions("hf:acme/gone", ArtifactKind.MODEL) is None


def test_what_is_declared_is_held_against_what_is_there(database: Database) -> None:
    with database.reading() as connection:
        assert revisions_told(connection, ()) == {}
        first = declarations("models: [{model: 'hf:acme/one@v1.0'}]\n")
        nothing = revisions_told(connection, first)
    assert nothing == {}
    assert list(unheard_among(first, nothing)) == []
    (said,) = unheard_or_first(first, nothing)
    assert "`v1.0` of `hf:acme/one`" in said.message
    declare(database, *first)
    declare(database, *declarations("models: [{model: 'hf:acme/one@v1.0'}]\n"))
    second = declarations(
        "models: [{model: 'hf:ACME/one@v1.1'}, {model: 'hf:acme/two@v1.1'}]\n"
    )
    bare = models(model("three"))
    with database.reading() as connection:
        known = revisions_told(connection, (*second, *bare))
    assert known == {(SubjectKind.MODEL, "hf:acme/one"): ("v1.0",)}
    (warned,) = unheard_among(second, known)
    assert (warned.level, warned.span.line) == (Level.WARNING, 1)
