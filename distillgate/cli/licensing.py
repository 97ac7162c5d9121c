"""Runs and draws the commands about license texts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.licenses import known_licenses
from connectors.licensing.added import AddedTextError, Facts, added_text, facts_json
from connectors.licensing.finding import Catalog
from connectors.licensing.outcome import Absence, How, Likeness, Match, Passage
from connectors.licensing.reading import FileText, Unread, read_text
from distillgate.cli.choices import Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.page import Page
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.licensefiles import gather
from distillgate.usecases.files import read_file, write_file
from distillgate.usecases.licenses import (
    FACTS_ENDING,
    TEXT_ENDINGS,
    LicenseFinding,
    Outcome,
    find_licenses,
    findings_json,
    read_added,
)
from distillgate.usecases.names import readable
from policy.canonical import canonical_json
from policy.diagnostics import Code, Diagnostic, Span, printable
from policy.explaining_words import counted
from policy.yamltext import UnreadableError

_MOST_SHOWN = 12
_UNREAD = {
    Unread.EMPTY: "it is empty",
    Unread.TOO_LARGE: "it is larger than 1 MiB",
    Unread.BINARY: "it is no text",
    Unread.PDF: "it is a PDF; save it as text first",
    Unread.RTF: "it is an RTF file; save it as text first",
    Unread.ARCHIVE: "it is an archive",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The texts and packs that license files are held against."""

    texts: Path | None = None
    packs: tuple[Path, ...] = ()


def identify(terminal: Terminal, paths: tuple[Path, ...], shelf: Shelf, form: Shape) -> Exit:
    """Draw what each file is, and return the exit: 3 where one needs a person."""
    files, unread = gather(paths)
    with shown(terminal, shelf.packs) as stock:
        catalog = catalog_of(shelf.texts)
        named = [(each.path, each.content, each.is_card) for each in files]
        findings = find_licenses(named, catalog, stock.pack())
    match form:
        case Shape.JSON:
            answer(canonical_json(findings_json(findings)) + "\n")
        case Shape.TEXT if findings:
            answer(_text(findings, terminal.width))
        case Shape.TEXT:
            pass
    if unread:
        return draw_errors(unread, Lines(terminal))
    return Exit.NEEDS_REVIEW if any(each.needs_person for each in findings) else Exit.APPROVED


def add(terminal: Terminal, paths: tuple[Path, Path], facts: Facts, *, force: bool) -> Exit:
    """Write a text and its digest into the user's folder, and say where."""
    file, folder = paths
    try:
        content = read_file(str(file))
        row = _checked(content, facts, str(file))
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / facts.id, content, row, force=force)
    except OSError as error:
        message = f"the folder cannot be made: {(error.strerror or 'its name').lower()}"
        place = Span(readable(str(folder)), 1, 1)
        return draw_errors([Diagnostic(Code.UNUSABLE_FILE, message, place)], Lines(terminal))
    except UnreadableError as error:
        return draw_errors(error.diagnostics, Lines(terminal))
    talk(f"added {facts.id} to {printable(str(folder))}")
    return Exit.APPROVED


def _checked(content: bytes, facts: Facts, path: str) -> str:
    """Return the file of facts for a text that can be used as a known one."""
    try:
        row = facts_json(facts, content)
        added_text(content, row.encode(), facts.id, Catalog.of(()))
    except AddedTextError as error:
        place = Span(readable(path), 1, 1)
        raise UnreadableError((Diagnostic(Code.UNUSABLE_TEXT, str(error), place),)) from error
    return row


def _write(base: Path, content: bytes, row: str, *, force: bool) -> None:
    """Write the text as UTF-8 beside its facts; its words stay the same."""
    text = read_text(content)
    shown_text = text.text if isinstance(text, FileText) else ""
    write_file(f"{base}{TEXT_ENDINGS[0]}", shown_text, replace=force)
    write_file(f"{base}{FACTS_ENDING}", row, replace=force)


