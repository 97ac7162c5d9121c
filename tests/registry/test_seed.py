from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from policy import conditions
from policy.case import Edge
from policy.diagnostics import Code, Diagnostic, Level
from policy.documents import Confidence
from policy.places import Territory
from policy.reading import Notebook
from policy.sharedparsing import parse_territory
from policy.yamltext import read_yaml
from registry.catalogs import SeedCatalog
from registry.records import (
    ANY_MAKER,
    DIRECT,
    Artifact,
    ArtifactKind,
    ArtifactPattern,
    ChannelRow,
    LineageEdge,
    MakerTerms,
    Provider,
)
from registry.seed import load_seed
from registry.seedchecks import check_documents, circles
from registry.seedjson import catalog_from_json, catalog_to_json

ROOT = Path(__file__).parents[2]
CATALOG = ROOT / "registry" / "catalog"
FILES = ("providers.yaml", "channels.yaml", "models.yaml", "datasets.yaml", "patterns.yaml")
EEA = Territory("eea", "European Economic Area", frozenset({"DE", "FR", "NO"}))
TERRITORIES = {"eea": EEA}

PROVIDERS = """\
providers:
  - provider: maker-one
    name: Maker One, Inc.
    country: US
    markets: [search, general-assistant]
    model_prefixes: ["one-"]
    hub_owners: [MakerOne]
    aliases: [m1]
    listed_on: []
    confidence: high
    source: its terms
  - {provider: host, name: Host Ltd, country: DE, hosts: true, owned_50_by: [sdn]}
"""
CHANNELS = """\
channels:
  - maker: m1
    hop: maker-one
    access: [tool, api]
    account: [business]
    documents: [one-terms]
  - maker: "*"
    hop: host
    access: [api]
    weights: open
    when: {organization.country: {within: eea}}
    from: 2025-01-01
    until: 2026-01-01
    documents: [host-terms]
    maker_terms: added
    program: host-distillation
    confidence: low
"""
MODELS = """\
models:
  - model: hf:MakerOne/One-8B
    aliases: [hf:mirror/One-8B]
    maker: maker-one
    family: one
    released_on: 2025-03-04
    weights: open
    multimodal: false
    systemic_risk: false
    parameters: 8e9
    training_flop: 7.2e23
    flop_source: card
    declared_license: mit
    declared_license_confidence: low
    documents: [mit]
    lineage_complete: true
    made_from:
      - {model: hf:MakerOne/One-8B-Base@abc, relation: finetune}
      - {data: hf:somebody/set}
      - {teacher_unknown: a larger model of the same maker, confidence: low}
    contradiction: the card says otherwise
    source: card
    confidence: high
    note: a note
  - {model: hf:MakerOne/One-8B-Base, weights: open, multimodal: false}
"""
DATASETS = """\
datasets:
  - data: hf:somebody/set
    maker: somebody
    documents: []
    made_from:
      - {model: hf:MakerOne/One-8B-Base}
      - {data: hf:somebody/set}
      - {teacher_unknown: GPT}
"""
PATTERNS = """\
patterns:
  - {match: "hf:MakerOne/One-*", maker: maker-one, family: one, weights: open, documents: [mit]}
  - {match: "hf:somebody/*-chat", kind: dataset, released_on: 2024-01-02}
"""


def load(*texts: str) -> tuple[SeedCatalog, tuple[Diagnostic, ...]]:
    """Return what the loader makes of `texts`, each a file `0.yaml`, `1.yaml` …"""
    files = [(f"{place}.yaml", text.encode()) for place, text in enumerate(texts)]
    return load_seed(files, TERRITORIES)


def marked(text: str) -> tuple[str, tuple[int, int, int]]:
    """Return `text` without its marks, and line, column and length of what is in them."""
    before, _, rest = text.partition("«")
    inside, _, after = rest.partition("»")
    place = (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1, len(inside))
    return f"{before}{inside}{after}", place


