"""Runs and draws the commands that show how documents changed."""

from distillgate.cli.choices import Shape
from distillgate.cli.page import Page, table
from distillgate.cli.showing import Packs, shown
from distillgate.cli.terminal import Terminal, answer
from distillgate.usecases.changes import Direction, Kind, Turn, turns_of, version_words
from distillgate.usecases.documentviews import Difference, difference, difference_json
from distillgate.usecases.naming import document_called, issuer_called, version_called
from distillgate.usecases.timelines import Event, timeline, turn_json
from policy.canonical import canonical_json
from policy.explaining_words import section_words
from policy.satisfying import solver_for

_NO_DAY = "no date"


def diff(terminal: Terminal, packs: Packs, names: tuple[str, str, str], form: Shape) -> None:
    """Draw what changed from one version of a document to another."""
    name, before, after = names
    with shown(terminal, packs) as stock:
        pack = stock.pack()
        document = document_called(name, pack, stock.said(name))
        found = difference(
            version_called(document, before, stock.said(before)),
            version_called(document, after, stock.said(after)),
        )
        turns = turns_of(found, solver_for(pack.territories))
    if form is Shape.JSON:
        told = {
            **difference_json(found),
            "changes": [turn_json(turn) for turn in turns],
            "version": list(version_words(found)),
        }
        answer(canonical_json(told) + "\n")
        return
    page = Page(terminal.width)
    _difference(found, turns, page)
    answer(page.text())


def _difference(found: Difference, turns: tuple[Turn, ...], page: Page) -> None:
    before, after = found.before.version.label, found.after.version.label
    page.line(f"{found.after.document.id}: {before} -> {after}")
    for words in version_words(found):
        page.fold(words, "  ", "    ")
    for direction in Direction:
        these = [turn for turn in turns if turn.direction is direction]
        if these:
            page.line()
            page.line(direction.value)
            for turn in these:
                _turn(turn, found, page)
    page.line()
    counts = [
        f"{sum(turn.direction is direction for turn in turns)} {direction}"
        for direction in Direction
    ]
    page.line(f"{', '.join(counts)}, {found.same} the same")


def _turn(turn: Turn, found: Difference, page: Page) -> None:
    section = section_words(turn.clause.section)
    parts = (turn.clause.id, turn.clause.effect.value, section, turn.clause.topic)
    page.line(f"  {'  '.join(part for part in parts if part)}")
    for words in turn.words:
        page.fold(words, "    ", "      ")
    if turn.kind is not Kind.CHANGED:
        page.fold(turn.clause.statement, "    ")
        return
    old = found.before.clause(turn.clause.id)
    if old is not None and old.statement != turn.clause.statement:
        page.fold(old.statement, "    - ", "      ")
        page.fold(turn.clause.statement, "    + ", "      ")


def show_timeline(terminal: Terminal, packs: Packs, issuer: str, form: Shape) -> None:
    """Draw what the documents of an issuer, or the laws of a place, said over time."""
    with shown(terminal, packs) as stock:
        pack = stock.pack()
        events = timeline(pack, issuer_called(issuer, pack, stock.said(issuer)))
    if form is Shape.JSON:
        answer(canonical_json([event.json() for event in events]) + "\n")
        return
    page = Page(terminal.width)
    _timeline(events, page)
    answer(page.text())


def _timeline(events: tuple[Event, ...], page: Page) -> None:
    heads = table(
        [(event.day.isoformat() if event.day else _NO_DAY, _name(event)) for event in events]
    )
    for head, event in zip(heads, events, strict=True):
        page.line(head)
        page.fold(event.words, " " * 12)


def _name(event: Event) -> str:
    return f"{event.document}@{event.version}"
