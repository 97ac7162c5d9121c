"""Versions that leave holes in time, and clauses that hold on no day."""

from collections.abc import Sequence
from datetime import date

from policy.diagnostics import Code
from policy.documents import Clause, Document, Version
from policy.lint.bench import Bench
from policy.versionparsing import succeeds


def check_dates(bench: Bench) -> None:
    """Note days for which no version stands, versions without a day, and clauses with none."""
    versions = bench.document.versions
    for place, version in enumerate(versions):
        later = [each for each in versions[place + 1 :] if succeeds(version, each)]
        if later:
            _hole(version, later, bench)
        if place and version.effective is None and not version.governs:
            message = f"version `{version.label}` has no day on which it begins"
            hint = "give `effective`, or `seen_from`, or the models that it `governs`"
            bench.warn(Code.UNDATED_VERSION, message, version.span, hint)
    for clause, version in _never(bench.document):
        message = f"`{clause.id}` holds on no day on which version `{version.label}` does"
        hint = "`from` and `until` of the clause lie outside the version's own days"
        bench.warn(Code.DEAD_CLAUSE, message, clause.span, hint)


def _hole(version: Version, later: Sequence[Version], bench: Bench) -> None:
    begins = min(each.effective for each in later if each.effective)
    if version.until is not None and version.until < begins:
        message = f"no version holds from {version.until} until {begins}"
        hint = f"`until` of version `{version.label}` comes before the next one begins"
        bench.warn(Code.VERSION_GAP, message, version.span, hint)


def _never(document: Document) -> Sequence[tuple[Clause, Version]]:
    """Return clauses that hold on no day, in any version that has a clause of that id."""
    alive: set[str] = set()
    dead: dict[str, tuple[Clause, Version]] = {}
    for version in document.versions:
        for clause in version.clauses:
            if _some_day(clause, version):
                alive.add(clause.id)
            else:
                dead.setdefault(clause.id, (clause, version))
    return [found for name, found in dead.items() if name not in alive]


def _some_day(clause: Clause, version: Version) -> bool:
    starts = [day for day in (version.effective, clause.start) if day is not None]
    ends = [day for day in (version.until, clause.end) if day is not None]
    return max(starts, default=date.min) < min(ends, default=date.max)
