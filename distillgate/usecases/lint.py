"""Everything that is wrong with packs and the catalog, and what in them nothing uses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policy.compiling import Pack
from policy.diagnostics import Code, Diagnostic, Level, Span, in_order
from policy.lint.pack import lint_pack
from policy.packs import SourceFile, load_packs
from policy.proving.statements import Statement, parse_statements, said_twice
from policy.reading import Notebook
from policy.yamltext import Fields, Items, Node, Text, UnreadableError, read_yaml
from registry.seed import load_seed
from registry.seedchecks import check_documents
from registry.seedlint import lint_catalog

_TERRITORY = "territory"
_TODO = "TODO"


@dataclass(frozen=True, slots=True)
class Linted:
    """What was read, and everything that is wrong with it."""

    diagnostics: tuple[Diagnostic, ...]
    files: int
    documents: int
    clauses: int

    @property
    def errors(self) -> int:
        """Return how many diagnostics stop the pack from judging."""
        return sum(each.level is Level.ERROR for each in self.diagnostics)

    @property
    def warnings(self) -> int:
        """Return how many diagnostics an author should mend."""
        return len(self.diagnostics) - self.errors


def lint_packs(
    layers: Sequence[tuple[str, Sequence[SourceFile]]],
    catalog: Sequence[SourceFile],
    unread: Sequence[Diagnostic] = (),
    statements: Sequence[SourceFile] = (),
) -> Linted:
    """Return what is wrong with `layers` together, and with the catalog beside them.

    `unread` says what of them could not be read at all; `statements` are the
    files of what must hold for every plan, read against the documents.
    """
    loaded = load_packs(layers)
    pack = loaded.pack
    records, of_records = load_seed(
        [(each.path, each.content) for each in catalog], pack.territories
    )
    files = [file for _, held in layers for file in held]
    found = [
        *unread,
        *loaded.diagnostics,
        *of_records,
        *check_documents(records, frozenset(pack.documents)),
        *lint_pack(pack),
        *lint_catalog(records, pack),
        *_unused([*files, *catalog]),
        *_of_statements(statements, pack),
        *(each for file in (*files, *statements) for each in _left_to_do(file)),
    ]
    documents = [pack.documents[name] for name in pack.documents]
    clauses = sum(len(version.clauses) for each in documents for version in each.versions)
    read = len(files) + len(catalog) + len(statements)
    return Linted(in_order(found), read, len(documents), clauses)


def _of_statements(files: Iterable[SourceFile], pack: Pack) -> list[Diagnostic]:
    """Return what is wrong with statements that are proven of `pack`."""
    notebook, found, unread = Notebook(), list[Statement](), list[Diagnostic]()
    for file in files:
        try:
            node = read_yaml(file.content, file.path)
        except UnreadableError as error:
            unread += error.diagnostics
        else:
            found += parse_statements(node, notebook, pack)
    return [*unread, *notebook.found, *said_twice(found)]


def _left_to_do(file: SourceFile) -> Iterator[Diagnostic]:
    """Yield a warning for each place that still says TODO, in comments too."""
    lines = file.content.decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines, start=1):
        column = line.find(_TODO)
        if column >= 0:
            span = Span(file.path, number, column + 1, len(_TODO))
            message = "this place is still to be filled in"
            hint = "replace the example, and take the mark away"
            yield Diagnostic(Code.TODO_LEFT, message, span, hint, Level.WARNING)


def _unused(files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """Yield a warning for each territory and definition that no condition names."""
    nodes = [node for file in files if (node := _node(file)) is not None]
    said = frozenset(word for node in nodes for word in _words(node, ""))
    everywhere = frozenset(word for node in nodes for word in _words(node, "defined"))
    for node in nodes:
        yield from _unused_territory(node, said)
        here = frozenset(_words(node, "defined"))
        for key in _keys_under(node, "define"):
            yield from _unused_condition(key, here)
        for key in _keys_under(node, "definitions"):
            yield from _unused_condition(key, everywhere)


def _node(file: SourceFile) -> Node | None:
    try:
        return read_yaml(file.content, file.path)
    except UnreadableError:
        return None


def _unused_territory(node: Node, said: frozenset[str]) -> Iterator[Diagnostic]:
    name = node.get(_TERRITORY) if isinstance(node, Fields) else None
    if isinstance(name, Text) and name.text not in said:
        message = f"no condition and no territory names the territory `{name.text}`"
        yield _warning(message, name.span)


def _unused_condition(key: Text, used: frozenset[str]) -> Iterator[Diagnostic]:
    if key.text not in used:
        message = f"nothing uses the condition `{key.text}`"
        yield _warning(message, key.span)


def _warning(message: str, span: Span) -> Diagnostic:
    hint = "use it, or take it out"
    return Diagnostic(Code.UNUSED_DEFINITION, message, span, hint, Level.WARNING)


def _words(node: Node, under: str) -> Iterator[str]:
    """Yield every scalar that stands directly under the key `under`; of none, every scalar.

    The name that a territory gives to itself is not counted.
    """
    for key, value in _pairs(node):
        wanted = key == under if under else key != _TERRITORY
        match value:
            case Text(text=text) if wanted:
                yield text
            case Items(items=items) if wanted:
                yield from (item.text for item in items if isinstance(item, Text))
            case _:
                pass


def _keys_under(node: Node, under: str) -> Iterator[Text]:
    for key, value in _pairs(node):
        if key == under and isinstance(value, Fields):
            yield from (entry.key for entry in value.entries)


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield every key with its value, at any depth."""
    match node:
        case Fields(entries=entries):
            for entry in entries:
                yield entry.key.text, entry.value
                yield from _pairs(entry.value)
        case Items(items=items):
            for item in items:
                yield from _pairs(item)
        case Text():
            return
