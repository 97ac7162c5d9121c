"""Clauses that do not say where they stand or were read, or that claim to know more."""

import re
from collections.abc import Mapping

from policy.diagnostics import Code, Span
from policy.documents import Clause, Confidence, DocumentKind, Effect, Version
from policy.lint.bench import Bench
from policy.places import Territory
from policy.reading import Notebook

_NOWHERE = Span("pack", 1, 1)
_SECOND_HAND = re.compile(r"(a (public )?)?(secondary sources?|second-hand)\b", re.IGNORECASE)
_MEMORY = re.compile(r"(from )?memory\b|recalled\b", re.IGNORECASE)
_OWN_WORDS = frozenset({DocumentKind.HOUSE, DocumentKind.AGREEMENT})
"""Kinds that are their own source."""
HINT = "`medium` at most for what others report, `low` for what is remembered"


def check_sources(bench: Bench) -> None:
    """Note clauses without section or source, and those graded above their source."""
    for version, clause in bench.clauses:
        if bench.document.kind not in _OWN_WORDS:
            _says_where(version, clause, bench)
        _graded(f"`{clause.id}`", clause.source, clause.confidence, (clause.span, bench))
    for version in bench.document.versions:
        for silence in version.silent:
            what = f"the silence on `{silence.topic}`"
            _graded(what, silence.source, silence.confidence, (version.span, bench))


def _says_where(version: Version, clause: Clause, bench: Bench) -> None:
    sure = clause.confidence is Confidence.HIGH and clause.effect is not Effect.NOTES
    if sure and not clause.section:
        message = f"`{clause.id}` does not say where in the text it stands"
        hint = "give its `section`; a rule of the whole text says `whole text`"
        bench.warn(Code.NO_SECTION, message, clause.span, hint)
    if not clause.source and not version.url:
        message = f"nothing says where `{clause.id}` was read"
        hint = "give its `source`, or the `url` of the version"
        bench.warn(Code.NO_SOURCE, message, clause.span, hint)


def _graded(
    what: str, source: str | None, grade: Confidence, at: tuple[Span | None, Bench]
) -> None:
    span, bench = at
    if grade > best_grade(source):
        message = f"{what} is graded `{grade.word}`, above what its source is worth"
        bench.warn(Code.WEAK_SOURCE, message, span, HINT)


def best_grade(source: str | None) -> Confidence:
    """Return the best grade that `source` deserves; of several sources the best counts."""
    parts = [part.strip() for part in (source or "").split(";") if part.strip()]
    return max(map(_grade, parts), default=Confidence.HIGH)


def _grade(part: str) -> Confidence:
    if _SECOND_HAND.match(part):
        return Confidence.MEDIUM
    return Confidence.LOW if _MEMORY.match(part) else Confidence.HIGH


def check_territories(territories: Mapping[str, Territory], notebook: Notebook) -> None:
    """Note territories without a source, and those graded above it."""
    for territory in territories.values():
        span = territory.span or _NOWHERE
        if not territory.source and not territory.url:
            message = f"nothing says where the territory `{territory.name}` was read"
            hint = "give its `source` or its `url`"
            notebook.warning(Code.NO_SOURCE, message, span, hint)
        grade = Confidence[territory.confidence.upper()]
        if grade > best_grade(territory.source):
            message = f"`{territory.name}` is graded `{grade.word}`, above its source"
            notebook.warning(Code.WEAK_SOURCE, message, span, HINT)