def catalog_of(folder: Path | None) -> Catalog:
    """Return the known texts, those of the user's folder first."""
    shipped = known_licenses()
    if folder is None:
        return shipped
    files = [(readable(str(path)), read_file(str(path))) for path in _added_paths(folder)]
    texts, found = read_added(files, shipped)
    if found:
        raise UnreadableError(found)
    return Catalog.of([*texts, *shipped.texts])


def _added_paths(folder: Path) -> list[Path]:
    if not folder.is_dir():
        place = Span(readable(str(folder)), 1, 1)
        raise UnreadableError(
            (Diagnostic(Code.FILE_NOT_FOUND, "there is no such folder", place),)
        )
    endings = (*TEXT_ENDINGS, FACTS_ENDING)
    return sorted(path for path in folder.iterdir() if path.name.endswith(endings))


def _text(findings: Sequence[LicenseFinding], width: int) -> str:
    page = Page(width)
    for finding in findings:
        _file(finding, page)
        page.line()
    counts = Counter(each.outcome for each in findings)
    told = ", ".join(f"{counts[each]} {each.value}" for each in Outcome if counts[each])
    page.line(f"{counted(len(findings), 'file')}: {told}")
    return page.text()


def _file(finding: LicenseFinding, page: Page) -> None:
    found = finding.identification
    page.fold(f"{finding.path}: {_headline(finding)}")
    for match in found.compared.matches[:_MOST_SHOWN]:
        _match(match, finding, page)
    _more(len(found.compared.matches), "license text", page)
    if found.compared.matches:
        _passages(found.compared.extra, page)
    for declared in found.declared[:_MOST_SHOWN]:
        page.row(
            "declares", f"line {declared.line}: {declared.key}: {', '.join(declared.values)}"
        )


def _headline(finding: LicenseFinding) -> str:
    found = finding.identification
    titles = " and ".join(dict.fromkeys(each.license.title for each in found.compared.matches))
    if finding.outcome is Outcome.UNREAD:
        return f"not read: {_UNREAD[found.unread or Unread.BINARY]}"
    return _HEADLINES[finding.outcome].format(titles)


_HEADLINES = {
    Outcome.IDENTIFIED: "{}",
    Outcome.EXTRA_TERMS: "holds {}, and other words, which decide",
    Outcome.EDITED: "looks like {}, and differs",
    Outcome.RELATED: "shares much with {}, and is another text",
    Outcome.UNKNOWN: "like no text that is known",
    Outcome.DECLARED: "no license text; it names one",
}


def _match(match: Match, finding: LicenseFinding, page: Page) -> None:
    lines = _lines(match.first_line, match.last_line)
    page.row(match.likeness.value[:10], f"{match.license.id}, {lines}; {_HOW[match.how]}")
    link = finding.documents.get(match.license.id)
    if link is not None:
        version = f"@{link.version}" if link.version else ""
        page.row("document", f"{link.id}{version}: {link.title}")
    for absence in match.missing[:_MOST_SHOWN]:
        page.row("-", _missing(absence))
    _more(len(match.missing), "missing passage", page)
    _passages(match.extra, page)
    if match.likeness is Likeness.EDITED and not match.missing and not match.extra:
        page.row("", "where it differs cannot be told without the known text: add it (--texts)")


_HOW = {
    How.BYTES: "the same file",
    How.WORDS: "the same words",
    How.WORDS_WITHOUT_COPYRIGHT: "the same words, copyright lines aside",
    How.SIGNS_NOT_COMPARED: "the same words, but signs such as $ and % were not compared",
    How.ALIKE: "not the same words",
}


def _missing(absence: Absence) -> str:
    words = f": {absence.text}" if absence.text else ""
    return f"line {absence.before_line}: {counted(absence.words, 'word')} missing{words}"


def _passages(passages: Sequence[Passage], page: Page) -> None:
    for passage in passages[:_MOST_SHOWN]:
        page.row("+", f"{_lines(passage.first_line, passage.last_line)}: {passage.text}")
    _more(len(passages), "other passage", page)


def _lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"


def _more(number: int, what: str, page: Page) -> None:
    if number > _MOST_SHOWN:
        page.row("", f"and {counted(number - _MOST_SHOWN, what)} more")
