"""What a clause means, in a few digits: a new version that only words it anew keeps them.

What somebody set aside was the clause as it read on that day. Who says that a
clause has changed since compares these digits, and nothing else.
"""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date

from policy.canonical import canonical_json, sha256
from policy.compiling import Pack
from policy.documentjson import condition_to
from policy.documents import Clause, Document, Effect, Version
from policy.proving.meaning import rule_of
from policy.scalarjson import day_to

_DIGITS = 32
_NO_WORD = re.compile(r"[\W_]+")


def meaning_of(document: Document, clause: Clause) -> str:
    """Return the digits of what `clause` means.

    Words, sections, sources and how well the text is known are no part of it;
    of a duty its words are, because they alone may say what is to be done.
    """
    rule = rule_of(document, clause)
    duty = clause.statement if rule.effect is Effect.REQUIRES else ""
    said: dict[str, object] = {
        "effect": rule.effect.value,
        "topic": rule.topic,
        "act": rule.act,
        "reach": rule.reach.value,
        "per_plan": rule.per_plan,
        "days": [day_to(rule.start), day_to(rule.end)],
        "basis": rule.basis,
        "things": sorted(rule.things),
        "lifts": sorted(rule.lifts),
        "due": rule.due,
        "protects": rule.protects,
        "applies": condition_to(rule.applies),
        "check": condition_to(rule.check) if rule.check else None,
        "duty": _NO_WORD.sub(" ", duty).strip().casefold(),
    }
    if clause.recurs is not None:
        said["recurs"] = [str(each) for each in dataclasses.astuple(clause.recurs)]
    return sha256(canonical_json(said)).partition(":")[2][:_DIGITS]


def meaning_in(pack: Pack, ref: str) -> str | None:
    """Return what the clause `document@version#clause` means; nothing where it is not there."""
    name, _, rule = ref.partition("#")
    title, _, label = name.partition("@")
    document = pack.documents.get(title)
    if document is None:
        return None
    for version, clause in _versions(document, rule):
        if version.label == label:
            return meaning_of(document, clause)
    return None


def meanings_until(pack: Pack, name: str, day: date) -> tuple[str, ...]:
    """Return all that the clause `name` has meant in versions that began by `day`.

    `name` is `document#clause`, or names one version as well.
    """
    title, _, rule = name.partition("#")
    title, _, label = title.partition("@")
    document = pack.documents.get(title)
    if document is None:
        return ()
    found = {
        meaning_of(document, clause)
        for version, clause in _versions(document, rule)
        if label in {"", version.label}
        and (version.effective is None or version.effective <= day)
    }
    return tuple(sorted(found))


def _versions(document: Document, rule: str) -> Iterator[tuple[Version, Clause]]:
    for version in document.versions:
        for clause in version.clauses:
            if clause.id == rule:
                yield version, clause
