from registry.catalogs import seed_catalog
from registry.database import Database
from registry.declarations import StatementStore
from registry.graphs import MAX_NODES, Graph, downstream_graph, upstream_graph
from registry.recorded import RecordedCatalog, recorded_catalog
from registry.records import Artifact, ArtifactKind
from tests.databases import JO
from tests.registry.declaring import declarations, model, models

MODEL = ArtifactKind.MODEL


def shipping(*entries: str) -> tuple[Artifact, ...]:
    """Return the records of `entries` as if they shipped."""
    found = (each.record for each in models(*entries))
    return tuple(each for each in found if isinstance(each, Artifact))


def pairs(graph: Graph) -> set[tuple[str, str]]:
    """Return what was made from what, by bare names."""
    return {(line.child.ref[8:], line.parent.ref[8:]) for line in graph.lines}


def recorded(database: Database, *entries: str) -> RecordedCatalog:
    with database.writing() as connection:
        StatementStore(connection).declare(models(*entries), JO)
    return recorded_catalog(
        seed_catalog((), (), shipping(model("b", "a")), ()), database.reading
    )


def test_what_ships_is_drawn_up_and_down() -> None:
    records = shipping(model("a"), model("b", "a"), model("c", "b", "a"), model("x"))
    catalog = seed_catalog((), (), records, ())
    assert pairs(upstream_graph(catalog, "hf:acme/c", MODEL)) == {
        ("c", "b"), ("c", "a"), ("b", "a"),
    }  # fmt: skip
    assert pairs(downstream_graph(catalog, "hf:acme/a", MODEL)) == {
        ("b", "a"), ("c", "a"), ("c", "b"),
    }  # fmt: skip


def test_what_is_written_down_goes_on_from_what_ships(database: Database) -> None:
    catalog = recorded(database, model("c", "b"), model("d", "c"))
    expected = {("d", "c"), ("c", "b"), ("b", "a")}
    assert pairs(upstream_graph(catalog, "hf:acme/d", MODEL)) == expected
    assert pairs(downstream_graph(catalog, "hf:acme/a", MODEL)) == expected


def test_a_circle_is_drawn_once(database: Database) -> None:
    catalog = recorded(database, model("c", "d"), model("d", "c"))
    expected = {("c", "d"), ("d", "c")}
    assert pairs(upstream_graph(catalog, "hf:acme/c", MODEL)) == expected
    assert pairs(downstream_graph(catalog, "hf:acme/c", MODEL)) == expected


def test_what_a_correction_sets_aside_is_not_drawn(database: Database) -> None:
    catalog = recorded(
        database, model("c", "wrong"), model("c", "right", grade="curated", reason="seen")
    )
    assert pairs(upstream_graph(catalog, "hf:acme/c", MODEL)) == {("c", "right")}
    assert pairs(downstream_graph(catalog, "hf:acme/wrong", MODEL)) == set()
    assert pairs(downstream_graph(catalog, "hf:acme/right", MODEL)) == {("c", "right")}


def test_a_graph_is_bounded_and_says_so() -> None:
    records = shipping(*(model(f"m{n}", "a") for n in range(MAX_NODES + 5)))
    graph = downstream_graph(seed_catalog((), (), records, ()), "hf:acme/a", MODEL)
    assert not graph.whole
    assert len(graph.nodes()) == MAX_NODES


def test_what_nobody_names_is_drawn_in_its_words() -> None:
    (declared,) = declarations(
        "models: [{model: 'hf:acme/a', made_from: [{teacher_unknown: some large model}]}]"
    )
    assert isinstance(declared.record, Artifact)
    graph = upstream_graph(seed_catalog((), (), (declared.record,), ()), "hf:acme/a", MODEL)
    assert [(node.ref, node.named) for node in graph.nodes()] == [
        ("hf:acme/a", True),
        ("some large model", False),
    ]
