"""Put agreements, determinations and waivers on file, and revoke them."""

import json
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.files import refused
from distillgate.usecases.ledger import Entry, Ledger
from distillgate.usecases.reviewrules import AUDITOR, refuse_machine
from policy.case import Meant
from policy.compiling import Pack
from policy.diagnostics import Code, Level, Span
from policy.packs import SourceFile
from policy.waiving import matches
from policy.yamltext import Fields, UnreadableError, read_yaml
from registry.database import exclusively
from registry.decisionstore import DecisionStore
from registry.events import Event
from registry.filings import ASKED, COUNTING, Filing, FilingKind
from registry.filingstore import FilingStore
from registry.onfile import OnFile, load_on_file
from registry.statements import Writer

LEGAL = "legal"
_TOLD = {
    FilingKind.AGREEMENT: "agreement.recorded",
    FilingKind.DETERMINATION: "determination.made",
    FilingKind.WAIVER: "waiver.granted",
    FilingKind.HOUSE: "policy.activated",
}
_CHANGED = "registry.changed"
_MOST_PLANS = 1_000_000


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who puts things on file, in which roles, and where."""

    ledger: Ledger
    writer: Writer
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Signed:
    """What a text says of itself."""

    name: str
    begins: date | None
    until: date | None
    by: str | None = None
    """Who signs it; an agreement is signed elsewhere."""
    role: str = LEGAL
    plans: tuple[str, ...] = ()


def put_on_file(
    kind: FilingKind,
    file: SourceFile,
    pack: Pack,
    clerk: Clerk,
    instead: tuple[Filing, str] | None = None,
) -> Filing:
    """Put the one text in `file` on file; raises `UnreadableError` where that may not be.

    From then on it counts in every check, until it ends or is revoked. It may
    take the place of something else, which then no longer counts, for a reason.
    """
    on_file, found = load_on_file((file,), pack)
    if any(each.level is Level.ERROR for each in found):
        raise UnreadableError(found)
    place = Span(file.path, 1, 1)
    signed = _signed(kind, on_file, place)
    _refuse_signing(signed, clerk, place)
    draft = Filing(kind, signed.name, "", "", "", signed.begins, signed.until)
    with clerk.ledger.writing() as entry:
        exclusively(entry.connection)
        store = FilingStore(entry.connection)
        if instead is not None:
            _close(entry, *instead, clerk.writer, place)
        refuse_name(store, signed.name, place)
        if kind is FilingKind.WAIVER:
            _refuse_own_plans(entry, signed, clerk.writer, place)
        filing = store.file(draft, _text(file, on_file), clerk.writer)
        tell_filing(entry, filing, clerk.writer)
    return filing


def _text(file: SourceFile, on_file: OnFile) -> bytes:
    """Return the text that is filed: a waiver's says what its clauses meant on that day."""
    meant = on_file.waivers[0].meant if on_file.waivers else ()
    text = file.content.decode("utf-8-sig").rstrip()
    if not meant or any(line.startswith("meant:") for line in text.splitlines()):
        return file.content
    added = f"{text}\n{meant_text(meant)}".encode()
    try:
        read = read_yaml(added, file.path)
    except UnreadableError:
        return file.content
    # What is written in one line, as JSON is, takes no more keys behind it.
    whole = isinstance(read, Fields) and read.get("meant") is not None
    return added if whole else file.content


def meant_text(meant: tuple[Meant, ...]) -> str:
    """Return in YAML what clauses meant; nothing where that is not known."""
    if not meant:
        return ""
    lines = (f"  {json.dumps(each.clause)}: [{', '.join(each.digests)}]\n" for each in meant)
    return f"meant:\n{''.join(lines)}"


def revoke(filing: Filing, reason: str, clerk: Clerk, said: Span) -> None:
    """Say that something on file no longer counts, and why."""
    refuse_machine(clerk.writer, said)
    if AUDITOR in clerk.roles or not clerk.roles:
        hint = "`DISTILLGATE_ROLES` names your roles"
        message = f"to revoke a {filing.kind} takes a role, and no auditor's"
        raise refused(Code.NOT_ENTITLED, message, said, hint)
    if not reason.strip():
        raise refused(Code.MISSING_KEY, "why is it revoked?", said, "`--reason` says so")
    with clerk.ledger.writing() as entry:
        exclusively(entry.connection)
        _close(entry, filing, reason, clerk.writer, said)


