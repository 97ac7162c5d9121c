"""Ask for a waiver, grant what is asked for, and narrow what was granted.

Whatever counts is a text that somebody has signed; each step files a new one,
and none is ever changed.
"""

import json
from dataclasses import dataclass, replace
from datetime import date

from distillgate.usecases.files import refused
from distillgate.usecases.filing import (
    Clerk,
    meant_text,
    put_on_file,
    refuse_name,
    tell_filing,
)
from distillgate.usecases.reviewrules import refuse_auditor
from policy.case import Waiver
from policy.compiling import Pack
from policy.diagnostics import Code, Level, Span
from policy.packs import SourceFile
from policy.waiving import matches
from policy.yamltext import UnreadableError
from registry.database import exclusively
from registry.filings import GRANTED, NARROWED, Filing, FilingKind
from registry.filingstore import FilingStore
from registry.onfile import load_on_file, load_request

_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Narrower:
    """What is left of a waiver; what is not named stays as it is."""

    until: date | None = None
    plans: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    def of(self, waiver: Waiver) -> Waiver:
        """Return what is left of `waiver`."""
        return replace(
            waiver,
            until=self.until or waiver.until,
            plans=self.plans or waiver.plans,
            clauses=self.clauses or waiver.clauses,
            findings=self.findings or waiver.findings,
        )


def request_waiver(file: SourceFile, pack: Pack, clerk: Clerk) -> Filing:
    """Ask for the waiver in `file`; raises `UnreadableError`. It sets nothing aside yet."""
    place = Span(file.path, 1, 1)
    refuse_auditor(clerk.roles, place)
    waiver = _asked(file, pack, clerk.writer.name, _day(clerk))
    kind = FilingKind.REQUEST
    draft = Filing(kind, waiver.id, "", "", "", waiver.on, waiver.until)
    with clerk.ledger.writing() as entry:
        exclusively(entry.connection)
        store = FilingStore(entry.connection)
        refuse_name(store, waiver.id, place)
        filing = store.file(draft, file.content, clerk.writer)
        tell_filing(entry, filing, clerk.writer)
    return filing


def grant_waiver(
    filed: tuple[Filing, str], role: str, narrower: Narrower, pack: Pack, clerk: Clerk
) -> Filing:
    """Grant what somebody else has asked for, or less; raises `UnreadableError`.

    `filed` is the request with its text.
    """
    request, text = filed
    place = Span(f"waiver {request.name}", 1, 1)
    if request.kind is not FilingKind.REQUEST:
        message = f"the waiver `{request.name}` is granted already"
        raise refused(Code.WRONG_STATE, message, place, "`waiver narrow` takes some of it back")
    if request.actor == clerk.writer.name:
        message = f"`{request.actor}` asks for this waiver, and so never grants it"
        raise refused(Code.NOT_ENTITLED, message, place, "another person must do this")
    source = SourceFile(place.path, text.encode())
    asked = _asked(source, pack, clerk.writer.name, _day(clerk))
    # What its clauses mean is put down as it is granted, and not as it was asked for.
    granted = replace(_signed(_narrowed(asked, narrower, place), role, clerk), meant=())
    return put_on_file(FilingKind.WAIVER, _file(granted), pack, clerk, (request, GRANTED))


def narrow_waiver(
    filed: tuple[Filing, str],
    narrower: Narrower,
    signing: tuple[str, str],
    pack: Pack,
    clerk: Clerk,
) -> Filing:
    """Leave less of a waiver than was granted; `signing` is in which role, and why."""
    filing, text = filed
    role, why = signing
    place = Span(f"waiver {filing.name}", 1, 1)
    if filing.kind is not FilingKind.WAIVER or filing.revoked is not None:
        message = f"the waiver `{filing.name}` is {filing.state(_day(clerk))}"
        raise refused(Code.WRONG_STATE, message, place, "only what is granted is narrowed")
    if not why.strip():
        raise refused(Code.MISSING_KEY, "why is it narrowed?", place, "`--reason` says so")
    on_file, found = load_on_file((SourceFile(place.path, text.encode()),), pack)
    if not on_file.waivers:
        raise UnreadableError(found)
    before = on_file.waivers[0]
    left = _signed(_narrowed(before, narrower, place), role, clerk)
    if left == replace(before, by=left.by, role=left.role, on=left.on):
        message = "nothing of it is taken back"
        hint = "`--until`, `--plan`, `--clause` or `--finding` says what is left"
        raise refused(Code.MISSING_KEY, message, place, hint)
    instead = (filing, f"{NARROWED}{why}")
    return put_on_file(FilingKind.WAIVER, _file(left), pack, clerk, instead)


def _asked(file: SourceFile, pack: Pack, by: str, day: date) -> Waiver:
    waiver, found = load_request(file, pack, by, day)
    if waiver is None or any(each.level is Level.ERROR for each in found):
        raise UnreadableError(found)
    return waiver


def _narrowed(waiver: Waiver, narrower: Narrower, place: Span) -> Waiver:
    """Return what is left of `waiver`; raises where that would be more than it was."""
    left = narrower.of(waiver)
    wider = None
    if left.until > waiver.until:
        wider = f"it ends on {waiver.until}"
    elif not set(left.clauses) <= set(waiver.clauses):
        wider = f"it is for {', '.join(waiver.clauses)}"
    elif waiver.findings and not set(left.findings) <= set(waiver.findings):
        wider = f"it is for the findings {', '.join(waiver.findings)}"
    elif not all(_within(each, waiver.plans) for each in left.plans):
        wider = f"it is for the plans {', '.join(waiver.plans)}"
    if wider is not None:
        message = f"a waiver may be narrowed, and not widened: {wider}"
        raise refused(Code.WAIVER_NOT_ALLOWED, message, place, "ask for another one")
    return left


def _within(pattern: str, patterns: tuple[str, ...]) -> bool:
    """Return whether all that `pattern` names is named by `patterns`."""
    if pattern in patterns or "*" in patterns:
        return True
    return not _WILD & set(pattern) and matches(patterns, pattern)


def _signed(waiver: Waiver, role: str, clerk: Clerk) -> Waiver:
    return replace(waiver, by=clerk.writer.name, role=role, on=_day(clerk))


def _day(clerk: Clerk) -> date:
    return date.fromisoformat(clerk.writer.at[:10])


def _file(waiver: Waiver) -> SourceFile:
    """Return the text of `waiver` as it is filed; what JSON quotes, YAML reads."""
    said: dict[str, object] = {
        "waiver": waiver.id,
        "clauses": list(waiver.clauses),
        "findings": list(waiver.findings),
        "plans": list(waiver.plans),
        "by": waiver.by,
        "role": waiver.role,
        "on": waiver.on,
        "until": waiver.until,
        "reason": waiver.reason,
    }
    lines = (f"{key}: {_yaml(value)}\n" for key, value in said.items() if value)
    text = "".join(lines) + meant_text(waiver.meant)
    return SourceFile(f"waiver {waiver.id}", text.encode())


def _yaml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
