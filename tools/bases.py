"""Say which models and data sets of the catalog have a basis, and why the others have none.

Usage: `python -m tools.bases`. Each is used in an honest plan of a small
company, in every way in which it can be taken, and the page is written to
`docs/bases.md`. That takes a minute.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from distillgate.settings import Settings
from distillgate.usecases.library import Library
from distillgate.wiring import Layers, load_library
from policy.compiling import Pack
from policy.documents import Confidence, Document, Effect
from policy.verdict import Verdict
from registry.records import Artifact
from tools.docs import table
from tools.trials import Way, trial_plan, verdict_on, ways_of

ROOT = Path(__file__).resolve().parent.parent
PAGE = "docs/bases.md"
NO_BASIS = "distillgate#no-basis"
_INTRODUCTION = """\
# What has a basis

<!-- Made by `make bases`. Do not edit. -->

A *basis* is why something may be used at all: a clause that permits it, ownership of outputs
that is assigned, a general grant. Here every model and data set of the catalog stands in the
plan of a small company in the United States that tunes a narrow model for its own use. It is
taken in each way in which it can be: weights as a teacher and as a base, an API as a teacher,
data as data.

*Barred* means that a rule forbids this use, most often because it is commercial. *No basis*
means that nothing known permits it; such a plan goes to a person, who may record a
determination. The sections below list all of these, by reason.
"""


class Outcome(StrEnum):
    """What a plan with it rests on."""

    BASIS = "has a basis"
    BAN = "is barred"
    NONE = "no basis"


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing of the catalog, used in one way."""

    ref: str
    way: Way
    outcome: Outcome
    why: str = ""


def trials(library: Library, records: Iterable[Artifact]) -> Iterator[Trial]:
    """Yield what each of `records` comes to, in every way in which it can be taken."""
    for record in records:
        for way in ways_of(record):
            yield trial(library, record, way)


def trial(library: Library, record: Artifact, way: Way) -> Trial:
    """Return what `record` comes to in one way."""
    verdict = verdict_on(library, trial_plan(record.ref, way))
    if any(finding.name == NO_BASIS for finding in verdict.findings):
        return Trial(record.ref, way, Outcome.NONE, _why(record, verdict, library.pack))
    own = any(basis.ingredient == record.ref for basis in verdict.bases)
    return Trial(record.ref, way, Outcome.BASIS if own else Outcome.BAN)


def _why(record: Artifact, verdict: Verdict, pack: Pack) -> str:
    """Return why nothing carries the plan, as the texts that govern `record` show."""
    labels = next(each.documents for each in verdict.ingredients if each.id == record.ref)
    names = [label.partition("@")[0] for label in labels]
    held = [pack.documents[name] for name in names if name in pack.documents]
    if not held:
        return "no text that governs it is known"
    if any(not document.is_read for document in held):
        return "the terms were not read"
    return _of_texts(held)


def _of_texts(held: Sequence[Document]) -> str:
    if any(_is_only_disclaimed(document) for document in held):
        return "outputs are not claimed, which assigns none, and no words permit training"
    if any("train-on-outputs" in document.versions[-1].unread for document in held):
        return "the text was not read, or not as far as training with outputs"
    if any(_is_weak(document) for document in held):
        return "what permits it is remembered only"
    return "the text permits nothing of the kind"


def _is_only_disclaimed(document: Document) -> bool:
    silent = {each.topic for each in document.versions[-1].silent}
    return "output-ownership" in silent and not _permissions(document)


def _is_weak(document: Document) -> bool:
    grades = _permissions(document)
    return bool(grades) and max(grades) is Confidence.LOW


def _permissions(document: Document) -> list[Confidence]:
    return [
        clause.confidence
        for clause in document.versions[-1].clauses
        if clause.effect is Effect.PERMITS
    ]


def page(found: Iterable[Trial]) -> str:
    """Return the page on all trials."""
    every = tuple(found)
    counts = Counter((each.way, each.outcome) for each in every)
    rows = []
    for way in Way:
        numbers = [counts[way, outcome] for outcome in Outcome]
        share = f"{100 * numbers[-1] / max(1, sum(numbers)):.1f} %"
        rows.append((way.value, str(sum(numbers)), *map(str, numbers), share))
    head = ("taken as", "in the catalog", *(each.value for each in Outcome), "share without")
    return f"{_INTRODUCTION}\n{table(head, rows)}{''.join(_reasons(every))}"


def _reasons(found: Sequence[Trial]) -> Iterator[str]:
    """Yield one section for each reason, with all that have no basis for it."""
    left = [each for each in found if each.outcome is Outcome.NONE]
    for why in sorted({each.why for each in left}):
        here = sorted((each for each in left if each.why == why), key=_order)
        yield f"\n## {why[0].upper()}{why[1:]}\n\n"
        yield table(("model or data set", "taken as"), ((f"`{e.ref}`", e.way) for e in here))


def _order(each: Trial) -> tuple[str, str]:
    return each.ref.casefold(), each.way.value


def main() -> int:
    """Write the page."""
    library = load_library(Layers(), Settings())
    found = trials(library, library.records.catalog.artifacts())
    (ROOT / PAGE).write_text(page(found), encoding="utf-8")
    sys.stdout.write(f"{PAGE} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