def places(found: Iterable[Diagnostic]) -> list[tuple[Code, Level, tuple[int, int, int]]]:
    """Return code, level and place of each diagnostic."""
    return [
        (each.code, each.level, (each.span.line, each.span.column, each.span.length))
        for each in found
    ]


def of_level(found: Iterable[Diagnostic], level: Level) -> list[Diagnostic]:
    """Return the diagnostics of one level."""
    return [each for each in found if each.level is level]


def test_providers_are_read() -> None:
    catalog, found = load(PROVIDERS)
    assert found == ()
    assert catalog.providers() == (
        Provider("host", "Host Ltd", "DE", hosts=True, owned_50_by=("sdn",)),
        Provider(
            "maker-one",
            "Maker One, Inc.",
            "US",
            markets=("general-assistant", "search"),
            model_prefixes=("one-",),
            hub_owners=("MakerOne",),
            aliases=("m1",),
            listed_on=(),
            confidence=Confidence.HIGH,
            source="its terms",
        ),
    )


def test_a_provider_that_was_not_screened_is_not_one_without_listings() -> None:
    catalog, _ = load(PROVIDERS)
    host, maker = catalog.providers()
    assert host.listed_on is None
    assert maker.listed_on == ()


def test_channels_are_read() -> None:
    catalog, found = load(PROVIDERS, CHANNELS)
    assert found == ()
    assert catalog.channel_rows == (
        ChannelRow(
            maker=ANY_MAKER,
            hop="host",
            access=("api",),
            documents=("host-terms",),
            when=conditions.Test("organization.country", conditions.Operator.WITHIN, ("eea",)),
            start=date(2025, 1, 1),
            end=date(2026, 1, 1),
            maker_terms=MakerTerms.ADDED,
            weights_open=True,
            program="host-distillation",
            confidence=Confidence.LOW,
        ),
        ChannelRow(
            maker="maker-one",
            hop=DIRECT,
            access=("api", "tool"),
            documents=("one-terms",),
            accounts=("business",),
            when=conditions.ALWAYS,
        ),
    )


def test_models_are_read() -> None:
    catalog, found = load(PROVIDERS, MODELS, DATASETS)
    assert found == ()
    assert catalog.artifact("hf:MakerOne/One-8B") == Artifact(
        ref="hf:MakerOne/One-8B",
        kind=ArtifactKind.MODEL,
        maker="maker-one",
        aliases=("hf:mirror/One-8B",),
        family="one",
        released_on=date(2025, 3, 4),
        weights_open=True,
        multimodal=False,
        systemic_risk=False,
        parameters=Decimal("8e9"),
        training_flop=Decimal("7.2e23"),
        flop_source="card",
        declared_license="mit",
        license_confidence=Confidence.LOW,
        documents=("mit",),
        made_from=(
            LineageEdge(
                Edge.WEIGHTS, "finetune", ArtifactKind.MODEL, "hf:MakerOne/One-8B-Base"
            ),
            LineageEdge(Edge.DATA, "trained-on", ArtifactKind.DATASET, "hf:somebody/set"),
            LineageEdge(
                Edge.OUTPUTS,
                "distilled",
                ArtifactKind.MODEL,
                None,
                "a larger model of the same maker",
                Confidence.LOW,
            ),
        ),
        lineage_complete=True,
        contradiction="the card says otherwise",
        confidence=Confidence.HIGH,
        source="card",
        note="a note",
    )


def test_what_a_record_leaves_out_is_unknown() -> None:
    catalog, _ = load(PROVIDERS, "models:\n  - {model: hf:MakerOne/Nobody-Knows}\n")
    assert catalog.artifacts() == (
        Artifact("hf:MakerOne/Nobody-Knows", ArtifactKind.MODEL, "maker-one", unread=True),
    )


def test_documents_that_are_not_there_differ_from_those_not_read() -> None:
    catalog, _ = load(
        "datasets:\n  - {data: hf:a/none, documents: []}\n  - {data: hf:a/unread}\n"
    )
    none, unread = catalog.artifacts()
    assert (none.unread, unread.unread) == (False, True)


