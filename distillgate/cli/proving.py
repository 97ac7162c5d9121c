"""Runs and draws `policy prove`."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.page import Page
from distillgate.cli.suggesting import Watch
from distillgate.cli.terminal import Terminal, answer
from distillgate.exits import Exit
from distillgate.settings import today
from distillgate.statementfiles import read_statements
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.usecases.prove import Against, Came, Proven, Search, prove
from distillgate.wiring import Layers, load_library
from policy.canonical import canonical_json
from policy.explaining_words import counted
from policy.yamltext import UnreadableError

SCHEMA = "distillgate/proofs/v1"
_HEADS = {
    Came.PROVEN: "proven",
    Came.FALSE: "false",
    Came.NOT_SETTLED: "not settled",
    Came.SEARCHED: "searched, not proven",
    Came.EMPTY: "says nothing",
}
_MOST_LEFT = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are proven, of which packs, and how."""

    files: tuple[Path, ...] = ()
    packs: tuple[Path, ...] = ()
    searches: int = 0
    seed: int = 0
    timeout: float = 60.0
    as_of: date | None = None


def run(terminal: Terminal, wanted: Wanted, form: Shape) -> Exit:
    """Draw what came of each statement, and return the exit."""
    lines = Lines(terminal)
    try:
        library = load_library(Layers(wanted.packs), replace(terminal.settings, registry=None))
        statements = read_statements(wanted.files, library.pack)
    except (UnreadableError, UnreadableLibraryError) as error:
        return draw_errors(error.diagnostics, lines)
    watch = Watch(wanted.timeout, "statements looked at", "in all")
    day = wanted.as_of or today()
    search = Search(wanted.searches, wanted.seed)
    found = prove(statements, library, day, watch, search)
    if form is Shape.JSON:
        told = {"schema": SCHEMA, "statements": [_json(each) for each in found]}
        answer(canonical_json(told) + "\n")
    else:
        page = Page(terminal.width)
        for each in found:
            _draw(each, page)
        page.line()
        page.fold(_counts(found))
        answer(page.text())
    return _exit(found)


def _exit(found: tuple[Proven, ...]) -> Exit:
    came = {each.came for each in found}
    if came & {Came.FALSE, Came.EMPTY}:
        return Exit.BROKEN_PROOF
    return Exit.NEEDS_REVIEW if Came.NOT_SETTLED in came else Exit.APPROVED


def _draw(found: Proven, page: Page) -> None:
    page.fold(f"{_HEADS[found.came]}: {found.statement.id}", "", "    ")
    page.fold(found.statement.says, "    ")
    if found.targets:
        whole = counted(len(found.targets), "text")
        page.fold(f"= of {whole}: {_some(found.targets)}", "    ", "      ")
    for name, reason in found.statement.but.items():
        page.fold(f"= but not of {name}: {reason}", "    ", "      ")
    if found.searched and found.against is None:
        searched = counted(found.searched, "random case")
        page.fold(f"= {searched} judged, none against it", "    ", "      ")
    if found.came is Came.EMPTY:
        page.fold(
            "= no document has such a clause, or no plan has such facts", "    ", "      "
        )
    if found.against is not None:
        _against(found.against, page)
    for name, words in found.left[:_MOST_LEFT]:
        where = (
            f"where {'; '.join(words)}" if words else "which could not be worked out in time"
        )
        page.fold(f"= no clause of {name} brings it {where}", "    ", "      ")
    more = len(found.left) - _MOST_LEFT
    if more > 0:
        page.fold(f"= nor of {counted(more, 'more text')}", "    ", "      ")


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_LEFT
    shown = ", ".join(names[:_MOST_LEFT])
    return f"{shown} and {more} more" if more > 0 else shown


def _against(against: Against, page: Page) -> None:
    if against.witness is None:
        words = f"= a case of {against.target} is {against.ruling}: {'; '.join(against.facts)}"
        page.fold(words, "    ", "      ")
        return
    shown = against.witness.shown
    changed = ", ".join(shown.patch.parts()) or "as it is"
    words = (
        f"= {against.ruling} under {against.target}: the plan `{shown.ground}` with"
        f" {changed}, on {shown.as_of}"
    )
    page.fold(words, "    ", "      ")


def _counts(found: tuple[Proven, ...]) -> str:
    parts = [
        f"{sum(each.came is came for each in found)} {head}"
        for came, head in _HEADS.items()
        if any(each.came is came for each in found)
    ]
    return f"{counted(len(found), 'statement')}: {', '.join(parts)}"


def _json(found: Proven) -> dict[str, object]:
    against = found.against
    return {
        "id": found.statement.id,
        "says": found.statement.says,
        "came": found.came.value,
        "texts": list(found.targets),
        "but": dict(found.statement.but),
        "searched": found.searched,
        "left": [{"text": name, "where": list(words)} for name, words in found.left],
        "against": None
        if against is None
        else {
            "text": against.target,
            "verdict": against.ruling,
            "plan": against.witness.shown.ground if against.witness else None,
            "with": list(
                against.witness.shown.patch.parts() if against.witness else against.facts
            ),
        },
    }
