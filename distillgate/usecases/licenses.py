"""What license files are, and which documents of the packs speak of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from connectors.licenses import Identification, identify
from connectors.licensing.added import AddedTextError, added_text
from connectors.licensing.finding import Catalog
from connectors.licensing.known import KnownText, License
from connectors.licensing.outcome import Absence, Match, Passage
from policy.compiling import Pack
from policy.diagnostics import Code, Diagnostic, Span

SCHEMA = "distillgate/licenses/v1"
TEXT_ENDINGS = (".txt", ".md")
FACTS_ENDING = ".json"


class Outcome(StrEnum):
    """What a file comes to."""

    IDENTIFIED = "identified"
    EXTRA_TERMS = "extra-terms"
    EDITED = "edited"
    RELATED = "related"
    UNKNOWN = "unknown"
    DECLARED = "declared"
    """It names a license and holds no text."""
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """The document of the packs that holds the clauses of a license."""

    id: str
    title: str
    version: str | None
    """The version with these words; nothing where that is not known."""


@dataclass(frozen=True, slots=True)
class LicenseFinding:
    """What one file is."""

    path: str
    outcome: Outcome
    identification: Identification
    documents: Mapping[str, DocumentLink]
    """By the ids of the licenses that were found in it."""
    needs_person: bool
    """It is not certain which terms the file states."""


def find_licenses(
    files: Iterable[tuple[str, bytes, bool]], catalog: Catalog, pack: Pack
) -> tuple[LicenseFinding, ...]:
    """Return what each of `files` is: its path, its content, and whether it is a card."""
    return tuple(
        _finding(path, identify(content, catalog), pack, is_card=is_card)
        for path, content, is_card in files
    )


def _finding(path: str, found: Identification, pack: Pack, *, is_card: bool) -> LicenseFinding:
    outcome = _outcome(found)
    certain = outcome in {Outcome.IDENTIFIED, Outcome.DECLARED}
    return LicenseFinding(
        path=path,
        outcome=outcome,
        identification=found,
        documents=dict(_links(found.compared.matches, pack)),
        needs_person=not certain and not (is_card and outcome is Outcome.UNKNOWN),
    )


def _outcome(found: Identification) -> Outcome:
    if found.unread is not None:
        return Outcome.UNREAD
    if found.only_declares:
        return Outcome.DECLARED
    return Outcome(found.compared.likeness)


def _links(matches: Iterable[Match], pack: Pack) -> Iterable[tuple[str, DocumentLink]]:
    for match in matches:
        link = _link(match.license, pack)
        if link is not None:
            yield match.license.id, link


def _link(license_: License, pack: Pack) -> DocumentLink | None:
    """Return the document that a license is linked to, where the packs hold it."""
    document = pack.documents.get(license_.document or "")
    if document is None:
        return None
    labels = {version.label for version in document.versions}
    version = license_.version if license_.version in labels else None
    return DocumentLink(document.id, document.title or document.id, version)


def read_added(
    files: Sequence[tuple[str, bytes]], shipped: Catalog
) -> tuple[tuple[KnownText, ...], tuple[Diagnostic, ...]]:
    """Return the texts that a user has added, and why others cannot be used.

    Each text may have its facts in a file of the same name that ends in `.json`.
    """
    contents = dict(files)
    texts: list[KnownText] = []
    found: list[Diagnostic] = []
    for path, content in files:
        stem = next(
            (path.removesuffix(end) for end in TEXT_ENDINGS if path.endswith(end)), None
        )
        if stem is None:
            continue
        facts = contents.get(stem + FACTS_ENDING)
        try:
            texts.append(added_text(content, facts, stem.rsplit("/", 1)[-1], shipped))
        except AddedTextError as error:
            found.append(Diagnostic(Code.UNUSABLE_TEXT, str(error), Span(path, 1, 1)))
    return tuple(texts), tuple(found)


def findings_json(findings: Iterable[LicenseFinding]) -> dict[str, object]:
    """Return `findings` in the form that programs read."""
    return {"schema": SCHEMA, "files": [_finding_json(each) for each in findings]}


def _finding_json(finding: LicenseFinding) -> dict[str, object]:
    found = finding.identification
    return {
        "path": finding.path,
        "outcome": finding.outcome.value,
        "needs_person": finding.needs_person,
        "sha256": found.sha256,
        "words_sha256": found.words_sha256,
        "bytes": found.size,
        "words": found.words,
        "encoding": found.encoding,
        "unread": found.unread.value if found.unread else None,
        "matches": [_match_json(each, finding) for each in found.compared.matches],
        "extra": [_passage_json(each) for each in found.compared.extra],
        "declared": [
            {
                "place": each.place.value,
                "key": each.key,
                "values": list(each.values),
                "line": each.line,
            }
            for each in found.declared
        ],
    }


def _match_json(match: Match, finding: LicenseFinding) -> dict[str, object]:
    link = finding.documents.get(match.license.id)
    return {
        "license": match.license.id,
        "title": match.license.title,
        "kind": match.license.kind.value,
        "spdx": match.license.spdx,
        "likeness": match.likeness.value,
        "how": match.how.value,
        "lines": [match.first_line, match.last_line],
        "source": match.source,
        "document": None if link is None else {"id": link.id, "version": link.version},
        "missing": [_absence_json(each) for each in match.missing],
        "extra": [_passage_json(each) for each in match.extra],
    }


def _passage_json(passage: Passage) -> dict[str, object]:
    lines = [passage.first_line, passage.last_line]
    return {"lines": lines, "words": passage.words, "text": passage.text}


def _absence_json(absence: Absence) -> dict[str, object]:
    return {"line": absence.before_line, "words": absence.words, "text": absence.text}
