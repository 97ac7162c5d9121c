"""Runs and draws `notice`."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from distillgate.cli.choices import Shape
from distillgate.cli.handing import Whose, judged, refusals, ties, ties_json
from distillgate.cli.page import Page
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit, exit_of
from distillgate.usecases.demands import Demand
from distillgate.usecases.notice import SCHEMA, LineKind, Notice, notice_of
from distillgate.usecases.noticefiles import notice_files, write_notice
from policy.canonical import canonical_json
from policy.diagnostics import printable
from policy.verdict import Ruling

_HEADINGS = {
    LineKind.NAME: "name",
    LineKind.WORDS: "shown, word for word",
    LineKind.CREDIT: "credits",
    LineKind.LICENSE_TEXT: "license texts that go along",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """How the answer is wanted."""

    form: Shape = Shape.TEXT
    out: Path | None = None
    force: bool = False


def notice(whose: Whose, paper: Paper, terminal: Terminal) -> Exit:
    """Draw what goes along with a model, or write its files; the verdict gives the exit."""
    with refusals(terminal) as lines:
        plan = judged(whose, lines)
        found = notice_of(plan)
        if paper.out is not None:
            for path in write_notice(found, paper.out, force=paper.force):
                talk(f"wrote {printable(path)}")
    if paper.form is Shape.JSON:
        answer(canonical_json(_json(found)) + "\n")
    else:
        answer(_text(found, terminal.width))
    return exit_of(plan.verdict)


def _text(found: Notice, width: int) -> str:
    page = Page(width)
    page.line(f"{found.name or 'no name yet'} ({found.plan}: {found.ruling.word})")
    if found.ruling in {Ruling.NEEDS_REVIEW, Ruling.DENIED}:
        page.fold("the plan is not approved: nothing of this permits a release")
    for kind, heading in _HEADINGS.items():
        _lines(page, heading, [(each.text, each.asked_by) for each in found.of_kind(kind)])
    _head(page, found)
    _lines(page, "to be filled in", [(each.what, each.asked_by) for each in found.blanks])
    return page.text()


def _head(page: Page, found: Notice) -> None:
    if not found.fields:
        return
    page.line()
    page.line("head of the card")
    for each in found.fields:
        for line in each.lines():
            page.line(f"  {line}")
        page.fold(f"from {each.why}", "      ", "      ")
        ties(page, each.asked_by)


def _lines(page: Page, heading: str, found: Iterable[tuple[str, tuple[Demand, ...]]]) -> None:
    for place, (text, asked_by) in enumerate(found):
        if place == 0:
            page.line()
            page.line(heading)
        page.fold(text, "  ", "    ")
        ties(page, asked_by)


def _json(found: Notice) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "plan": found.plan,
        "verdict": found.ruling.word,
        "name": found.name,
        "lines": [
            {"kind": each.kind.value, "text": each.text, "asked_by": ties_json(each.asked_by)}
            for each in found.lines
        ],
        "card": [
            {
                "field": each.name,
                "value": list(each.values) if each.many else each.values[0],
                "from": each.why,
                "asked_by": ties_json(each.asked_by),
            }
            for each in found.fields
        ],
        "to_be_filled_in": [
            {"what": each.what, "asked_by": ties_json(each.asked_by)} for each in found.blanks
        ],
        "files": notice_files(found),
    }
