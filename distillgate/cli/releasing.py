"""Runs and draws `release check`."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from connectors.record import Access, Kind
from connectors.wanted import Wanted as WantedModel
from distillgate.cli.choices import Shape
from distillgate.cli.handing import Whose, judged, refusals, ties, ties_json
from distillgate.cli.licensing import catalog_of
from distillgate.cli.page import Page
from distillgate.cli.terminal import Terminal, answer
from distillgate.exits import Exit, exit_of, gravest
from distillgate.settings import Settings
from distillgate.sources import Mode, opened
from distillgate.usecases.files import refused
from distillgate.usecases.finished import FinishedModel, finished_model
from distillgate.usecases.licensesheld import licenses_held
from distillgate.usecases.names import readable
from distillgate.usecases.releasecheck import ReleaseCheck, check_release
from distillgate.usecases.releasestates import Standing, Told
from policy.canonical import canonical_json
from policy.diagnostics import Code, Span

SCHEMA = "distillgate/release-check/v1"
_COUNTED = {
    Standing.FAILS: ("fails", "fail"),
    Standing.OPEN: ("not checked", "not checked"),
    Standing.NOTE: ("note", "notes"),
    Standing.HOLDS: ("holds", "hold"),
}
_WORST_FIRST = (Standing.FAILS, Standing.OPEN, Standing.NOTE, Standing.HOLDS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which folder is checked, and how the answer is wanted."""

    folder: Path
    texts: Path | None
    form: Shape


def check(wanted: Wanted, whose: Whose, terminal: Terminal) -> Exit:
    """Draw what a folder shows of the duties of its plan, and return the exit."""
    with refusals(terminal) as lines:
        model = _read(wanted.folder, terminal.settings)
        plan = judged(whose, lines)
        licenses = licenses_held(model, catalog_of(wanted.texts), plan.pack)
        found = check_release(plan, model, licenses)
    code = _exit(found)
    if wanted.form is Shape.JSON:
        answer(canonical_json(_json(found, code)) + "\n")
    else:
        answer(_text(found, terminal.width))
    return code


def _read(folder: Path, settings: Settings) -> FinishedModel:
    """Return the model in `folder`; raises `UnreadableError`."""
    place = Span(readable(str(folder)), 1, 1)
    if not folder.is_dir():
        raise refused(Code.FILE_NOT_FOUND, "there is no such folder", place)
    with opened(Mode(offline=True), settings) as sources:
        pulled = sources.hubs.read("local", WantedModel(str(folder), Kind.MODEL))
    if pulled.record.access is Access.NONE:
        raise refused(Code.UNUSABLE_FILE, "the folder cannot be read", place)
    return finished_model(pulled, str(folder))


def _exit(found: ReleaseCheck) -> Exit:
    """Return the exit: what fails is graver than a plan that is not approved."""
    exits = [exit_of(found.plan.verdict)]
    if found.of(Standing.FAILS):
        exits.append(Exit.BROKEN_PROOF)
    if found.of(Standing.OPEN):
        exits.append(Exit.NEEDS_REVIEW)
    return gravest(exits)


def _text(found: ReleaseCheck, width: int) -> str:
    page = Page(width)
    counts = Counter(each.standing for each in found.told)
    said = ", ".join(
        f"{counts[each]} {_COUNTED[each][counts[each] > 1]}"
        for each in _WORST_FIRST
        if counts[each]
    )
    verdict = found.plan.verdict
    page.line(f"{found.folder}: {said or 'nothing was asked for'}")
    page.line(f"by {verdict.plan}, which is {verdict.ruling.word}")
    for standing in _WORST_FIRST:
        for told in found.of(standing):
            page.line()
            _draw(told, page)
    return page.text()


def _draw(told: Told, page: Page) -> None:
    page.fold(f"{told.standing.word}: {told.what}", "", "  ")
    if told.place is not None:
        page.line(f"  --> {told.place.path}:{told.place.line}")
    ties(page, told.asked_by)


def _json(found: ReleaseCheck, code: Exit) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "folder": found.folder,
        "plan": found.plan.verdict.plan,
        "verdict": found.plan.verdict.ruling.word,
        "exit": int(code),
        "found": [
            {
                "standing": each.standing.word.replace(" ", "-"),
                "what": each.what,
                "path": each.place.path if each.place else None,
                "line": each.place.line if each.place else None,
                "asked_by": ties_json(each.asked_by),
            }
            for standing in _WORST_FIRST
            for each in found.of(standing)
        ],
    }
