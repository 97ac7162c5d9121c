"""What a name stands for: a clause, a document, a fact, a code, a topic and the like."""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from distillgate.usecases.documentviews import (
    Edition,
    by_whom,
    edition_called,
    last_edition_with,
)
from distillgate.usecases.files import refused
from policy.builtin import DOCUMENT, RULES, BuiltIn
from policy.compiling import Pack
from policy.diagnostics import Code, Span, nearest
from policy.documents import Clause, Document
from policy.facts.fact import Attestation, Fact
from policy.facts.vocabulary import VOCABULARY
from policy.places import Territory
from policy.policywords import TOPICS

_MOST_NEAR = 3
_MOST = 12
_LONGEST = 200
_CLOSE = 0.6


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause in the version that is meant."""

    edition: Edition
    clause: Clause


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the closed list of topics, with the newest clauses on it."""

    name: str
    speakers: tuple[Rule, ...]


InPack = Rule | Edition | Document | Topic | Territory
Meant = Code | Fact | Attestation | BuiltIn | InPack
GetPack = Callable[[], Pack]


def meant_by(name: str, pack: GetPack, said: Span) -> Meant:
    """Return what `name` stands for; the pack is only asked for where it is needed.

    Raises `UnreadableError` with near misses, at the place where it was said.
    """
    if name in tuple(Code):
        return Code(name)
    if name in tuple(Attestation):
        return Attestation(name)
    fact = VOCABULARY.find(name)
    if fact is not None:
        return fact
    found = _in_pack(name, pack(), said)
    if found is not None:
        return found
    hint = _hint(name, pack())
    raise refused(Code.UNKNOWN_NAME, f"nothing is called `{name}`", said, hint)


def _in_pack(name: str, pack: Pack, said: Span) -> Meant | None:
    document, mark, clause = name.partition("#")
    if document.partition("@")[0] == DOCUMENT:
        return RULES.get(clause)
    if mark:
        return _rule(document, clause, pack)
    if name in RULES:
        return RULES[name]
    found = _document(document, pack)
    if found is not None:
        return found
    if name in TOPICS:
        return Topic(name, tuple(_speakers(name, pack)))
    return pack.territories.get(name) or _bare(name, pack, said)


def _speakers(topic: str, pack: Pack) -> Iterator[Rule]:
    """Yield the clauses on `topic` of the newest version of each document."""
    for name in pack.documents:
        document = pack.documents[name]
        edition = Edition(document, document.versions[-1]) if document.versions else None
        for clause in edition.clauses if edition else ():
            if edition and clause.topic == topic:
                yield Rule(edition, clause)


def _document(name: str, pack: Pack) -> Document | Edition | None:
    bare, mark, label = name.partition("@")
    document = pack.documents.get(bare)
    if document is None or not mark:
        return document
    return edition_called(document, label)


def _rule(name: str, clause: str, pack: Pack) -> Rule | None:
    found = _document(name, pack)
    edition = last_edition_with(found, clause) if isinstance(found, Document) else found
    rule = edition.clause(clause) if edition else None
    return Rule(edition, rule) if edition and rule else None


def _bare(name: str, pack: Pack, said: Span) -> Rule | None:
    """Return the clause called `name`, where one document alone has such a clause."""
    editions = [last_edition_with(pack.documents[each], name) for each in pack.documents]
    found = [edition for edition in editions if edition is not None]
    if len(found) > 1:
        names = [f"`{edition.document.id}#{name}`" for edition in found[:_MOST_NEAR]]
        more = f", {len(found) - _MOST_NEAR} more" if len(found) > _MOST_NEAR else ""
        message = f"{len(found)} documents have a clause `{name}`"
        hint = f"one of {', '.join(names)}{more}"
        raise refused(Code.UNKNOWN_NAME, message, said, hint)
    rule = found[0].clause(name) if found else None
    return Rule(found[0], rule) if rule else None


def _hint(name: str, pack: Pack) -> str | None:
    """Return the names that come closest; within a document, those of its clauses."""
    document, mark, clause = name.partition("#")
    if len(name) > _LONGEST:
        return None
    held = _document(document, pack) if mark else None
    if held is None:
        near = difflib.get_close_matches(name, [*_names(pack)], _MOST_NEAR, _CLOSE)
        return _meant(near) or "`document list` shows what there is; clauses: `document#clause`"
    ids = sorted(_clause_ids(held))
    near = difflib.get_close_matches(clause, ids, _MOST_NEAR, _CLOSE)
    more = f" and {len(ids) - _MOST} more" if len(ids) > _MOST else ""
    others = f"its clauses are {', '.join(ids[:_MOST])}{more}"
    return _meant([f"{document}#{each}" for each in near]) or others


def _meant(names: list[str]) -> str | None:
    return f"did you mean {' or '.join(f'`{each}`' for each in names)}?" if names else None


def _clause_ids(held: Document | Edition) -> frozenset[str]:
    versions = (held.version,) if isinstance(held, Edition) else held.versions
    return frozenset(clause.id for version in versions for clause in version.clauses)


def _names(pack: Pack) -> Iterator[str]:
    yield from (each.value for each in Code)
    yield from (each.value for each in Attestation)
    yield from VOCABULARY.names
    yield from TOPICS
    yield from RULES
    yield from pack.territories
    for name in pack.documents:
        yield name
        yield from (f"{name}#{each}" for each in sorted(_clause_ids(pack.documents[name])))


def document_called(name: str, pack: Pack, said: Span) -> Document:
    """Return the document called `name`; raises `UnreadableError` with the nearest name."""
    document = pack.documents.get(name)
    if document is None:
        near = nearest(name, tuple(pack.documents))
        hint = f"did you mean `{near}`?" if near else "`document list` shows what there is"
        raise refused(Code.UNKNOWN_DOCUMENT, f"no document is called `{name}`", said, hint)
    return document


def issuer_called(name: str, pack: Pack, said: Span) -> str:
    """Return an issuer or jurisdiction as packs write it; raises `UnreadableError`."""
    issuers = dict.fromkeys(filter(None, map(by_whom, pack.documents.values())))
    known = {each.casefold(): each for each in issuers}
    found = known.get(name.casefold())
    if found is None:
        near = nearest(name, tuple(known.values()))
        hint = f"did you mean `{near}`?" if near else "`document list` shows who there is"
        message = f"no document is by `{name}`"
        raise refused(Code.UNKNOWN_NAME, message, said, hint)
    return found


def version_called(document: Document, label: str, said: Span) -> Edition:
    """Return the version with that label; raises `UnreadableError` with those there are."""
    edition = edition_called(document, label)
    if edition is None:
        labels = [version.label for version in document.versions]
        near = nearest(label, labels)
        hint = f"did you mean `{near}`?" if near else f"one of {', '.join(labels[-_MOST:])}"
        message = f"`{document.id}` has no version `{label}`"
        raise refused(Code.UNKNOWN_VERSION, message, said, hint)
    return edition