def test_a_closed_model_has_no_license_to_read() -> None:
    catalog, _ = load(PROVIDERS, "models:\n  - {model: openai:x, weights: closed}\n")
    assert not catalog.artifacts()[0].unread


def test_edges_of_data_sets_have_relations_of_their_own() -> None:
    catalog, _ = load(PROVIDERS, MODELS, DATASETS)
    record = catalog.artifact("hf:somebody/set", ArtifactKind.DATASET)
    assert record is not None
    assert record.made_from == (
        LineageEdge(
            Edge.OUTPUTS, "generated-by", ArtifactKind.MODEL, "hf:MakerOne/One-8B-Base"
        ),
        LineageEdge(Edge.DATA, "contains", ArtifactKind.DATASET, "hf:somebody/set"),
        LineageEdge(Edge.OUTPUTS, "generated-by", ArtifactKind.MODEL, None, "GPT"),
    )


@pytest.mark.parametrize(
    ("relation", "edge"),
    [
        ("finetune", Edge.WEIGHTS),
        ("adapter", Edge.WEIGHTS),
        ("merge", Edge.WEIGHTS),
        ("quantized", Edge.WEIGHTS),
        ("pruned", Edge.WEIGHTS),
        ("layer-copy", Edge.WEIGHTS),
        ("distilled", Edge.OUTPUTS),
        ("generated-by", Edge.OUTPUTS),
    ],
)
def test_relations_to_models(relation: str, edge: Edge) -> None:
    made_from = f"[{{model: hf:c/d, relation: {relation}}}]"
    catalog, _ = load(f"models: [{{model: hf:a/b, made_from: {made_from}}}]")
    assert catalog.artifacts()[0].made_from == (
        LineageEdge(edge, relation, ArtifactKind.MODEL, "hf:c/d"),
    )


def test_patterns_are_read_in_their_order() -> None:
    catalog, found = load(PROVIDERS, PATTERNS)
    assert found == ()
    assert catalog.patterns == (
        ArtifactPattern(
            match="hf:MakerOne/One-*",
            maker="maker-one",
            family="one",
            weights_open=True,
            documents=("mit",),
        ),
        ArtifactPattern(
            match="hf:somebody/*-chat",
            maker="somebody",
            kind=ArtifactKind.DATASET,
            released_on=date(2024, 1, 2),
            unread=True,
        ),
    )


def test_a_maker_may_be_named_by_alias_or_hub_owner() -> None:
    records = "".join(
        f"  - {{model: hf:x/{place}, maker: {maker}}}\n"
        for place, maker in enumerate(("maker-one", "m1", "makerone"))
    )
    catalog, found = load(PROVIDERS, f"models:\n{records}")
    assert found == ()
    assert [each.maker for each in catalog.artifacts()] == ["maker-one"] * 3


