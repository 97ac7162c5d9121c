import json

from distillgate.rendering.graphs import graph_dot, graph_json, graph_mermaid, graph_text
from registry.catalogs import seed_catalog
from registry.graphs import Graph, upstream_graph
from registry.records import Artifact, ArtifactKind
from tests.registry.declaring import declarations

TEXT = """\
models:
  - model: hf:acme/top
    made_from: [{model: 'hf:acme/left', relation: finetune},
                {model: 'hf:acme/right', relation: distilled}]
  - {model: 'hf:acme/left', declared_license: mit,
     made_from: [{model: 'hf:acme/base', relation: merge}]}
  - {model: 'hf:acme/right', made_from: [{model: 'hf:acme/left', relation: finetune}]}
  - {model: 'hf:acme/wild', made_from: [{teacher_unknown: "a \\"b\\" <c>"}]}
"""


def graph(name: str) -> Graph:
    records = [each.record for each in declarations(TEXT)]
    artifacts = [each for each in records if isinstance(each, Artifact)]
    catalog = seed_catalog((), (), artifacts, ())
    return upstream_graph(catalog, f"hf:acme/{name}", ArtifactKind.MODEL)


def test_a_tree_names_what_was_drawn_above() -> None:
    assert graph_text(graph("top")) == (
        "hf:acme/top\n"
        "├─ finetune: hf:acme/left [mit]\n"
        "│  └─ merge: hf:acme/base (unknown)\n"
        "└─ distilled: hf:acme/right\n"
        "   └─ finetune: hf:acme/left [mit] (above)\n"
    )


def test_a_tree_of_nothing_says_so() -> None:
    assert graph_text(graph("base")) == (
        "hf:acme/base (unknown)\n  nothing is known that it was made from\n"
    )


def test_json_holds_nodes_and_edges() -> None:
    found = json.loads(graph_json(graph("left")))
    assert found["edges"] == [
        {"edge": "weights", "from": "hf:acme/base", "relation": "merge", "to": "hf:acme/left"}
    ]
    assert [(node["ref"], node["known"]) for node in found["nodes"]] == [
        ("hf:acme/left", True),
        ("hf:acme/base", False),
    ]


def test_dot_is_quoted() -> None:
    assert graph_dot(graph("wild")) == (
        "digraph lineage {\n"
        "  node [shape=box];\n"
        '  n0 [label="hf:acme/wild"];\n'
        '  n1 [label="“a \\"b\\" <c>”"];\n'
        '  n1 -> n0 [label="distilled", style=dashed];\n'
        "}\n"
    )


def test_mermaid_has_nothing_that_it_would_read_as_its_own() -> None:
    assert graph_mermaid(graph("wild")) == (
        "graph TD\n"
        '  n0["hf:acme/wild"]\n'
        '  n1["“a #34;b#34; #60;c#62;”"]\n'
        '  n1 -- "distilled" --> n0\n'
    )
