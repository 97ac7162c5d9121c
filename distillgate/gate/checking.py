"""Holds a permit against what a job is about to do: the first thing amiss refuses it.

Everything that the answer rests on is handed in: nothing here asks the network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.digests import DigestError
from distillgate.gate.envelope import Envelope, EnvelopeError, PermitKey, json_of
from distillgate.gate.logproofs import LogProof
from distillgate.gate.notes import NoteError
from distillgate.gate.statements import (
    APPROVED,
    PAYLOAD_TYPE,
    PermitAct,
    Reader,
    Statement,
    stamp,
)
from distillgate.gate.statuslists import StatusList
from distillgate.gate.tree import includes, leaf_hash
from distillgate.gate.trust import TrustPolicy

SKEW = timedelta(seconds=60)
"""How far the clocks of issuer and verifier may be apart."""
LONGEST_UNCHECKED = timedelta(days=7)
"""A permit that is valid for longer counts only with a status list."""
ISSUED = "permit.issued"


class PermitRefusedError(ValueError):
    """The job may not start; says in one line why."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a verifier believes."""

    keys: tuple[PermitKey, ...]
    log: TrustPolicy
    status_list: bytes | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What is about to be done."""

    act: PermitAct
    audience: str
    plan: str
    """The digest of the plan, made anew from the plan at hand."""
    materials: Mapping[str, str] = field(default_factory=dict)
    """The digest of each data set and base, made anew from what lies on disk."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A permit as it was handed over: its bundle and its log proof."""

    bundle: bytes
    log_proof: bytes | None


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit that holds."""

    statement: Statement
    key: PermitKey
    index: int
    """The place in the log at which it was issued."""


def check_permit(shown: Shown, job: Job, trust: Trust, *, now: datetime) -> Permit:
    """Return the permit where it lets `job` start at `now`; else raises the refusal."""
    try:
        return _checked(shown, job, trust, now)
    except (EnvelopeError, NoteError, DigestError) as error:
        raise PermitRefusedError(f"the permit does not hold: {error}") from error


def _checked(shown: Shown, job: Job, trust: Trust, now: datetime) -> Permit:
    # 1. Who signed what: the payload that was verified is the payload that is read.
    envelope = Envelope.parse(shown.bundle)
    key = envelope.signed_by(trust.keys)
    if envelope.payload_type != PAYLOAD_TYPE:
        raise PermitRefusedError(f"the signed payload is `{envelope.payload_type}`, no permit")
    statement = Statement.parse(envelope.payload)
    # 2. What it is for.
    _plan(statement, job)
    _materials(statement, job)
    _effect(statement, job)
    _audience(statement, job)
    # 3. When.
    _validity(statement, now)
    _window(statement, job, now)
    # 4. Whether it still counts, and was ever recorded.
    listed = _status(statement, trust, now)
    index = _logged(envelope, statement, shown.log_proof, trust.log)
    void_from = listed.void_from.get(key.id) if listed else None
    if void_from is not None and index >= void_from:
        message = "the key that signed the permit no longer counted when it was issued"
        raise PermitRefusedError(message)
    return Permit(statement, key, index)


def _plan(statement: Statement, job: Job) -> None:
    if statement.plan != job.plan:
        raise PermitRefusedError(
            f"the permit is for the plan {statement.plan}, and this is {job.plan}"
        )


def _materials(statement: Statement, job: Job) -> None:
    loose = statement.recipe.data if statement.recipe else ()
    for name, digest in statement.materials.items():
        found = job.materials.get(name)
        if found is None:
            raise PermitRefusedError(f"the permit names `{name}`, and it was not shown")
        if found != digest:
            raise PermitRefusedError(
                f"`{name}` has changed: the permit is for {digest}, and this is {found}"
            )
    for name in job.materials:
        if name not in statement.materials and name not in loose:
            raise PermitRefusedError(f"the permit does not name `{name}`")


def _effect(statement: Statement, job: Job) -> None:
    if statement.effect != APPROVED:
        raise PermitRefusedError("the statement approves nothing")
    if job.act not in statement.acts:
        acts = ", ".join(statement.acts) or "nothing"
        raise PermitRefusedError(f"the permit is to {acts}, and not to {job.act}")


def _audience(statement: Statement, job: Job) -> None:
    if statement.audience != job.audience:
        raise PermitRefusedError(
            f"the permit is for `{statement.audience}`, and this is `{job.audience}`"
        )


def _validity(statement: Statement, now: datetime) -> None:
    if now < statement.not_before - SKEW:
        raise PermitRefusedError(f"the permit is valid from {stamp(statement.not_before)} on")
    if now > statement.not_after + SKEW:
        raise PermitRefusedError(f"the permit ended at {stamp(statement.not_after)}")


def _window(statement: Statement, job: Job, now: datetime) -> None:
    if job.act is not PermitAct.COLLECT or not statement.recipe or not statement.recipe.window:
        return
    first, last = statement.recipe.window
    if not first <= now.date() <= last:
        raise PermitRefusedError(f"outputs may be collected from {first} to {last}, not today")


def _status(statement: Statement, trust: Trust, now: datetime) -> StatusList | None:
    if trust.status_list is None:
        longest = statement.not_after - statement.not_before > LONGEST_UNCHECKED
        if statement.status_needed or longest:
            raise PermitRefusedError(
                "the permit counts only with a status list, and none is here"
            )
        return None
    listed = StatusList.parse(trust.status_list, trust.keys)
    if now > listed.next_update + SKEW:
        raise PermitRefusedError(f"the status list ended at {stamp(listed.next_update)}")
    if now < listed.issued_at - SKEW:
        raise PermitRefusedError("the status list is of a time to come")
    if statement.id in listed.revoked:
        raise PermitRefusedError("the permit was revoked")
    if statement.id in listed.suspended:
        raise PermitRefusedError("the permit is suspended: what it rests on no longer stands")
    return listed


def _logged(
    envelope: Envelope, statement: Statement, log_proof: bytes | None, policy: TrustPolicy
) -> int:
    """Return where the log holds the record of this permit."""
    if log_proof is None:
        raise PermitRefusedError("the permit comes without a log proof")
    proof = LogProof.parse(log_proof)
    accepted = policy.accept(Checkpoint.parse(proof.checkpoint))
    leaf = proof.extra or b""
    size, root = accepted.head.state
    if not includes(root, size, proof.path, index=proof.index, hashed=leaf_hash(leaf)):
        raise PermitRefusedError("the log proof does not hold")
    if accepted.head.origin != statement.origin:
        raise PermitRefusedError("the log proof is of another log than the decision")
    _same(Reader(json_of(leaf)), envelope, statement)
    return proof.index


def _same(record: Reader, envelope: Envelope, statement: Statement) -> None:
    """Refuse a record of the log that is not about this very permit."""
    told = record.reader("details")
    payload = f"sha256:{sha256(envelope.payload).hexdigest()}"
    same = (
        record.text("kind") == ISSUED
        and told.text("permit") == statement.id
        and told.text("payload") == payload
    )
    if not same:
        raise PermitRefusedError("the log proof is of another record than this permit")
