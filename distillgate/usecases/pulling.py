"""Reads what sources say of models and data sets, several at once."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from connectors.cards import read_card
from connectors.hubs import SOURCES, Hubs
from connectors.leads import Lead, leads
from connectors.ledger import Pulled
from connectors.lineage import bases_told, followed
from connectors.record import Kind, ModelRecord, Topic
from connectors.wanted import Wanted
from policy.diagnostics import Code, Diagnostic, Span
from policy.references import Reference, parse_reference, reference_hint
from policy.yamltext import UnreadableError

AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Target:
    """One reference to read, and where it was named."""

    ref: Reference
    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True)
class Haul:
    """What came of reading several references."""

    pulled: tuple[Pulled, ...]
    """In the order of the references, each before what it was made from; nothing twice."""
    diagnostics: tuple[Diagnostic, ...]
    leads: tuple[tuple[Lead, ...], ...] = ()
    """What to look at in each of `pulled`."""

    @property
    def records(self) -> tuple[ModelRecord, ...]:
        """Return the records of all that was read."""
        return tuple(each.record for each in self.pulled)


def targets(
    names: Iterable[str], kind: Kind, revision: str | None, place: Callable[[str], Span]
) -> tuple[Target, ...]:
    """Return what `names` refer to; raises `UnreadableError` with what is no such reference."""
    found: list[Target] = []
    wrong: list[Diagnostic] = []
    for name in names:
        ref = parse_reference(name)
        if ref is None:
            message, hint = f"`{name}` is no reference", reference_hint(name)
            wrong.append(Diagnostic(Code.UNKNOWN_REFERENCE, message, place(name), hint))
        elif ref.scheme not in SOURCES:
            message = f"nothing is read from `{ref.scheme}:`"
            hint = f"what can be read begins with {', '.join(f'`{each}:`' for each in SOURCES)}"
            wrong.append(Diagnostic(Code.NOT_PULLED, message, place(name), hint))
        else:
            pinned = Reference(ref.scheme, ref.id, ref.revision or revision, ref.text)
            found.append(Target(pinned, kind, place(name)))
    if wrong:
        raise UnreadableError(tuple(wrong))
    return tuple(found)


def pull(
    wanted: Sequence[Target],
    hubs: Hubs,
    *,
    lineage: bool,
    done: Callable[[Target], None] = lambda _: None,
) -> Haul:
    """Return what the sources say of all that is wanted; `done` hears of each that is read."""

    def one(target: Target) -> tuple[Pulled, ...]:
        ref = target.ref
        start = hubs.read(ref.scheme, Wanted(ref.id, target.kind, ref.revision))
        found = followed(hubs, start).pulled if lineage else (start,)
        done(target)
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        groups = list(pool.map(one, wanted))
    found = {
        (each.record.hub, each.record.kind, each.record.asked_id): each
        for group in reversed(groups)
        for each in reversed(group)
    }
    told = [
        diagnostic
        for target, group in zip(wanted, groups, strict=True)
        for diagnostic in _told(target, group[0])
    ]
    pulled = tuple(reversed(found.values()))
    return Haul(pulled, tuple(told), tuple(_leads(each, pulled) for each in pulled))


def _leads(pulled: Pulled, others: Sequence[Pulled]) -> tuple[Lead, ...]:
    """Return what to look at in one record, beside those of its bases that were read."""
    record = pulled.record
    wanted = {each.id.casefold() for each in bases_told(record)}
    bases = [
        each.record
        for each in others
        if {each.record.id.casefold(), each.record.asked_id.casefold()} & wanted
    ]
    return leads(record, bases, _card_body(pulled))


def _card_body(pulled: Pulled) -> str:
    """Return the words of the card, where it was read."""
    for each in pulled.record.asked:
        if each.topic is Topic.CARD and each.where is not None and each.answered:
            name = pulled.record.evidence[each.where.evidence].sha256
            return read_card(pulled.bodies.get(name or "", b"")).body
    return ""


def _told(target: Target, pulled: Pulled) -> Iterable[Diagnostic]:
    """Yield why nothing was learned of what was asked for, if nothing was."""
    for each in pulled.record.failed:
        if each.topic is Topic.METADATA:
            message = f"`{target.ref.pinned}` was not read: {each.outcome.words}"
            yield Diagnostic(Code.NOT_PULLED, message, target.span)