def test_the_order_of_files_and_records_does_not_matter() -> None:
    files = [
        ("a.yaml", PROVIDERS.encode()),
        ("b.yaml", CHANNELS.encode()),
        ("c.yaml", MODELS.encode()),
        ("d.yaml", DATASETS.encode()),
        ("e.yaml", PATTERNS.encode()),
    ]
    catalog, _ = load_seed(files, TERRITORIES)
    again, _ = load_seed(reversed(files), TERRITORIES)
    assert catalog_to_json(catalog) == catalog_to_json(again)
    assert [each.ref for each in catalog.artifacts()] == sorted(
        (each.ref for each in catalog.artifacts()), key=str.casefold
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (Code.UNKNOWN_KEY, "«provider»: x"),
        (Code.UNKNOWN_KEY, "providers: [{provider: x, name: X, «contry»: US}]"),
        (Code.MISSING_KEY, "providers: [«{»name: X}]"),
        (Code.WRONG_VALUE, "providers: [{provider: x, name: X, markets: [«serch»]}]"),
        (Code.UNKNOWN_PLACE, "providers: [{provider: x, name: X, country: «USA»}]"),
        (Code.WRONG_VALUE, "providers: [{provider: x, name: X, confidence: «sure»}]"),
        (Code.UNKNOWN_REFERENCE, "models: [{model: «nowhere:x»}]"),
        (Code.WRONG_TYPE, "models: [{model: «[»hf:a/b]}]"),
        (Code.WRONG_VALUE, "models: [{model: «hf:a/b@abc»}]"),
        (Code.MISSING_KEY, "models: [«{»maker: x}]"),
        (Code.UNKNOWN_KEY, "models: [{model: hf:a/b, «data»: hf:a/b}]"),
        (Code.UNKNOWN_REFERENCE, "models: [{model: hf:a/b, aliases: [«x»]}]"),
        (Code.WRONG_VALUE, "models: [{model: hf:a/b, weights: «opn»}]"),
        (Code.WRONG_TYPE, "models: [{model: hf:a/b, multimodal: «maybe»}]"),
        (Code.WRONG_TYPE, "models: [{model: hf:a/b, parameters: «many»}]"),
        (Code.WRONG_TYPE, "models: [{model: hf:a/b, parameters: «-1»}]"),
        (Code.DUPLICATE_RECORD, "models: [{model: hf:a/b}, {model: «hf:A/B»}]"),
        (
            Code.DUPLICATE_RECORD,
            "models: [{model: hf:a/b}, {model: «hf:c», aliases: [hf:a/b]}]",
        ),
        (Code.MISSING_KEY, "patterns: [«{»maker: x}]"),
        (Code.WRONG_TYPE, "patterns: [{match: «[»x]}]"),
        (Code.UNKNOWN_REFERENCE, "patterns: [{match: «nowhere»}]"),
        (Code.UNKNOWN_REFERENCE, "patterns: [{match: 'hf:a/*'}, {match: «hfx:a»}]"),
        (Code.YAML_SYNTAX, "models: [\n]«]»"),
    ],
)
def test_what_is_wrong_is_shown_where_it_stands(code: Code, text: str) -> None:
    plain, place = marked(text)
    _, found = load(plain)
    assert places(found) == [(code, Level.ERROR, place)]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (Code.UNKNOWN_PROVIDER, "models: [{model: hf:a/b, maker: «c»}]"),
        (Code.DUPLICATE_RECORD, "models: [{model: «hf:a/b», aliases: [hf:A/b]}]"),
        (Code.DUPLICATE_RECORD, "patterns: [{match: 'hf:a/*'}, {match: «hf:A/b-*»}]"),
        (
            Code.UNKNOWN_REFERENCE,
            "models: [{model: «hf:a/b», made_from: [{model: hf:c/d, relation: merge}]}]",
        ),
    ],
)
def test_what_is_doubtful_is_a_warning(code: Code, text: str) -> None:
    plain, place = marked(text)
    _, found = load(plain)
    assert places(found) == [(code, Level.WARNING, place)]


OWN = "maker: m1, hop: m1, documents: [x]"


@pytest.mark.parametrize(
    ("code", "row"),
    [
        (
            Code.UNKNOWN_PROVIDER,
            "{maker: «nobody», hop: host, access: [api], documents: [], maker_terms: none}",
        ),
        (
            Code.UNKNOWN_PROVIDER,
            "{maker: m1, hop: «hst», access: [api], documents: [], maker_terms: none}",
        ),
        (Code.MISSING_KEY, "«{»maker: m1, hop: host, access: [api], documents: []}"),
        (Code.MISSING_KEY, "«{»maker: m1, hop: m1, access: [api]}"),
        (Code.WRONG_VALUE, f"{{{OWN}, access: [api], «maker_terms»: none}}"),
        (Code.WRONG_VALUE, f"{{{OWN}, access: [«apis»]}}"),
        (Code.WRONG_VALUE, f"{{{OWN}, access: [api], account: [«big»]}}"),
        (Code.WRONG_VALUE, f"{{{OWN}, access: [api], weights: «opn»}}"),
        (Code.WRONG_FACT, f"{{{OWN}, access: [api], when: {{student.type: «vision»}}}}"),
        (
            Code.UNKNOWN_PLACE,
            f"{{{OWN}, access: [api], when: {{organization.country: {{within: «eu»}}}}}}",
        ),
        (
            Code.UNUSABLE_DATES,
            f"{{{OWN}, access: [api], from: 2025-01-01, «until»: 2024-01-01}}",
        ),
    ],
)
def test_what_is_wrong_with_a_channel(code: Code, row: str) -> None:
    plain, place = marked(f"channels: [{row}]")
    _, found = load(PROVIDERS, plain)
    assert places(found) == [(code, Level.ERROR, place)]


