"""Runs and draws the commands about what the registry knows."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import typer

from distillgate.cli.choices import Graded, Recorded, Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.page import Page, table
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, read_input, talk
from distillgate.ledgers import ledger_over
from distillgate.registries import refusing, registry_at
from distillgate.settings import this_moment
from distillgate.usecases.declare import Declared, Declaring, declare_file, declare_node
from distillgate.usecases.files import MOST_BYTES, lines_of
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.recordviews import Records, RecordView, view_json
from distillgate.usecases.retire import retire_subject
from distillgate.wiring import Layers, shipped_catalog
from policy.canonical import canonical_json
from policy.diagnostics import Span
from policy.yamltext import Entry, Fields, Items, Node, Text
from registry.database import Database
from registry.declaring import NAMED_BY
from registry.recorded import Wanted
from registry.statementjson import plain_of
from registry.statements import Grade, SubjectKind, Writer

_SHOWN_EACH = 1_000
Said = Mapping[str, str | list[str] | None]


@dataclass(frozen=True, slots=True)
class Adding:
    """What is to be declared."""

    kind: Recorded
    name: str | None
    file: str | None
    said: Said
    grade: Graded
    form: Shape


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be listed."""

    kind: Recorded
    word: str
    after: str
    most: int
    retired: bool


def add(asked: Adding, terminal: Terminal) -> None:
    """Declare what was asked for."""
    if (asked.name is None) == (asked.file is None):
        raise typer.BadParameter("name what is declared, or a file with --file")
    where = terminal.settings.registry
    with shown(terminal) as stock, refusing(where):
        pack, shipped = shipped_catalog(Layers(), terminal.settings)
        database = made_registry(terminal)
        grade = Grade[asked.grade.name]
        ledger = ledger_over(database, terminal.settings)
        declaring = Declaring(pack, shipped, ledger, writer_of(terminal), grade)
        if asked.file is not None:
            declared = _file(asked.file, declaring, terminal)
        else:
            node = _node(asked, stock.said)
            declared = declare_node(node, SubjectKind(asked.kind), declaring)
        if declared.diagnostics:
            draw_errors(declared.diagnostics, Lines(terminal))
        _told(declared, asked, database)


def _file(path: str, declaring: Declaring, terminal: Terminal) -> Declared:
    progress = _Progress(terminal)
    if path == "-":
        return declare_file("<standard input>", [read_input(MOST_BYTES)], declaring, progress)
    found = declare_file(path, lines_of(path), declaring, progress)
    progress.end()
    return found


class _Progress:
    """Says on a terminal how many are done."""

    def __init__(self, terminal: Terminal) -> None:
        self._shown = sys.stderr.isatty() and not terminal.settings.plain
        self._last = 0

    def __call__(self, count: int) -> None:
        if self._shown and count - self._last >= _SHOWN_EACH:
            self._last = count
            sys.stderr.write(f"\r{count:,} read")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line that was written over."""
        if self._last:
            sys.stderr.write("\n")


def _told(declared: Declared, asked: Adding, database: Database) -> None:
    if asked.form is Shape.JSON:
        found = {"declared": str(declared.count), "registry": database.shown}
        answer(canonical_json(found) + "\n")
        return
    what = "statement" if declared.count == 1 else "statements"
    answer(f"{declared.count:,} {what} written down in {database.shown}\n")


def _node(asked: Adding, place: Callable[[str], Span]) -> Node:
    """Return what was typed as a record, each value with its place on the command line."""
    name = asked.name or ""
    entries = list(_entries({NAMED_BY[SubjectKind(asked.kind)]: name}, place))
    entries += _entries({key: each for key, each in asked.said.items() if each}, place)
    return Fields(tuple(entries), place(name))


def _entries(
    said: Mapping[str, str | list[str] | None], place: Callable[[str], Span]
) -> Iterator[Entry]:
    for key, value in said.items():
        words = value if isinstance(value, list) else [value or ""]
        span = place(words[0])
        name = Text(key, plain=True, span=span)
        if key == "made_from":
            yield Entry(name, Items(tuple(_edge(word, place(word)) for word in words), span))
        elif isinstance(value, list):
            items = tuple(Text(word, plain=False, span=place(word)) for word in words)
            yield Entry(name, Items(items, span))
        else:
            yield Entry(name, Text(words[0], plain=True, span=span))


_DATA = frozenset({"trained-on", "contains"})


def _edge(word: str, span: Span) -> Node:
    """Return one edge as a record has it; data is told by its relation."""
    relation, _, ref = word.partition(":")
    key = "data" if relation in _DATA else "model"
    said = {key: ref, "relation": relation}
    entries = (
        Entry(Text(name, plain=True, span=span), Text(value, plain=True, span=span))
        for name, value in said.items()
    )
    return Fields(tuple(entries), span)


def show(kind: Recorded, name: str, form: Shape, terminal: Terminal) -> None:
    """Draw one record with its sources."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        view = _records(terminal).view(SubjectKind(kind), name, stock.said(name))
        if form is Shape.JSON:
            answer(canonical_json(view_json(view)) + "\n")
            return
        page = Page(terminal.width)
        _card(view, page)
        answer(page.text())


