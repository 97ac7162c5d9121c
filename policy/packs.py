"""Packs from the bytes of their files: documents, territories, definitions and house policy.

Reading files is somebody else's work (`distillgate.packfiles`); this is pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from policy.canonical import canonical_json, sha256
from policy.compiling import Pack, make_pack
from policy.conditionparsing import Scope
from policy.conditions import Condition
from policy.diagnostics import Code, Diagnostic, Level, Span, in_order, nearest
from policy.documents import Document
from policy.frozen import dataclass
from policy.house import House
from policy.houseparsing import parse_house
from policy.linting import lint_documents, lint_house
from policy.parsing import PackScope, parse_document
from policy.places import Territory
from policy.reading import Notebook
from policy.sharedparsing import parse_definitions, parse_territory
from policy.yamltext import Fields, Items, Node, Text, UnreadableError, read_yaml


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a pack, as it was read."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A pack with everything that is wrong with it; with errors it must not judge."""

    pack: Pack
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Return the diagnostics that stop a pack from being used."""
        return tuple(each for each in self.diagnostics if each.level is Level.ERROR)


@dataclass(slots=True)
class _Layer:
    """One folder of documents."""

    name: str
    house: bool = False
    documents: dict[str, Document] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def load_packs(layers: Sequence[tuple[str, Iterable[SourceFile]]]) -> LoadedPack:
    """Return the pack that `layers` make up together, each a name with its files.

    A document of a later layer takes the place of an earlier one with the
    same id; twice in one layer is an error.
    """
    loader = _Loader()
    read = [(name, loader.read(name, files)) for name, files in layers]
    for _, nodes in read:
        loader.territories_of(nodes)
    for _, nodes in read:
        loader.definitions_of(nodes)
    for name, nodes in read:
        loader.layer(name, nodes)
    return loader.done()


class _Loader:
    """Gathers the parts of a pack over all layers."""

    def __init__(self) -> None:
        self._notebook = Notebook()
        self._territories: dict[str, Territory] = {}
        self._definitions: dict[str, Condition] = {}
        self._documents: dict[str, Document] = {}
        self._digests: dict[str, str] = {}
        self._house = House()

    def read(self, name: str, files: Iterable[SourceFile]) -> list[Node]:
        """Return the nodes of all files that can be read."""
        nodes, count = [], 0
        for file in sorted(files, key=lambda each: each.path):
            count += 1
            try:
                nodes.append(read_yaml(file.content, file.path))
            except UnreadableError as error:
                self._notebook.found += error.diagnostics
        if not count:
            message = "the pack holds no document"
            hint = "a pack is a folder of .yaml files, one document each"
            self._notebook.error(Code.EMPTY_PACK, message, Span(name, 1, 1), hint)
        return nodes

    def territories_of(self, nodes: list[Node]) -> None:
        """Take up every territory; those of a later layer take the place of earlier ones."""
        here: set[str] = set()
        for node in nodes:
            if _has(node, "territory"):
                territory = parse_territory(node, self._notebook)
                if territory.name in here:
                    message = f"the territory `{territory.name}` stands twice in this pack"
                    self._notebook.error(Code.DUPLICATE_DOCUMENT, message, node.span)
                here.add(territory.name)
                self._territories[territory.name] = territory
                self._digests[f"territory:{territory.name}"] = node_digest(node)

    def definitions_of(self, nodes: list[Node]) -> None:
        """Take up the named conditions of every layer."""
        for node in nodes:
            if _has(node, "definitions"):
                found = parse_definitions(node, self._notebook, self._territories)
                self._definitions |= found
                place = sum(name.startswith("definitions:") for name in self._digests)
                self._digests[f"definitions:{place + 1}"] = node_digest(node)

    def layer(self, name: str, nodes: list[Node]) -> None:
        """Take up the documents of one layer."""
        layer = _Layer(name)
        for node in nodes:
            if not _has(node, "territory") and not _has(node, "definitions"):
                self._document(layer, node)
        self._documents |= layer.documents
        self._digests |= layer.digests

    def _document(self, layer: _Layer, node: Node) -> None:
        if _word(node, "kind") == "house":
            if layer.house:
                message = "this pack has two house policies"
                self._notebook.error(Code.DUPLICATE_DOCUMENT, message, node.span)
            layer.house = True
            scope = Scope(self._territories, self._definitions)
            policy = parse_house(node, self._notebook, scope)
            self._house, document = policy.house, policy.document
        else:
            document = parse_document(node, self._notebook, self._scope)
        if document.id in layer.documents and document.id:
            message = f"the document `{document.id}` stands twice in this pack"
            first = layer.documents[document.id].span
            hint = f"it stands first in {first.path}" if first else None
            self._notebook.error(Code.DUPLICATE_DOCUMENT, message, node.span, hint)
        layer.documents[document.id] = document
        layer.digests[document.id] = node_digest(node)

    @property
    def _scope(self) -> PackScope:
        return PackScope(self._territories, self._definitions)

    def done(self) -> LoadedPack:
        """Return the pack, linted as a whole."""
        lint_documents(self._documents, self._notebook)
        lint_house(self._house, self._documents, self._notebook)
        pack = make_pack(self._documents, self._territories, self._house, self._digests)
        return LoadedPack(pack, in_order(self._notebook.found))


def _has(node: Node, key: str) -> bool:
    return isinstance(node, Fields) and node.get(key) is not None


def _word(node: Node, key: str) -> str | None:
    value = node.get(key) if isinstance(node, Fields) else None
    return value.text if isinstance(value, Text) else None


def node_plain(node: Node) -> object:
    """Return `node` in the types of JSON; scalars keep their text, quoted or not."""
    match node:
        case Text(text=text):
            return text
        case Items(items=items):
            return [node_plain(item) for item in items]
        case Fields(entries=entries):
            return {entry.key.text: node_plain(entry.value) for entry in entries}


def node_digest(node: Node) -> str:
    """Return the digest of what `node` says, whatever its comments and key order."""
    return sha256(canonical_json(node_plain(node)))


def unknown_document(name: str, known: Mapping[str, Document], span: Span) -> Diagnostic:
    """Return the diagnostic for a document that no pack holds."""
    near = nearest(name, tuple(known))
    hint = f"did you mean `{near}`?" if near else None
    return Diagnostic(Code.UNKNOWN_DOCUMENT, f"no document is called `{name}`", span, hint)