def _close(entry: Entry, filing: Filing, reason: str, writer: Writer, said: Span) -> None:
    """Say in an open transaction that `filing` no longer counts."""
    store = FilingStore(entry.connection)
    now = store.named(filing.kind, filing.name)[-1]
    if now.number != filing.number or now.revoked is not None:
        message = f"the {filing.kind} `{filing.name}` is closed already"
        raise refused(Code.WRONG_STATE, message, said)
    store.revoke(filing, reason, writer)
    tell_filing(entry, filing, writer, reason)


def _signed(kind: FilingKind, on_file: OnFile, place: Span) -> _Signed:
    """Return what the one thing in a file says of itself; raises where it is another kind."""
    if kind is FilingKind.AGREEMENT and on_file.agreements:
        document = on_file.agreements[0]
        first, last = document.versions[0], document.versions[-1]
        return _Signed(document.id, first.effective, last.until)
    if kind is FilingKind.DETERMINATION and on_file.determinations:
        found = on_file.determinations[0]
        return _Signed(found.id, found.on, found.until, found.by, found.role)
    if kind is FilingKind.WAIVER and on_file.waivers:
        waiver = on_file.waivers[0]
        dates = (waiver.on, waiver.until)
        return _Signed(waiver.id, *dates, waiver.by, waiver.role, waiver.plans)
    hint = "`kind: agreement`, or the key `determination` or `waiver`"
    raise refused(Code.WRONG_VALUE, f"this is no {kind}", place, hint)


def _refuse_signing(signed: _Signed, clerk: Clerk, place: Span) -> None:
    """Raise unless who files it is who signs it, in a role that they have."""
    refuse_machine(clerk.writer, place)
    if signed.by is not None and signed.by != clerk.writer.name:
        message = f"`{signed.by}` signs it, and `{clerk.writer.name}` files it"
        raise refused(Code.NOT_ENTITLED, message, place, "who signs it must file it")
    if AUDITOR in clerk.roles or signed.role not in clerk.roles:
        message = f"this takes the role `{signed.role}`, and no auditor's"
        raise refused(Code.NOT_ENTITLED, message, place, "`DISTILLGATE_ROLES` names your roles")


def refuse_name(store: FilingStore, name: str, place: Span) -> None:
    """Raise where the name is taken: verdicts name what is on file by it."""
    for kind in (*COUNTING, FilingKind.REQUEST):
        taken = [each for each in store.named(kind, name) if each.revoked is None]
        if taken:
            message = f"a {kind} called `{name}` lies on file"
            hint = f"give it another name, or revoke that one: `{kind} revoke {name}`"
            raise refused(Code.DUPLICATE_DOCUMENT, message, place, hint)


def _refuse_own_plans(entry: Entry, signed: _Signed, writer: Writer, place: Span) -> None:
    """Raise where somebody would waive a finding for themselves."""
    plans = DecisionStore(entry.connection).plans(most=_MOST_PLANS)
    for plan in plans:
        if matches(signed.plans, plan.plan) and writer.name in {plan.owner, plan.submitter}:
            message = f"`{writer.name}` asks for the plan `{plan.plan}`"
            hint = "another person must waive its findings, or `plans` leave it out"
            raise refused(Code.NOT_ENTITLED, message, place, hint)


def tell_filing(entry: Entry, filing: Filing, writer: Writer, why: str | None = None) -> None:
    """Record that something was filed; or, with the reason, that it was revoked."""
    outcome = "requested" if filing.kind in ASKED else "filed"
    entry.tell(
        Event(
            _TOLD.get(filing.kind, _CHANGED) if why is None else _CHANGED,
            writer,
            f"{filing.kind}:{filing.name}",
            filing.content,
            outcome if why is None else "revoked",
            {"until": filing.until.isoformat()} if filing.until else {},
            private={} if why is None else {"reason": why},
        )
    )
