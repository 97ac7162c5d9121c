"""What happens without anybody doing it: permits that end soon, and terms that are others now.

Others are told of each once, whoever looks first: a permit has its record under one
key, and which terms were in force here is kept.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from distillgate.gate.checking import PermitRefusedError
from distillgate.gate.statements import stamp
from distillgate.usecases.conditiontext import condition_lines
from distillgate.usecases.documentviews import edition_on
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.permitstanding import statement_of
from policy.canonical import canonical_json
from policy.compiling import Pack
from policy.conditions import Condition
from policy.documents import LICENSES, TERMS, Clause, Version
from registry.audit.permitstore import IssuedPermit, ending_permits
from registry.audit.recordedkeys import recorded_of
from registry.database import exclusively
from registry.events import Event
from registry.knownterms import KnownTerms, Terms
from registry.statements import Writer

LONGEST_NOTICE = timedelta(hours=24)
SHARE = 4
"""A short permit is told of in the last quarter of its time."""
PROGRAM = "distillgate"
"""Who tells of what nobody does."""
_STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


def announce_ending(ledger: Ledger, now: datetime) -> int:
    """Tell of permits that end soon, each once; return of how many that was."""
    with ledger.database.reading() as connection:
        end = stamp(now + LONGEST_NOTICE)
        near = {
            _key(each): each
            for each in ending_permits(connection, stamp(now), end)
            if _is_near(each, now)
        }
        fresh = near.keys() - recorded_of(connection, near)
    for key in sorted(fresh):
        # Each by itself, so that one that cannot be told of holds up none.
        with ledger.writing() as entry:
            entry.tell(_ending(near[key], key, now))
    return len(fresh)


def _key(permit: IssuedPermit) -> str:
    return f"permit-expiring-{permit.id}"


def _is_near(permit: IssuedPermit, now: datetime) -> bool:
    """Return whether a permit has come to the last part of its time."""
    try:
        said = statement_of(permit)
    except PermitRefusedError:
        return False
    notice = min(LONGEST_NOTICE, (said.not_after - said.not_before) / SHARE)
    return said.not_after - notice <= now < said.not_after


def _ending(permit: IssuedPermit, key: str, now: datetime) -> Event:
    details = {"change": "permit-expiring", "permit": permit.id, "until": permit.not_after}
    return Event(
        "registry.changed",
        _program(now),
        "permit:",
        permit.plan,
        "expiring",
        details=details,
        key=key,
    )


def announce_terms(ledger: Ledger, pack: Pack, now: datetime) -> int:
    """Tell of terms and licenses that are others than those in force here before.

    Each version is told of once, when it first counts: servers that run by an
    older pack for a while do not tell of it again. What is seen for the first
    time is no change. Returns of how many was told.
    """
    in_force = tuple(terms_on(pack, now.astimezone(UTC).date()))
    with ledger.database.reading() as connection:
        known = KnownTerms(connection).all()
    if all(each in known.get(each.document, ()) for each in in_force):
        return 0
    with ledger.writing() as entry:
        exclusively(entry.connection)
        store, told = KnownTerms(entry.connection), 0
        known = store.all()
        for each in in_force:
            before = known.get(each.document, ())
            if before and each not in before:
                entry.tell(_changed(each, before[-1], now))
                told += 1
        store.add(in_force, _program(now).at)
        return told


def terms_on(pack: Pack, day: date) -> Iterator[Terms]:
    """Yield the version of each document of terms or license that is in force on a day."""
    for name in pack.documents:
        document = pack.documents[name]
        edition = edition_on(document, day)
        if document.kind in TERMS | LICENSES and edition is not None:
            yield Terms(name, edition.version.label, digest_of(edition.version))


def digest_of(version: Version) -> str:
    """Return the digest of what a version says, as far as verdicts rest on it."""
    said = [_said(clause) for clause in version.clauses]
    return sha256(canonical_json(said).encode()).hexdigest()


def _said(clause: Clause) -> list[object]:
    return [
        clause.id,
        clause.effect.value,
        clause.statement,
        clause.topic,
        clause.act.value if clause.act else None,
        clause.reach.value if clause.reach else None,
        clause.per_plan,
        clause.start.isoformat() if clause.start else None,
        clause.end.isoformat() if clause.end else None,
        clause.basis.value if clause.basis else None,
        [each.value for each in clause.things],
        _lines(clause.when),
        [_lines(each.when) for each in clause.exceptions],
        list(clause.lifts),
        clause.due.value if clause.due else None,
        _lines(clause.check),
        clause.protects,
        clause.confidence.word,
        clause.carried,
    ]


def _lines(condition: Condition | None) -> list[str]:
    return [] if condition is None else list(condition_lines(condition))


def _changed(terms: Terms, before: Terms, now: datetime) -> Event:
    details = {
        "change": "terms-changed",
        "document": terms.document,
        "version": terms.version,
        "before": before.version,
    }
    key = f"terms-changed-{terms.document}@{terms.version}-{terms.digest}"
    subject, digest = f"document:{terms.document}", f"sha256:{terms.digest}"
    return Event(
        "registry.changed", _program(now), subject, digest, "changed", details=details, key=key
    )


def _program(now: datetime) -> Writer:
    return Writer(PROGRAM, now.astimezone(UTC).strftime(_STAMP), machine=True)