@pytest.mark.parametrize(
    ("kind", "edge", "code"),
    [
        ("model", "{model: hf:c/d}", Code.MISSING_KEY),
        ("model", "{model: hf:c/d, relation: trained-on}", Code.WRONG_VALUE),
        ("model", "{data: hf:c/d, relation: finetune}", Code.WRONG_VALUE),
        ("model", "{model: hf:c/d, data: hf:c/d}", Code.MISSING_KEY),
        ("model", "{relation: finetune}", Code.MISSING_KEY),
        ("model", "{model: c/d, relation: finetune}", Code.UNKNOWN_REFERENCE),
        ("data", "{model: hf:c/d, relation: finetune}", Code.WRONG_VALUE),
        ("data", "{people: employees}", Code.UNKNOWN_KEY),
    ],
)
def test_what_is_wrong_with_an_edge(kind: str, edge: str, code: Code) -> None:
    section = "models" if kind == "model" else "datasets"
    catalog, found = load(f"{section}: [{{{kind}: hf:a/b, made_from: [{edge}]}}]")
    assert code in [each.code for each in of_level(found, Level.ERROR)]
    assert catalog.artifacts()[0].made_from == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("aliases: [x]", "aliases: [X]"),
        ("aliases: [two]", "aliases: []"),
        ("model_prefixes: [a-]", "model_prefixes: [A-]"),
        ("hub_owners: [Org]", "hub_owners: [org]"),
    ],
)
def test_a_name_of_two_providers_is_an_error(first: str, second: str) -> None:
    one, two = "{provider: one, name: One, ", "{provider: «two», name: Two, "
    plain, place = marked(f"providers: [{one}{first}}}, {two}{second}}}]")
    _, found = load(plain)
    assert places(found) == [(Code.DUPLICATE_RECORD, Level.ERROR, place)]


def test_a_model_and_a_data_set_may_share_a_name() -> None:
    _, found = load("models:\n  - {model: hf:a/b}\ndatasets:\n  - {data: hf:a/b}\n")
    assert found == ()


def test_weights_made_from_themselves_are_an_error() -> None:
    _, found = load(
        "models:\n"
        "  - {model: hf:a/one, made_from: [{model: hf:x/two, relation: merge}]}\n"
        "  - model: hf:a/two\n"
        "    aliases: [hf:x/two]\n"
        "    made_from: [{model: hf:a/one, relation: finetune}]\n"
    )
    way = "`hf:a/one` from `hf:a/two` from `hf:a/one`"
    assert [(each.code, each.message) for each in found] == [
        (Code.LINEAGE_CYCLE, f"these weights are made from themselves: {way}")
    ]


def test_outputs_may_go_around_in_circles() -> None:
    _, found = load(
        "models:\n  - {model: hf:a/b, made_from: [{model: hf:a/b, relation: distilled}]}\n"
    )
    assert found == ()


def test_each_circle_is_told_once() -> None:
    parents = {"a": ["b", "c"], "b": ["a"], "c": ["c"], "d": ["a"], "e": []}
    assert sorted(circles(parents)) == [("a", "b", "a"), ("c", "c")]


