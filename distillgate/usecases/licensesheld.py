"""Which license texts lie beside a model, word for word."""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.licensing.finding import Catalog
from connectors.licensing.known import Kind
from connectors.licensing.outcome import Match
from connectors.record import TextClass
from distillgate.usecases.finished import FinishedModel
from distillgate.usecases.licenses import LicenseFinding, Outcome, find_licenses
from distillgate.usecases.releasestates import Standing, Told
from policy.compiling import Pack
from policy.diagnostics import Span

_WHOLE = frozenset({Kind.LICENSE, Kind.TERMS})


@dataclass(frozen=True, slots=True)
class LicensesHeld:
    """What the texts of a folder are, and which texts are known at all."""

    folder: str
    files: tuple[str, ...]
    """Texts that are named like a license."""
    findings: tuple[LicenseFinding, ...]
    known: frozenset[str]
    """The documents of which a text is known."""

    def holds(self, document: str, version: str) -> Told:
        """Return whether the text of `document` is there; `version` is `document@version`."""
        best: Told | None = None
        for finding, match in self._matches(document):
            told = _told(finding, match, document, version)
            best = told if best is None or told.standing < best.standing else best
        if best is not None:
            return best
        place = Span(self.files[0] if self.files else self.folder, 1, 1)
        if document in self.known:
            return Told(Standing.FAILS, f"no file holds the text of `{document}`", place)
        if not self.files:
            what = f"no file is named like a license, and `{document}` is to be enclosed"
            return Told(Standing.FAILS, what, place)
        what = f"no text of `{document}` is known here to hold {', '.join(self.files)} against"
        return Told(Standing.OPEN, what, place)

    def _matches(self, document: str) -> Iterator[tuple[LicenseFinding, Match]]:
        for finding in self.findings:
            for match in finding.identification.compared.matches:
                link = finding.documents.get(match.license.id)
                if link is not None and link.id == document and match.license.kind in _WHOLE:
                    yield finding, match


def licenses_held(model: FinishedModel, catalog: Catalog, pack: Pack) -> LicensesHeld:
    """Return what the texts of `model` are by the texts in `catalog`."""
    files = [(each.path, each.content, False) for each in model.texts]
    named = tuple(each.path for each in model.texts if each.kind is TextClass.LICENSE)
    known = frozenset(
        each.license.document
        for each in catalog.texts
        if each.license.document is not None and each.license.kind in _WHOLE
    )
    findings = find_licenses(files, catalog, pack)
    return LicensesHeld(model.folder, named, findings, known)


def _told(finding: LicenseFinding, match: Match, document: str, version: str) -> Told:
    """Return what a file comes to that holds, or resembles, the text of `document`."""
    link = finding.documents[match.license.id]
    place = Span(finding.path, match.first_line, 1)
    match finding.outcome:
        case Outcome.IDENTIFIED if link.version and f"{document}@{link.version}" != version:
            what = f"this is `{document}@{link.version}`, and `{version}` is asked for"
            return Told(Standing.OPEN, what, place)
        case Outcome.IDENTIFIED:
            return Told(Standing.HOLDS, f"the text of `{document}`, word for word", place)
        case Outcome.EXTRA_TERMS:
            extra = finding.identification.compared.extra
            beside = extra[0].first_line if extra else match.last_line
            what = f"the text of `{document}`, with other words beside it"
            return Told(Standing.OPEN, what, Span(finding.path, beside, 1))
        case _:
            lines = [each.before_line for each in match.missing]
            lines += [each.first_line for each in match.extra]
            what = f"this is like `{document}`, and is not its text"
            return Told(Standing.FAILS, what, Span(finding.path, min(lines, default=1), 1))
