"""Runs and draws `policy test`."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from distillgate.casefiles import CaseFiles, case_files
from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines, draw_errors, said
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.processes import in_processes
from distillgate.rendering.jsonformat import diagnostic_json
from distillgate.settings import today
from distillgate.usecases.library import Library, UnreadableLibraryError
from distillgate.usecases.mutants import MutantRun, Mutated, documents_of
from distillgate.usecases.runcases import Outcome, Sources, parsed_files, run_cases
from distillgate.usecases.scaffold import scaffold as drafted
from distillgate.wiring import Layers, load_library, shipped_packs
from policy.canonical import canonical_json
from policy.diagnostics import Code, Diagnostic, Span, printable, render
from policy.explaining_words import counted
from policy.packs import unknown_document
from policy.packtests.coverage import Covered, kind_of, side_in_words
from policy.yamltext import UnreadableError

SCHEMA = "distillgate/policy-test/v1"
_TOLD_EACH = 500
"""After so many plans a terminal is told how far the run has come."""


def run(terminal: Terminal, named: tuple[Path, ...], form: Shape, *, every: bool) -> Exit:
    """Draw what the tests of packs come to, and return the exit.

    `every`: each side that nothing saw is listed, else only those of files
    that were named, or of a share that is too small.
    """
    lines = Lines(terminal)
    try:
        library, files = _read(terminal, named)
    except (UnreadableLibraryError, UnreadableError) as error:
        return draw_errors(error.diagnostics, lines)
    whole = all(path.is_dir() for path in named)
    sources = Sources(files.cases, files.plans, files.gates, files.diagnostics, whole)
    outcome = _under(run_cases(sources, library, _Progress(), in_processes), named)
    match form:
        case Shape.TEXT:
            short = any(each.code is Code.NOT_COVERED for each in outcome.diagnostics)
            answer(_text(outcome, lines, listed=every or short or not whole))
        case Shape.JSON:
            answer(canonical_json(_json(outcome)) + "\n")
    return Exit.UNREADABLE if outcome.diagnostics else Exit.APPROVED


def mutants(terminal: Terminal, named: tuple[Path, ...], form: Shape) -> Exit:
    """Draw what became of mutants of the documents that case files are about."""
    lines = Lines(terminal)
    try:
        library, files = _read(terminal, named)
    except (UnreadableLibraryError, UnreadableError) as error:
        return draw_errors(error.diagnostics, lines)
    found = [*files.diagnostics]
    cases = parsed_files(Sources(files.cases, files.plans), library, found)
    if found:
        return draw_errors(found, lines)
    run_of = MutantRun(library, cases)
    names = documents_of(cases, library.pack.documents)
    done = list(in_processes(run_of.of, names))
    match form:
        case Shape.TEXT:
            answer("".join(f"{line}\n" for each in done for line in _mutated(each)))
        case Shape.JSON:
            answer(canonical_json([_mutated_json(each) for each in done]) + "\n")
    survive = any(each.surviving for each in done)
    return Exit.UNREADABLE if survive else Exit.APPROVED


def _mutated(each: Mutated) -> Iterator[str]:
    left = len(each.surviving)
    yield (
        f"{each.document}: {counted(each.count, 'mutant')}, {each.caught} caught,"
        f" {each.equal} equal, {left} surviving"
    )
    for mutant in each.surviving:
        span = mutant.span or Span(each.document, 1, 1)
        yield printable(f"  {_relative(span.path)}:{span.line}: {mutant.clause}: {mutant.what}")


def _mutated_json(each: Mutated) -> dict[str, object]:
    return {
        "document": each.document,
        "caught": each.caught,
        "equal": each.equal,
        "surviving": [
            {"clause": mutant.clause or None, "what": mutant.what} for mutant in each.surviving
        ],
    }


def scaffold(
    terminal: Terminal, named: tuple[Path, ...], document: str, as_of: date | None
) -> Exit:
    """Draw a draft of the case file of `document`, and return the exit."""
    lines = Lines(terminal)
    try:
        library, files = _read(terminal, named)
    except (UnreadableLibraryError, UnreadableError) as error:
        return draw_errors(error.diagnostics, lines)
    if document not in library.pack.documents:
        return draw_errors([_no_document(document, library, terminal)], lines)
    answer(drafted(document, library, files.plans, as_of=as_of or today()))
    return Exit.APPROVED


def _no_document(name: str, library: Library, terminal: Terminal) -> Diagnostic:
    return unknown_document(name, library.pack.documents, said(terminal, name))


def _read(terminal: Terminal, named: tuple[Path, ...]) -> tuple[Library, CaseFiles]:
    """Return the library and the case files that are named: those that ship, if none."""
    shipped = shipped_packs().resolve()
    inside = [path.resolve() for path in named if path.resolve().is_relative_to(shipped)]
    own = tuple(path for path in named if not path.resolve().is_relative_to(shipped))
    packs = tuple(dict.fromkeys(_pack_of(path) for path in own))
    # What a pack comes to hangs on no registry and no list of whoever runs its tests.
    library = load_library(
        Layers(packs), replace(terminal.settings, registry=None, screening=None)
    )
    if own:
        return library, case_files(named, packs[0], str(packs[0]))
    return library, case_files(inside or [shipped], shipped, str(shipped))


def _pack_of(path: Path) -> Path:
    """Return the pack that a folder is, or that a case file lies in."""
    above = [each for each in (path, *path.parents) if each.name == "cases"]
    return above[-1].parent if above else path


@dataclass(slots=True)
class _Progress:
    """Tells a terminal how far the run has come."""

    told: int = 0

    def __call__(self, done: int, total: int) -> None:
        if done - self.told >= _TOLD_EACH and done < total and sys.stderr.isatty():
            self.told = done
            talk(f"{done} of {total} plans judged")


def _under(outcome: Outcome, named: tuple[Path, ...]) -> Outcome:
    """Return `outcome` with what was counted below the folders that were named."""
    if not named or not all(path.is_dir() for path in named):
        return outcome
    folders = [f"{path.resolve()}/" for path in named]
    rules = tuple(
        each
        for each in outcome.rules
        if any(f"{Path(_place(each).path).resolve()}".startswith(one) for one in folders)
    )
    return replace(outcome, rules=rules)


def _place(covered: Covered) -> Span:
    return covered.rule.span or Span(covered.rule.document, 1, 1)


def _text(outcome: Outcome, lines: Lines, *, listed: bool) -> str:
    told = [render(each, lines) for each in map(_shown, outcome.diagnostics)]
    if listed:
        unseen = list(_unseen(outcome.rules))
        told += ["not seen:\n" + "\n".join(unseen)] if unseen else []
    table = [
        f"{kind:10} {each.seen:>5} of {each.total:>5} sides seen, {each.percent} %"
        for kind, each in outcome.shares.items()
        if each.total
    ]
    told += ["\n".join(table)] if table else []
    failed = len(outcome.diagnostics)
    counts = (
        f"{counted(failed, 'failure')} in {counted(outcome.plans, 'plan')}"
        f" of {counted(outcome.files, 'case file')}"
    )
    return "\n\n".join([*told, counts]) + "\n"


def _unseen(rules: Iterable[Covered]) -> Iterator[str]:
    """Yield one line for each rule of which some side was not seen."""
    for each in sorted(rules, key=_place):
        if each.missing:
            span = _place(each)
            name = f"{each.rule.document}#{each.rule.logic.id}"
            versions = ", ".join(each.rule.versions)
            sides = ", ".join(map(side_in_words, each.missing))
            place = f"{_relative(span.path)}:{span.line}"
            yield printable(f"  {place}: {name} ({versions}): {sides}")


def _shown(each: Diagnostic) -> Diagnostic:
    return replace(each, span=replace(each.span, path=_relative(each.span.path)))


def _relative(path: str) -> str:
    """Return a path as it is found from the folder where the command was typed."""
    here = str(Path.cwd())
    return path.removeprefix(f"{here}/")


def _json(outcome: Outcome) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "diagnostics": [diagnostic_json(_shown(each)) for each in outcome.diagnostics],
        "files": outcome.files,
        "plans": outcome.plans,
        "coverage": {
            kind: {"seen": each.seen, "sides": each.total}
            for kind, each in outcome.shares.items()
        },
        "unseen": [
            {
                "clause": f"{each.rule.document}#{each.rule.logic.id}",
                "versions": list(each.rule.versions),
                "path": _relative(_place(each).path),
                "line": _place(each).line,
                "sides": [
                    {
                        "kind": kind_of(each.rule, demand),
                        "part": demand.part.value,
                        "which": demand.which or None,
                        "side": demand.side.value,
                    }
                    for demand in each.missing
                ],
            }
            for each in outcome.rules
            if each.missing
        ],
    }