def list_them(listing: Listing, form: Shape, terminal: Terminal) -> None:
    """Draw the records that are wanted, one a line."""
    kind = SubjectKind(listing.kind)
    wanted = Wanted(kind, listing.word, listing.after, listing.most, listing.retired)
    with shown(terminal), refusing(terminal.settings.registry):
        views = _records(terminal).listed(wanted)
        if form is Shape.JSON:
            answer(canonical_json([view_json(each) for each in views]) + "\n")
            return
        page = Page(terminal.width)
        for row in table([_row(each) for each in views]):
            page.line(row)
        answer(page.text() if views else "")


def retire(kind: Recorded, name: str, reason: str, terminal: Terminal) -> None:
    """Retire one record."""
    with shown(terminal) as stock, refusing(terminal.settings.registry):
        records = _records(terminal)
        subject = records.subject(SubjectKind(kind), name, stock.said(name))
        retire_subject(subject, reason, made_ledger(terminal), writer_of(terminal))
        talk(f"{subject.ref} is retired")


def writer_of(terminal: Terminal) -> Writer:
    """Return who acts at this terminal, now."""
    return Writer(terminal.settings.actor, this_moment(), terminal.settings.machine)


def made_registry(terminal: Terminal) -> Database:
    """Return the registry, made where there is none; raises `UnreadableError`."""
    database = registry_at(terminal.settings.registry, make=True)
    if database is None:
        raise TypeError("a registry that is made is there")
    return database


def made_ledger(terminal: Terminal) -> Ledger:
    """Return the registry with its log, made where there is none; raises `UnreadableError`."""
    return ledger_over(made_registry(terminal), terminal.settings)


def read_registry(terminal: Terminal) -> Database | None:
    """Return the registry, or nothing where there is none; raises `UnreadableError`."""
    return registry_at(terminal.settings.registry, make=False)


def _records(terminal: Terminal) -> Records:
    _, shipped = shipped_catalog(Layers(), terminal.settings)
    return Records(shipped, read_registry(terminal))


def _row(view: RecordView) -> tuple[str, ...]:
    fields = dict(view.fields())
    facts = [
        str(fields[name])
        for name in ("maker", "declared_license", "country")
        if fields.get(name)
    ]
    source = "written down" if view.subject else "ships"
    if view.subject and view.subject.retired:
        source = "retired"
    open_ones = sum(not each.settled for each in view.contradictions)
    return (view.ref, source, f"{open_ones} open" if open_ones else "", " ".join(facts))


def _card(view: RecordView, page: Page) -> None:
    page.line(view.ref)
    if view.subject and view.subject.retired:
        retired = view.subject.retired
        page.row("retired", f"{retired.at[:10]} by {retired.actor}: {retired.reason}")
    for row in table((f"  {name}", _words(value)) for name, value in view.fields()):
        page.fold(row, "  ", "    ")
    if view.subject and view.subject.revisions:
        page.row("revisions", ", ".join(view.subject.revisions))
    for each in view.contradictions:
        page.line()
        page.line(f"{'settled' if each.settled else 'contradiction'}: {each.field}")
        for voice in each.voices:
            page.fold(
                f"{voice.grade.word} ({voice.actor}) {_words(plain_of(voice.value))}",
                "  ",
                "    ",
            )
    for statement in view.subject.statements if view.subject else ():
        page.line()
        said = statement.declaration
        page.line(f"{statement.made_at[:10]}  {statement.grade.word}, {statement.actor}")
        for label, text in (
            ("revision", said.revision),
            ("evidence", said.evidence),
            ("reason", said.reason),
        ):
            page.row(label, text)
        page.row("states", ", ".join(sorted(said.stated)))


def _words(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_words(each) for each in value if each is not None)
    return (
        {True: "yes", False: "no"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )
