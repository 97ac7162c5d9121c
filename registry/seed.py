"""The seed catalog from the bytes of its files.

Reading files is somebody else's work (`distillgate.wiring`); this is pure.
The same bytes give the same catalog, in whatever order the files come.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from policy.diagnostics import Diagnostic, in_order
from policy.places import Territory
from policy.reading import Notebook, Reader
from policy.yamltext import Node, UnreadableError, read_yaml
from registry.catalogs import SeedCatalog, seed_catalog
from registry.records import Artifact, ArtifactKind
from registry.seedchecks import check_artifacts, check_lineage, check_patterns, check_providers
from registry.seednames import Names
from registry.seedreading import RecordReader, read_provider

SECTIONS = ("providers", "channels", "models", "datasets", "patterns")
Read = TypeVar("Read")


def load_seed(
    files: Iterable[tuple[str, bytes]], territories: Mapping[str, Territory]
) -> tuple[SeedCatalog, tuple[Diagnostic, ...]]:
    """Return the catalog that `files`, each path and content, make up together.

    A file holds one or more of `SECTIONS`. With errors among the diagnostics
    the catalog must not be used: what could not be read is not in it.
    """
    notebook = Notebook()
    nodes = _sections(files, notebook)
    providers = _every(nodes["providers"], lambda node: read_provider(node, notebook))
    check_providers(providers, notebook)
    names = Names(providers)
    reader = RecordReader(names, territories, notebook)
    rows = _every(nodes["channels"], reader.row)
    models = _every(nodes["models"], lambda node: reader.artifact(node, ArtifactKind.MODEL))
    datasets = _every(
        nodes["datasets"], lambda node: reader.artifact(node, ArtifactKind.DATASET)
    )
    patterns = _every(nodes["patterns"], reader.pattern)
    records: tuple[Artifact, ...] = (*models, *datasets)
    check_artifacts(records, names, notebook)
    check_patterns(patterns, notebook)
    catalog = seed_catalog(providers, rows, records, patterns)
    check_lineage(catalog, notebook)
    return catalog, in_order(notebook.found)


def _sections(files: Iterable[tuple[str, bytes]], notebook: Notebook) -> dict[str, list[Node]]:
    """Return the nodes of each section over all files, by path."""
    found: dict[str, list[Node]] = {section: [] for section in SECTIONS}
    for path, content in sorted(files):
        try:
            root = read_yaml(content, path)
        except UnreadableError as error:
            notebook.found += error.diagnostics
            continue
        reader = Reader(root, notebook, "a catalog file")
        reader.only(SECTIONS)
        for section in SECTIONS:
            found[section] += reader.items(section)
    return found


def _every(nodes: Iterable[Node], read: Callable[[Node], Read | None]) -> tuple[Read, ...]:
    """Return what `read` makes of each node, less those that it makes nothing of."""
    return tuple(record for record in map(read, nodes) if record is not None)
