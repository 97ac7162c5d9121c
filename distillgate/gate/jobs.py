"""What a training job calls: a permit, what is at hand, and whom to believe."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from distillgate.gate.checking import (
    Job,
    Permit,
    PermitRefusedError,
    Shown,
    Trust,
    check_permit,
)
from distillgate.gate.digests import DigestError, Progress, digest_of, silent
from distillgate.gate.envelope import EnvelopeError, permit_keys
from distillgate.gate.statements import PermitAct
from distillgate.gate.trust import TrustError, TrustPolicy

KEYS = "permit-keys.pem"
LOG = "log.policy"
STATUS = "status-list.json"
PROOF_SUFFIX = ".tlog-proof"
TRUST_FOLDER = "DISTILLGATE_TRUST"
AUDIENCE = "DISTILLGATE_AUDIENCE"
RUN_OF = "DISTILLGATE_RUN_OF"
"""Set by `distillgate run` to the permit under which it has counted this run."""
_MOST_BYTES = 10_000_000
_DIGEST = "sha256:"


@dataclass(frozen=True, slots=True)
class AtHand:
    """What a job has before it."""

    plan: str | Path
    """The digest of the plan, or the file with its canonical text."""
    data: Mapping[str, str | Path] = field(default_factory=dict)
    """Data sets and bases by their references: each a path, or a digest that is known."""
    audience: str | None = None
    """Who is asking; the environment says it where it is left out."""
    act: PermitAct | str = PermitAct.TRAIN


def require_permit(
    permit: str | Path,
    at_hand: AtHand,
    *,
    trust: str | Path | None = None,
    progress: Progress = silent,
) -> Permit:
    """Return the permit at `permit` where it lets the job start; else raise why not.

    `trust` is a folder with the public keys of permits, the trust policy of
    the log, and the status list if there is one; where it is left out, the
    environment names it. Raises `PermitRefusedError`, whose text is one line.
    """
    folder = trust or os.environ.get(TRUST_FOLDER)
    audience = at_hand.audience or os.environ.get(AUDIENCE)
    if not folder:
        raise PermitRefusedError(f"no folder says whom to believe; {TRUST_FOLDER} names it")
    if not audience:
        raise PermitRefusedError(f"nothing says who is asking; {AUDIENCE} names it")
    believed = trust_in(Path(folder))
    job = Job(_act(at_hand.act), audience, _plan(at_hand.plan), _materials(at_hand, progress))
    now = datetime.now(tz=UTC)
    held = check_permit(shown_at(Path(permit)), job, believed, now=now)
    counted = os.environ.get(RUN_OF) == held.statement.id
    if held.statement.max_runs is not None and not counted:
        raise PermitRefusedError(
            "the permit counts its runs; `distillgate run` starts a job that is counted"
        )
    return held


def trust_in(folder: Path) -> Trust:
    """Return whom the files in `folder` believe; raises `PermitRefusedError`."""
    try:
        keys = permit_keys(_read(folder / KEYS))
        log = TrustPolicy.parse(_read(folder / LOG))
    except (EnvelopeError, TrustError) as error:
        raise PermitRefusedError(f"the trust in `{folder}` cannot be read: {error}") from error
    status = folder / STATUS
    return Trust(keys, log, _read(status) if status.exists() else None)


def shown_at(permit: Path) -> Shown:
    """Return the permit at a path, with the log proof beside it."""
    proof = proof_beside(permit)
    return Shown(_read(permit), _read(proof) if proof.exists() else None)


def proof_beside(permit: Path) -> Path:
    """Return where the log proof of a permit lies: `a.json` has `a.tlog-proof`."""
    name = permit.name.removesuffix(".json").removesuffix(".sigstore")
    return permit.with_name(name + PROOF_SUFFIX)


def _act(act: PermitAct | str) -> PermitAct:
    try:
        return PermitAct(act)
    except ValueError as error:
        raise PermitRefusedError(f"there is no permit to `{act}`") from error


def _plan(plan: str | Path) -> str:
    if isinstance(plan, str) and plan.startswith(_DIGEST):
        return plan
    return _digest(Path(plan), silent)


def _materials(at_hand: AtHand, progress: Progress) -> dict[str, str]:
    return {
        name: each
        if isinstance(each, str) and each.startswith(_DIGEST)
        else _digest(Path(each), progress)
        for name, each in at_hand.data.items()
    }


def _digest(path: Path, progress: Progress) -> str:
    try:
        return digest_of(path, progress)
    except DigestError as error:
        raise PermitRefusedError(str(error)) from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise PermitRefusedError(f"`{path}` cannot be read: {error.strerror}") from error
    if len(content) > _MOST_BYTES:
        raise PermitRefusedError(f"`{path}` is too large")
    return content
