"""Records in plain text: what a source says, and where it says so."""

from collections.abc import Iterator

from connectors.evidence import Evidence, Stated, Where
from connectors.exchange import time_text
from connectors.hubs import scheme_of
from connectors.leads import Lead
from connectors.record import Base, DeclaredLicense, Knowledge, ModelRecord, Topic
from distillgate.cli.page import Page, table

_SHORT = 12
_MOST_SHOWN = 40


def record_card(record: ModelRecord, leads: tuple[Lead, ...], page: Page) -> None:
    """Write everything that a record says, each fact with the number of its evidence."""
    scheme = scheme_of(record.hub) or record.hub.value
    page.line(f"{scheme}:{record.id}")
    for alias in record.aliases:
        page.row("asked as", f"{alias.id} {_at(alias.where)}")
    if record.revision is not None:
        page.row("revision", f"{_said(record.revision)} ({record.revision_kind})")
    if record.owner is not None:
        page.row("owner", f"{_said(record.owner)}{_verified(record)}")
    page.block("license", table(map(_license, record.licenses)))
    _absent(record, page, "license", Topic.LICENSE, there=bool(record.licenses))
    page.block("text", table(_texts(record)))
    _absent(record, page, "text", Topic.LICENSE_TEXT, there=bool(record.texts))
    page.block("made from", table(map(_base, record.bases[:_MOST_SHOWN])))
    data = ((each.id, _at(each.where)) for each in record.datasets[:_MOST_SHOWN])
    page.block("data", table(data))
    _facts(record, page)
    notices = ((each.kind, each.text, _at(each.where)) for each in record.notices)
    page.block("notices", table(notices))
    for odd in record.oddities:
        page.row("odd", f"{odd.value} {_at(odd.where)}")
    for lead in leads:
        places = " ".join(map(_at, lead.where[:3]))
        page.row("look at", f"{lead.message} {places}")
    failed = ((each.topic, each.detail or "", each.outcome.words) for each in record.failed)
    page.block("not read", table((str(a), b, c) for a, b, c in failed))
    numbered = enumerate(record.evidence)
    page.block("evidence", table(_evidence(number, each) for number, each in numbered))


def _facts(record: ModelRecord, page: Page) -> None:
    if record.gate is not None:
        page.row("gate", f"{_said(record.gate)}; read: {record.access}")
    if record.eu_disallowed is not None:
        page.row("EU", f"access from the EU disallowed: {_said(record.eu_disallowed)}")
    if record.remote is not None:
        told = f"{record.remote.model} at {record.remote.host} {_at(record.remote.where)}"
        page.row("served by", told)
    if record.successor is not None:
        page.row("newer", _said(record.successor))
    if record.parameters is not None:
        page.row("parameters", f"{record.parameters.value:,} {_at(record.parameters.where)}")
    if record.created is not None:
        page.row("created", f"{time_text(record.created.value)} {_at(record.created.where)}")
    if record.modified is not None:
        page.row("modified", f"{time_text(record.modified.value)} {_at(record.modified.where)}")


def _absent(record: ModelRecord, page: Page, label: str, topic: Topic, *, there: bool) -> None:
    """Write what no entry means: absent, unreadable and not asked are three things."""
    if there:
        return
    match record.knows(topic):
        case Knowledge.ANSWERED:
            page.row(label, "none: the source was asked and has none")
        case Knowledge.UNREADABLE:
            page.row(label, "not known: it could not be read")
        case Knowledge.NOT_ASKED:
            page.row(label, "not known: nobody asked")


def _said(stated: Stated[object]) -> str:
    return f"{stated.value} {_at(stated.where)}"


def _at(where: Where) -> str:
    return f"[{where.evidence}{where.pointer}]"


def _verified(record: ModelRecord) -> str:
    if record.owner_verified is None:
        return ""
    word = "verified" if record.owner_verified.value else "not verified"
    return f", {word} by the hub {_at(record.owner_verified.where)}"


def _license(license_: DeclaredLicense) -> tuple[str, ...]:
    named = " ".join(filter(None, (license_.name, license_.link)))
    return (license_.raw, named, _at(license_.where))


def _texts(record: ModelRecord) -> Iterator[tuple[str, ...]]:
    for each in record.texts:
        size = f"{each.size:,} bytes"
        yield (each.path, each.kind.value, size, each.sha256[:_SHORT], _at(each.where))


def _base(base: Base) -> tuple[str, ...]:
    relation = base.raw_relation or base.relation.value
    told = "resolved by the hub" if base.resolved else base.tier.value
    return (base.id, relation, told, _at(base.where))


def _evidence(number: int, evidence: Evidence) -> tuple[str, ...]:
    status = "" if evidence.status is None else str(evidence.status)
    came = f"{status} {evidence.outcome}".strip()
    kept = "kept" if evidence.from_cache else ""
    digest = (evidence.sha256 or "")[:_SHORT]
    when = time_text(evidence.time)
    return (f"[{number}]", evidence.method.value, came, digest, when, kept, evidence.url)
