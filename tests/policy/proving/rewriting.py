"""Documents that say the same in another order, in other words, and with other conditions."""

from dataclasses import replace

from policy.compiling import Pack
from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat
from policy.documents import Clause, Document, Version

_MOST = 12


def spread(condition: Condition) -> Condition:
    """Return what comes to the same: definitions opened, order turned, `any` drawn outward."""
    match condition:
        case Defined(condition=part):
            return spread(part)
        case NotThat(part=part):
            return _not(part)
        case AnyOf(parts=parts):
            return AnyOf(tuple(map(spread, reversed(parts))))
        case AllOf(parts=parts):
            return _over(tuple(map(spread, reversed(parts))))
        case _:
            return condition


def _not(part: Condition) -> Condition:
    match part:
        case NotThat(part=inner):
            return spread(inner)
        case AllOf(parts=parts) if parts:
            return AnyOf(tuple(NotThat(spread(each)) for each in reversed(parts)))
        case _:
            return NotThat(spread(part))


def _over(parts: tuple[Condition, ...]) -> Condition:
    for at, each in enumerate(parts):
        if isinstance(each, AnyOf) and 1 < len(each.parts) * len(parts) <= _MOST:
            rest = (*parts[:at], *parts[at + 1 :])
            return AnyOf(tuple(AllOf((one, *rest)) for one in each.parts))
    return AllOf(parts)


def rewritten(document: Document) -> Document:
    """Return `document` in other words."""
    return replace(
        document,
        title=f"{document.title}, in other words",
        nexus=spread(document.nexus) if document.nexus else None,
        versions=tuple(map(_version, document.versions)),
    )


def _version(version: Version) -> Version:
    return replace(version, clauses=tuple(map(_clause, reversed(version.clauses))))


def _clause(clause: Clause) -> Clause:
    return replace(
        clause,
        statement=f"In other words: {clause.statement}",
        section=None,
        when=spread(clause.when),
        exceptions=tuple(
            replace(each, when=spread(each.when)) for each in reversed(clause.exceptions)
        ),
        check=spread(clause.check) if clause.check else None,
        lifts=tuple(reversed(clause.lifts)),
        fix=(),
    )


def rewritten_pack(pack: Pack) -> Pack:
    """Return `pack` with every document in other words, in another order."""
    names = reversed(list(pack.documents))
    documents = {name: rewritten(pack.documents[name]) for name in names}
    return replace(pack, documents=documents)
