"""Declare models, data sets and providers: one, or a whole file of them, all or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from distillgate.usecases.jsonlines import nodes_of
from distillgate.usecases.ledger import Ledger
from policy.canonical import canonical_json
from policy.compiling import Pack
from policy.diagnostics import Code, Diagnostic, Level, Span, in_order
from policy.reading import Notebook
from policy.yamltext import Node, UnreadableError, read_yaml
from registry.catalogs import SeedCatalog
from registry.database import exclusively
from registry.declarations import StatementStore
from registry.declaring import DeclarationReader
from registry.events import Event
from registry.madefromitself import circles_with_others, own_circles
from registry.recorded import merged_providers
from registry.revisionstore import Told, revisions_told, unheard_among, unheard_or_first
from registry.seednames import Names
from registry.statementjson import body_of
from registry.statements import Declaration, Grade, SubjectKind, Writer

BATCH = 1_000
MOST_TOLD = 50
"""Diagnostics after which a file is not read on."""
LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Declaring:
    """What declarations are read against, where they go, and who makes them."""

    pack: Pack
    shipped: SeedCatalog
    ledger: Ledger
    writer: Writer
    grade: Grade = Grade.DECLARED


@dataclass(frozen=True, slots=True)
class Declared:
    """What became of a file of declarations."""

    count: int
    diagnostics: tuple[Diagnostic, ...] = ()
    """Warnings."""


def declare_node(node: Node, kind: SubjectKind, declaring: Declaring) -> Declared:
    """Write down the one declaration in `node`; raises `UnreadableError`."""
    notebook = Notebook()
    reader = _reader(declaring, notebook)
    found = reader.one(node, kind)
    work = _Work(declaring, notebook, unheard_or_first)
    return _written(iter([found] if found else []), work, lambda _: None)


def declare_file(
    path: str, lines: Iterable[bytes], declaring: Declaring, progress: Callable[[int], None]
) -> Declared:
    """Write down all that a file declares, or nothing; raises `UnreadableError`.

    JSON Lines are read as they come, so that memory stays flat; YAML and JSON
    as a whole. `progress` is told how many are done after each batch.
    """
    notebook = Notebook()
    reader = _reader(declaring, notebook)
    work = _Work(declaring, notebook, unheard_among)
    if path.endswith(LINES):
        return _written(_by_line(path, lines, reader), work, progress)
    node = read_yaml(b"".join(lines), path)
    return _written(iter(reader.file(node)), work, progress)


def _reader(declaring: Declaring, notebook: Notebook) -> DeclarationReader:
    with declaring.ledger.database.reading() as connection:
        providers = merged_providers(declaring.shipped, connection)
    return DeclarationReader(
        Names(providers), declaring.pack.territories, notebook, declaring.grade
    )


def _by_line(
    path: str, lines: Iterable[bytes], reader: DeclarationReader
) -> Iterator[Declaration]:
    for node in nodes_of(lines, path):
        if isinstance(node, Diagnostic):
            reader.notebook.found.append(node)
            continue
        found = reader.line(node)
        if found is not None:
            yield found


@dataclass(frozen=True, slots=True)
class _Work:
    """What is written where, and what is told of it."""

    declaring: Declaring
    notebook: Notebook
    unheard: Callable[[Sequence[Declaration], Told], Iterator[Diagnostic]]
    """What is to be said of revisions."""

    def tell_revisions(self, batch: Sequence[Declaration], connection: Connection) -> None:
        """Tell of revisions that are not known beside those that are."""
        self._tell(self.unheard(batch, revisions_told(connection, batch)))

    def tell_circles(self, batch: Sequence[Declaration], connection: Connection) -> None:
        """Tell of what is made from itself, once it is written down."""
        own = tuple(own_circles(batch))
        self._tell(own or circles_with_others(connection, batch))

    def _tell(self, found: Iterable[Diagnostic]) -> None:
        for each in found:
            if each.level is Level.ERROR or len(self.notebook.found) < MOST_TOLD:
                self.notebook.found.append(each)


def _written(
    found: Iterator[Declaration], work: _Work, progress: Callable[[int], None]
) -> Declared:
    """Write what is `found` in one transaction, unless anything in it is an error."""
    declaring, notebook = work.declaring, work.notebook
    count = 0
    declared = sha256()
    with declaring.ledger.writing() as entry:
        exclusively(entry.connection)
        store = StatementStore(entry.connection)
        for batch in _batches(found, notebook):
            work.tell_revisions(batch, entry.connection)
            count += store.declare(batch, declaring.writer)
            work.tell_circles(batch, entry.connection)
            for each in batch:
                declared.update(declaration_text(each).encode())
            progress(count)
        _refuse(notebook)
        if not count:
            message = "nothing is declared here"
            hint = "a file holds `models`, `datasets` or `providers`"
            place = Span("declarations", 1, 1)
            raise UnreadableError((Diagnostic(Code.EMPTY_FILE, message, place, hint),))
        digest = f"sha256:{declared.hexdigest()}"
        details: dict[str, str | int] = {"change": "declared", "count": count}
        told = Event(
            "registry.changed", declaring.writer, "declarations:", digest, details=details
        )
        entry.tell(told)
    return Declared(count, in_order(notebook.found))


def declaration_text(declared: Declaration) -> str:
    """Return one line that holds all of a declaration, as the log's digest covers it."""
    parts = {
        "kind": declared.kind.value,
        "ref": declared.ref,
        "body": body_of(declared.record, declared.stated),
        "grade": declared.grade.word,
        "revision": declared.revision,
        "evidence": declared.evidence,
        "reason": declared.reason,
    }
    return canonical_json(parts) + "\n"


def _batches(found: Iterator[Declaration], notebook: Notebook) -> Iterator[list[Declaration]]:
    """Yield `found` in batches; after too many errors, or one of a batch, only read on."""
    batch: list[Declaration] = []
    for each in found:
        if len(notebook.found) > MOST_TOLD:
            _refuse(notebook)
        batch.append(each)
        if len(batch) == BATCH:
            if not _errors(notebook):
                yield batch
            batch = []
    if batch and not _errors(notebook):
        yield batch


def _errors(notebook: Notebook) -> bool:
    return any(each.level is Level.ERROR for each in notebook.found)


def _refuse(notebook: Notebook) -> None:
    if _errors(notebook):
        raise UnreadableError(in_order(notebook.found))
