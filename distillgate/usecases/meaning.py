"""What a verdict means, apart from how it is written, and in what two of them differ.

A new version of a text, another wording or another layout changes the bytes of
a verdict, and often nothing that anybody decided on. What counts is the ruling,
what each clause does to each ingredient, why things may be taken, and what is
owed. Clauses are named without their version.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from policy.verdict import Verdict
from policy.waiving import unversioned as without_version

Said = Mapping[str, Any]
_FINDING, _BASIS, _DUTY = "finding", "basis", "duty"
_NOTES = "note"
_STANDING = frozenset({"applies", "unsure"})
_NO_WORD = re.compile(r"[\W_]+")
_SAME = 8_192
"""So many names and duties are the same in one verdict after another, and worked out once."""
unversioned = lru_cache(_SAME)(without_version)


@dataclass(frozen=True, slots=True, order=True)
class About:
    """What a verdict says something of."""

    kind: str
    """`finding`, `basis` or `duty`."""
    name: str
    """A clause without its version; of a basis, what is taken."""
    ingredient: str = ""


Meaning = Mapping[About, list[tuple[str, str]]]
"""What a verdict says of each thing: in words that are shown, and in full."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two verdicts see differently."""

    about: About
    before: str | None
    """What the earlier one says of it; nothing where it says nothing."""
    after: str | None
    cites_before: tuple[str, ...] = ()
    """The clauses that the earlier one names for it, with their versions; where it names none,
    the versions of that document that governed."""
    cites_after: tuple[str, ...] = ()


def differences(before: Said, after: Said) -> tuple[Difference, ...]:
    """Return in what two verdicts of one plan differ in meaning, in a fixed order.

    Both are verdicts in the types of JSON. Where nothing is returned and the
    rulings are the same, nobody has to look at the plan again.
    """
    return cited(between(meaning_of(before), meaning_of(after)), before, after)


def between(old: Meaning, new: Meaning) -> tuple[Difference, ...]:
    """Return in what two meanings differ, in a fixed order."""
    changed = (each for each in old.keys() | new.keys() if old.get(each) != new.get(each))
    return tuple(
        Difference(each, _words(old.get(each)), _words(new.get(each)))
        for each in sorted(changed)
    )


def cited(found: Sequence[Difference], before: Said, after: Said) -> tuple[Difference, ...]:
    """Return what two verdicts differ in, with the clauses and versions that each names."""
    if not found:
        return ()
    was, now = _Cited(before), _Cited(after)
    return tuple(
        replace(each, cites_before=was.of(each.about), cites_after=now.of(each.about))
        for each in found
    )


class _Cited:
    """The clauses that one verdict names, and the versions of documents that govern in it."""

    def __init__(self, verdict: Said) -> None:
        self._clauses: dict[About, set[str]] = {}
        self._versions: dict[str, set[str]] = {}
        for about, clauses in _cites(verdict):
            self._clauses.setdefault(about, set()).update(clauses)
        for ingredient in verdict["ingredients"]:
            for name in ingredient["documents"]:
                self._versions.setdefault(unversioned(name), set()).add(name)

    def of(self, about: About) -> tuple[str, ...]:
        """Return what is named for `about`, in order."""
        document = about.name.partition("#")[0]
        found = self._clauses.get(about) or self._versions.get(document) or ()
        return tuple(sorted(found))


def _cites(verdict: Said) -> Iterator[tuple[About, Sequence[str]]]:
    for each in verdict["findings"]:
        clause = each["clause"]
        document, _, rest = clause.partition("@")
        name = rest.partition("#")[2]
        found = [f"{document}@{version}#{name}" for version in each["versions"]]
        yield _of_finding(each), found or [clause]
    for each in verdict["basis"]:
        yield _of_basis(each), each["clauses"]
    for each in verdict["obligations"]:
        yield _of_duty(each), [each["clause"]]


def meaning_of(verdict: Said) -> Meaning:
    """Return what a verdict says: in words that are shown, and in full."""
    return _gathered(_parts(verdict))


def meaning_judged(verdict: Verdict) -> Meaning:
    """Return what `meaning_of` returns of its JSON, without the JSON."""
    return _gathered(_judged_parts(verdict))


Part = tuple[About, str, str]


def _gathered(parts: Iterator[Part]) -> Meaning:
    found: dict[About, list[tuple[str, str]]] = {}
    for about, shown, whole in parts:
        found.setdefault(about, []).append((shown, whole))
    return {about: sorted(said) for about, said in found.items()}


def _parts(verdict: Said) -> Iterator[Part]:
    for each in verdict["findings"]:
        state = each["state"]
        if each["severity"] == _NOTES and state in _STANDING:
            continue
        by = _by(each["waived_by"] or each["lifted_by"])
        shown = f"{each['effect']}, {state}{by}"
        whole = " ".join([each["severity"], *each["missing"]])
        yield _of_finding(each), shown, whole
    for each in verdict["basis"]:
        clauses = " ".join(sorted({unversioned(name) for name in each["clauses"]}))
        yield _of_basis(each), each["kind"], clauses
    for each in verdict["obligations"]:
        shown = f"{each['state']}, due by {each['due']}"
        yield _of_duty(each), shown, _plain(each["duty"])


def _of_finding(finding: Said) -> About:
    return About(_FINDING, unversioned(finding["clause"]), finding["ingredient"] or "")


def _of_basis(basis: Said) -> About:
    return About(_BASIS, basis["for"], basis["ingredient"])


def _of_duty(duty: Said) -> About:
    return About(_DUTY, unversioned(duty["clause"]), " ".join(duty["ingredients"]))


def _judged_parts(verdict: Verdict) -> Iterator[Part]:
    for each in verdict.findings:
        state, severity = each.state.value, each.severity.value
        if severity == _NOTES and state in _STANDING:
            continue
        shown = f"{each.effect.value}, {state}{_by(each.waived_by or each.lifted_by)}"
        about = About(_FINDING, unversioned(each.clause), each.ingredient or "")
        yield about, shown, " ".join([severity, *each.missing])
    for basis in verdict.bases:
        clauses = " ".join(sorted({unversioned(name) for name in basis.clauses}))
        yield About(_BASIS, basis.thing.value, basis.ingredient), basis.kind.value, clauses
    for duty in verdict.obligations:
        shown = f"{duty.state.value}, due by {duty.due.value}"
        about = About(_DUTY, unversioned(duty.clause), " ".join(duty.ingredients))
        yield about, shown, _plain(duty.duty)


def _by(name: str | None) -> str:
    return f" by {unversioned(name)}" if name else ""


@lru_cache(_SAME)
def _plain(text: str) -> str:
    """Return the words of a duty, however they are set."""
    return _NO_WORD.sub(" ", text).strip().casefold()


def _words(said: list[tuple[str, str]] | None) -> str | None:
    return None if said is None else "; ".join(dict.fromkeys(shown for shown, _ in said))