def test_documents_that_no_pack_holds_are_warnings() -> None:
    catalog, _ = load(PROVIDERS, CHANNELS, MODELS, PATTERNS)
    found = check_documents(catalog, {"one-terms", "host-terms", "mit-0"})
    assert [(each.code, each.level, each.message, each.hint) for each in found] == [
        (
            Code.UNKNOWN_DOCUMENT,
            Level.WARNING,
            "no document is called `mit`",
            "did you mean `mit-0`?",
        )
    ] * 2
    assert check_documents(catalog, {"one-terms", "host-terms", "mit"}) == ()


def test_json_brings_the_same_catalog_back() -> None:
    revenue = "{organization.annual_revenue_usd: {above: 5}}"
    when = f"{{any: [{{not: {{organization.kind: company}}}}, {revenue}]}}"
    row = f"{{maker: m1, hop: m1, access: [app], documents: [d], when: {when}}}"
    catalog, found = load(PROVIDERS, f"{CHANNELS}  - {row}\n", MODELS, DATASETS, PATTERNS)
    assert found == ()
    text = catalog_to_json(catalog)
    again = catalog_from_json(text)
    assert again == catalog
    assert catalog_to_json(again) == text
    record = again.artifact("hf:mirror/One-8B")
    assert record is not None
    assert record.span is not None
    assert (record.span.path, record.span.line) == ("2.yaml", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "another"}',
        '{"format": "distillgate/seed-catalog/1"}',
        '{"format": "distillgate/seed-catalog/1", "providers": [{}]}',
        '{"format": "distillgate/seed-catalog/1", "providers": [1]}',
    ],
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"text|Expecting"):
        catalog_from_json(text)


@pytest.fixture(scope="module")
def shipped() -> tuple[SeedCatalog, tuple[Diagnostic, ...]]:
    """Return the catalog that ships, loaded once."""
    if not all((CATALOG / name).exists() for name in FILES):
        pytest.skip("the catalog is not complete")
    notebook = Notebook()
    nodes = [
        read_yaml(path.read_bytes(), path.name)
        for path in sorted((ROOT / "policies" / "territories").glob("*.yaml"))
    ]
    territories = [parse_territory(node, notebook) for node in nodes]
    files = [(name, (CATALOG / name).read_bytes()) for name in FILES]
    return load_seed(files, {each.name: each for each in territories})


def test_the_shipped_catalog_has_no_errors(
    shipped: tuple[SeedCatalog, tuple[Diagnostic, ...]],
) -> None:
    catalog, found = shipped
    assert of_level(found, Level.ERROR) == []
    assert catalog.artifacts()
    assert catalog_from_json(catalog_to_json(catalog)) == catalog


@pytest.mark.parametrize(
    ("ref", "maker", "weights_open"),
    [
        ("openai:gpt-5-mini", "openai", False),
        ("openai:gpt-oss-120b", "openai", True),
        ("azure:gpt-4o", "openai", False),
        ("openrouter:openai/gpt-5", "openai", False),
        ("bedrock:us.anthropic.claude-sonnet-4-20250514-v1:0", "anthropic", False),
        ("bedrock:meta.llama3-3-70b-instruct-v1:0", "meta", True),
        ("vertex:gemini-2.5-pro", "google", False),
        ("together:meta-llama/Llama-3.3-70B-Instruct", "meta", True),
        ("openrouter:qwen/qwen3-max", "alibaba", False),
        ("hf:Qwen/Qwen3-8B", "alibaba", True),
    ],
)
def test_the_shipped_catalog_knows_how_hosts_spell_models(
    ref: str,
    maker: str,
    weights_open: bool,  # noqa: FBT001 - a value of the table above
    shipped: tuple[SeedCatalog, tuple[Diagnostic, ...]],
) -> None:
    artifact = shipped[0].artifact(ref)
    assert artifact is not None
    assert (artifact.maker, artifact.weights_open) == (maker, weights_open)
