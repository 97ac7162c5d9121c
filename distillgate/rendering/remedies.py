"""Remedies for what is done already, for a terminal and for programs."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from distillgate.rendering.pen import Pen
from policy.explaining_words import counted, listed, some
from policy.verdict import Finding
from policy.verdictjson import fingerprint

if TYPE_CHECKING:  # what is seldom needed is not loaded for each check
    from distillgate.usecases.remedied import Remedied, Written
    from policy.suggesting.changes import Change
    from policy.suggesting.curing import Cure

_SHOWN = 6


def remedy_lines(remedied: "Remedied", pen: Pen, *, full: bool) -> Iterator[str]:
    """Yield what cures each finding, and what cures all of them; `full`: every remedy."""
    done = "the student is trained already; each of these was judged"
    yield from pen.fold(f"to set it right ({done}):", "", "  ")
    for findings, cures in _grouped(remedied):
        about = listed(dict.fromkeys(each.ingredient for each in findings if each.ingredient))
        names = some(tuple(dict.fromkeys(each.clause for each in findings)), "clause")
        yield from pen.fold(f"{names}{f', on {about}' if about else ''}:", "  ", "    ")
        if not cures:
            yield "    - nothing was found that cures it"
        shown = cures if full else cures[:_SHOWN]
        for cure in shown:
            then = _then(cure, remedied)
            yield from pen.fold(f"- {_words(cure.changes)}: {then}", "    ", "      ")
        if len(cures) > len(shown):
            more = counted(len(cures) - len(shown), "more remedy", "more remedies")
            yield f"    {more}; `--full` shows each"
    yield from _together(remedied, pen)


def _together(remedied: "Remedied", pen: Pen) -> Iterator[str]:
    found = remedied.cured.together
    if found is None or len(found.changes) == 1:
        return
    yield from pen.fold("together, so that it may go ahead:", "  ", "    ")
    for each in found.changes:
        yield from pen.fold(f"- {each.words}", "    ", "      ")
    yield from pen.fold(f"then {found.outcome.verdict.ruling.word}", "    ", "      ")


def _then(cure: "Cure", remedied: "Remedied") -> str:
    """Return how much one remedy cures, and what the plan comes to with it alone."""
    cured, ailing = len(cure.cures), len(remedied.cured.ailing)
    much = "" if ailing == 1 else f"cures {cured} of {ailing}, "
    return f"{much}then {cure.outcome.verdict.ruling.word}"


def _grouped(
    remedied: "Remedied",
) -> list[tuple[list[Finding], tuple["Cure", ...]]]:
    """Return the findings with their remedies, those side by side that have the same."""
    found: list[tuple[list[Finding], tuple[Cure, ...]]] = []
    for finding in remedied.cured.ailing:
        cures = remedied.cured.of(finding)
        same = next((each for each, other in found if other == cures), None)
        if same is None:
            found.append(([finding], cures))
        else:
            same.append(finding)
    return found


def _words(changes: "Sequence[Change]") -> str:
    return "; and ".join(each.words for each in changes)


def remedies_json(remedied: "Remedied", plan: str) -> dict[str, object]:
    """Return remedies of `plan` in the types of JSON: what is wrong, and what cures it."""
    cured = remedied.cured
    found = cured.together
    return {
        "findings": [
            {
                **_finding(each, plan),
                "remedies": [at for at, cure in enumerate(cured.cures) if each in cure.cures],
            }
            for each in cured.ailing
        ],
        "ways": [
            _cure_json(cure, written, plan)
            for cure, written in zip(cured.cures, remedied.written, strict=True)
        ],
        "together": None
        if found is None or remedied.together is None
        else {
            "verdict": found.outcome.verdict.ruling.word,
            "cost": found.cost,
            **_changed(found.changes, remedied.together),
        },
    }


def _cure_json(cure: "Cure", written: "Written", plan: str) -> dict[str, object]:
    return {
        "kind": cure.kind.value,
        "cures": [_finding(each, plan) for each in cure.cures],
        "verdict": cure.outcome.verdict.ruling.word,
        "cost": cure.cost,
        **_changed(cure.changes, written),
    }


def _changed(changes: "Sequence[Change]", written: "Written") -> dict[str, object]:
    return {
        "changes": [
            {"kind": each.kind.value, "slot": each.slot, "words": each.words}
            for each in changes
        ],
        "edits": [
            {"line": each.line, "old": list(each.old), "new": list(each.new)}
            for each in written.edits
        ],
        "files": [{"name": each.name, "text": each.text} for each in written.files],
    }


def _finding(finding: Finding, plan: str) -> dict[str, object]:
    return {
        "clause": finding.clause,
        "ingredient": finding.ingredient,
        "fingerprint": fingerprint(plan, finding),
    }
