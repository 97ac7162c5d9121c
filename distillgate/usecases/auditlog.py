"""The log as its keeper uses it: begun, signed, proven, and handed out."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.logproofs import LogProof
from distillgate.gate.tree import consistency_proof, inclusion_proof
from distillgate.gate.trust import TrustPolicy, UnwitnessedError
from distillgate.usecases.ledger import Ledger
from registry.audit.anchors import LogView, contradiction
from registry.audit.checking import check_all, check_heads, check_structure
from registry.audit.cosigning import KnownWitness, Post, WitnessAwayError, cosigned
from registry.audit.exporting import export_log
from registry.audit.keyring import (
    KeyPurpose,
    KnownKey,
    add_key,
    believed_keys,
    log_keys,
    own_trust,
)
from registry.audit.ledger import (
    Entry,
    LedgerError,
    entries_in,
    found_in,
    head_of,
    name_log,
    nodes_in,
    the_log,
)
from registry.audit.permits import PermitSigner
from registry.audit.publishing import (
    anchors_of,
    checkpoints_in,
    keep_cosignature,
    latest_checkpoint,
    origin_of,
    sign_head,
)
from registry.audit.signing import NoteSigner
from registry.audit.verifying import Outcome, Standing
from registry.database import Database
from registry.events import Event, Place
from registry.statements import Writer

_CHECKED_AT_START = 1
_ATTEMPTS = 20


class OutsideError(LedgerError):
    """A head that is kept outside contradicts the database: nothing may be written."""


@dataclass(frozen=True, slots=True)
class Signers:
    """The private keys of a log."""

    log: tuple[NoteSigner, ...]
    """More than one while keys change."""
    permit: PermitSigner

    @property
    def permit_pem(self) -> str:
        """Return the public key of permits as verifiers keep it."""
        key = self.permit.public.key
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom a policy believes about the log, and how witnesses are asked."""

    policy: TrustPolicy
    post: Post

    @property
    def witnesses(self) -> tuple[KnownWitness, ...]:
        """The witnesses that say where they are reached."""
        known = self.policy.witnesses.items()
        urls = self.policy.urls
        return tuple(KnownWitness(name, key, urls[name]) for name, key in known if name in urls)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which records are listed."""

    kind: str | None = None
    subject: str | None = None
    most: int = 100


def log_subject(origin: str) -> str:
    """Return what a record about the log itself is about."""
    return f"log:{origin}"


def digest_of_text(text: str) -> str:
    """Return the digest of a text, as records spell it."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def begin_log(
    ledger: Ledger, origin: str, signers: Signers, writer: Writer, *, now: datetime
) -> Checkpoint:
    """Give the log its name and keys, and sign its first head; raises `LedgerError`."""
    with ledger.writing() as entry:
        connection = entry.connection
        log = the_log(connection)
        name_log(connection, log, origin)
        entry.tell(Event("log.opened", writer, log_subject(origin)))
        for purpose, key, public in publics_of(signers):
            told = key_event("key.added", writer, purpose, key, public)
            place = entry.tell(told)
            add_key(connection, log, KnownKey(key, purpose, public, index_of(place)))
        return sign_head(connection, log, signers.log, now=now)


def key_event(kind: str, writer: Writer, purpose: KeyPurpose, key: str, public: str) -> Event:
    """Return the event by which a key comes or goes."""
    details: dict[str, str | int] = {"purpose": purpose.value, "key": key}
    return Event(kind, writer, "key:", digest_of_text(public), details=details)


def publics_of(signers: Signers) -> Iterable[tuple[KeyPurpose, str, str]]:
    """Yield the public keys: for what each is, its name, and how it is handed out."""
    for each in signers.log:
        yield KeyPurpose.LOG, each.verifier.id.hex(), str(each.verifier)
    yield KeyPurpose.PERMIT, signers.permit.public.id, signers.permit_pem


def index_of(place: Place | None) -> int:
    """Return where a record stands that was just written."""
    if place is None:
        raise TypeError("a log that is begun is kept")
    return place.index


def publish_head(
    database: Database,
    signers: Signers,
    witnesses: Sequence[KnownWitness],
    post: Post,
    *,
    now: datetime,
) -> Checkpoint:
    """Sign the head of the log, and give it to every anchor and witness.

    Raises `LedgerError`, `AnchorError`, `WitnessAwayError` or `ForkError`;
    what is signed stays, and saying it again goes on where this stopped.
    """
    # 1. Signed and stored, before anybody sees it.
    with database.writing() as connection:
        log = the_log(connection)
        sign_head(connection, log, signers.log, now=now)
    # 2. Kept outside.
    with database.reading() as connection:
        made = current_head(connection)
        for anchor in anchors_of(connection, log).values():
            anchor.add(made)
        nodes = nodes_in(connection, log, made.head.size)
        lines, away = [], None
        for each in witnesses:
            try:
                lines.append((each, cosigned(made, each, nodes, post)))
            except WitnessAwayError as error:
                away = away or error
    # 3. What witnesses said stands beside the head.
    with database.writing() as connection:
        for witness, line in lines:
            keep_cosignature(connection, log, made, witness.name, line)
        made = current_head(connection)
    if away is not None:
        raise away
    return made


def publish_accepted(
    database: Database,
    signers: Signers,
    asked: Asking,
    *,
    clock: Callable[[], datetime],
    pause: Callable[[], None],
) -> Checkpoint:
    """Sign the head and wait until its witnesses are as many as a policy asks for.

    Those that are away are asked again after each `pause`. Raises
    `WitnessAwayError` where they stay away, and else as `publish_head` does.
    """
    attempts = 1
    while True:
        with suppress(WitnessAwayError):
            publish_head(database, signers, asked.witnesses, asked.post, now=clock())
        with database.reading() as connection:
            made = current_head(connection)
        try:
            asked.policy.accept(made)
        except UnwitnessedError as error:
            if attempts == _ATTEMPTS:
                raise WitnessAwayError(str(error)) from error
        else:
            return made
        attempts += 1
        pause()


