"""The lists that ship with the catalog, from YAML.

Reading files is somebody else's work; this is pure.
"""

from collections.abc import Iterable
from datetime import date

from policy.diagnostics import Code, Diagnostic, in_order
from policy.frozen import dataclass
from policy.reading import Notebook, Reader
from policy.yamltext import Node, UnreadableError, misspelled, read_yaml
from registry.screening.memory import ShippedLists
from registry.screening.parties import Edition, Party, PartyName
from registry.seedvalues import country_in, overall_grade, word_in

LIST_KEYS = "list title as_of".split()
PARTY_KEYS = """
    party list name aliases brands kind country listed removed numbers providers confidence
    source note
""".split()
KINDS = ("company", "person", "vessel", "aircraft")


def load_lists(
    files: Iterable[tuple[str, bytes]], providers: frozenset[str]
) -> tuple[ShippedLists, tuple[Diagnostic, ...]]:
    """Return the lists that `files`, each path and content, make up together.

    `providers` are the slugs of the catalog. With errors among the
    diagnostics the lists must not be used.
    """
    reader = _ListReader(providers)
    for path, content in sorted(files):
        try:
            reader.take(read_yaml(content, path))
        except UnreadableError as error:
            reader.notebook.found += error.diagnostics
    return reader.done(), in_order(reader.notebook.found)


@dataclass(frozen=True, slots=True)
class _Title:
    title: str
    day: date
    file: str


class _ListReader:
    def __init__(self, providers: frozenset[str]) -> None:
        self.notebook = Notebook()
        self._providers = providers
        self._titles: dict[str, _Title] = {}
        self._parties: dict[str, Party] = {}
        self._waiting: list[Node] = []

    def take(self, root: Node) -> None:
        """Read the lists of one file; its parties wait until all lists are known."""
        reader = Reader(root, self.notebook, "a file of lists")
        reader.only(("lists", "parties"))
        for node in reader.items("lists"):
            self._list(node)
        self._waiting += reader.items("parties")

    def done(self) -> ShippedLists:
        """Return everything that was read."""
        for node in self._waiting:
            self._party(node)
        parties = tuple(self._parties[key] for key in sorted(self._parties))
        editions = tuple(
            Edition(name, each.title, each.day, _count(parties, name), each.file, sample=True)
            for name, each in sorted(self._titles.items())
        )
        return ShippedLists(editions, parties)

    def _list(self, node: Node) -> None:
        reader = Reader(node, self.notebook, "a list")
        reader.only(LIST_KEYS)
        for key in LIST_KEYS:
            reader.needs(key)
        name, title, day = reader.text("list"), reader.text("title"), reader.day("as_of")
        if name in self._titles:
            message = f"the list `{name}` stands here twice"
            self.notebook.error(Code.DUPLICATE_RECORD, message, reader.key_span("list"))
        elif name and title and day:
            self._titles[name] = _Title(title, day, node.span.path)

    def _party(self, node: Node) -> None:
        reader = Reader(node, self.notebook, "a listed party")
        reader.only(PARTY_KEYS)
        for key in ("party", "list", "name"):
            reader.needs(key)
        for slug in reader.text_nodes("providers"):
            if slug.text not in self._providers:
                message = f"no provider is called `{slug.text}`"
                hint = misspelled(slug.text, tuple(sorted(self._providers)))
                self.notebook.error(Code.UNKNOWN_PROVIDER, message, slug.span, hint)
        self._named_party(reader)

    def _named_party(self, reader: Reader) -> None:
        key, name, where = reader.text("party"), reader.text("name"), reader.text("list")
        if not key or not name or not where:
            return
        if where not in self._titles:
            message, span = f"no list is called `{where}`", reader.key_span("list")
            self.notebook.error(
                Code.UNKNOWN_LIST, message, span, misspelled(where, tuple(sorted(self._titles)))
            )
        if key in self._parties:
            message = f"the party `{key}` stands here twice"
            self.notebook.error(Code.DUPLICATE_RECORD, message, reader.key_span("party"))
        strong = (name, *reader.texts("aliases"))
        self._parties[key] = Party(
            list=where,
            key=key,
            names=(
                *map(PartyName, strong),
                *(PartyName(brand, strong=False) for brand in reader.texts("brands")),
            ),
            kind=word_in(reader, "kind", KINDS) or KINDS[0],
            country=country_in(reader),
            listed=reader.day("listed"),
            removed=reader.day("removed"),
            numbers=reader.texts("numbers"),
            providers=reader.texts("providers"),
            confidence=overall_grade(reader),
            source=reader.text("source"),
            note=reader.text("note"),
        )


def _count(parties: Iterable[Party], name: str) -> int:
    return sum(party.list == name for party in parties)