def current_head(connection: Connection) -> Checkpoint:
    """Return the last signed head; raises `LedgerError` where none was signed yet."""
    log = the_log(connection)
    found = latest_checkpoint(connection, log)
    if found is None:
        origin_of(head_of(connection, log))
        raise LedgerError("no head was signed yet", "`distillgate audit publish` signs one")
    return found


def refuse_contradicted(database: Database) -> None:
    """Raise where the last head of an anchor is not part of this database.

    `OutsideError` says that it is older or was rewritten; `AnchorError` that an
    anchor cannot be read, so that nobody knows.
    """
    with database.reading() as connection:
        log = the_log(connection)
        anchors = anchors_of(connection, log)
        if not anchors:
            return
        view = view_of(connection, log)
        for name, anchor in anchors.items():
            found = contradiction(islice(anchor.heads(), _CHECKED_AT_START), view)
            if found is not None:
                hint = "find out why; then restore a later backup, or say `audit repair`"
                raise OutsideError(f"{found} (`{name}`)", hint)


def check_anchors(database: Database) -> dict[str, str | None]:
    """Return for each anchor how its heads contradict the log; nothing where none does.

    Raises `AnchorError`.
    """
    with database.reading() as connection:
        log = the_log(connection)
        view = view_of(connection, log)
        return {
            name: contradiction(anchor.heads(), view)
            for name, anchor in anchors_of(connection, log).items()
        }


def view_of(connection: Connection, log: str) -> LogView:
    """Return the log as anchors are held against it."""
    head = head_of(connection, log)
    nodes = nodes_in(connection, log, head.size)
    return LogView(head.origin or "", head.size, nodes, log_keys(connection, log))


def verify_log(
    database: Database,
    policy: TrustPolicy | None,
    kept: Checkpoint | None,
    check: "Callable[..., Outcome]",
) -> Outcome:
    """Return what a check of the log comes to: `check_heads` or `check_all`.

    Without a `policy` the keys that the database names are believed.
    """
    with database.reading() as connection:
        log = the_log(connection)
        if kept is None and latest_checkpoint(connection, log) is None:
            reason = "no head was signed yet, so there is nothing to hold the log against"
            return Outcome(Standing.UNKNOWN, origin=log, reason=reason)
        believed = own_trust(connection, log) if policy is None else policy
        return check(connection, log, believed, kept)


def check_stored(database: Database) -> Outcome:
    """Return whether every record, tile, head and decision fits the others."""
    with database.reading() as connection:
        return check_structure(connection, the_log(connection))


def records_in(database: Database, sought: Sought) -> list[Entry]:
    """Return the latest records that are sought, the oldest first."""
    with database.reading() as connection:
        log = the_log(connection)
        return found_in(
            connection, log, kind=sought.kind, subject=sought.subject, most=sought.most
        )


def records_after(database: Database, index: int) -> list[Entry]:
    """Return the records after the one at `index`."""
    with database.reading() as connection:
        log = the_log(connection)
        size = head_of(connection, log).size
        return list(entries_in(connection, log, index + 1, size))


def policy_text(database: Database, now: datetime | None = None) -> str:
    """Return the trust policy that believes the keys that sign for the log.

    With `now` those that were replaced lately are believed as well, so that
    what they signed can be checked until it is renewed.
    """
    with database.reading() as connection:
        found = believed_keys(connection, now)
    if not found:
        raise LedgerError("the log has no keys yet", "`distillgate audit init` makes them")
    return "".join(f"log {each}\n" for each in found) + "quorum none\n"


def record_at(database: Database, index: int) -> Entry:
    """Return one record; raises `LedgerError`."""
    with database.reading() as connection:
        log = the_log(connection)
        for found in entries_in(connection, log, index, index + 1):
            return found
        size = head_of(connection, log).size
    raise LedgerError(f"there is no record {index}", f"the log has {size:,}, counted from 0")


def proof_of(database: Database, index: int) -> LogProof:
    """Return the proof that the last signed head covers a record; raises `LedgerError`."""
    leaf = record_at(database, index).leaf
    with database.reading() as connection:
        head = current_head(connection)
        if head.head.size <= index:
            message = f"the last signed head covers {head.head.size:,} records"
            raise LedgerError(message, "`distillgate audit publish` signs another")
        nodes = nodes_in(connection, the_log(connection), head.head.size)
        path = inclusion_proof(nodes, index, head.head.size)
    return LogProof(index, path, str(head.note).encode(), leaf)


def consistency_of(database: Database, old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that the first `old` records are unchanged among `new`."""
    with database.reading() as connection:
        log = the_log(connection)
        size = head_of(connection, log).size
        if not 0 < old <= new <= size:
            message = f"no proof leads from {old} to {new} records"
            raise LedgerError(message, f"the log has {size:,}")
        return consistency_proof(nodes_in(connection, log, size), old, new)


def export_to(database: Database, folder: Path) -> Checkpoint:
    """Write the log up to its last signed head into `folder`, as static files."""
    with database.reading() as connection:
        log = the_log(connection)
        head = current_head(connection)
        earlier = [
            each for each in checkpoints_in(connection, log) if each.head.size < head.head.size
        ]
        leaves = (each.leaf for each in entries_in(connection, log, 0, head.head.size))
        export_log(leaves, head, earlier, folder)
    return head


CHECKS = {True: check_all, False: check_heads}
"""By whether every record is read."""
