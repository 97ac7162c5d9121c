"""Hold a permit against a plan file, and data sets and bases on disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from distillgate.gate.checking import (
    Job,
    Permit,
    PermitRefusedError,
    Trust,
    check_permit,
)
from distillgate.gate.digests import DigestError, Progress, digest_of
from distillgate.gate.envelope import Envelope, EnvelopeError
from distillgate.gate.jobs import shown_at, trust_in
from distillgate.gate.statements import PermitAct, Statement
from distillgate.usecases.files import read_file
from distillgate.usecases.planfiles import includes_from
from policy.plandigest import digest_of as plan_digest_of
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.yamltext import UnreadableError, read_yaml

_DIGEST = "sha256:"


@dataclass(frozen=True, slots=True)
class PermitToCheck:
    """A permit, and what is at hand."""

    permit: Path
    plan: str
    """The file of the plan, or its digest."""
    trust: Path
    audience: str
    act: PermitAct = PermitAct.TRAIN
    materials: Mapping[str, str] = field(default_factory=dict)
    """The path of each data set and base, by its reference."""
    approvers: int = 0
    """How many people must have signed off."""


def verify_permit(asked: PermitToCheck, progress: Progress, *, now: datetime) -> Permit:
    """Return the permit where it lets the job start.

    Raises `PermitRefusedError` with the reason, and `UnreadableError` where
    the plan cannot be read.
    """
    plan = asked.plan if asked.plan.startswith(_DIGEST) else plan_digest(asked.plan)
    trust: Trust = trust_in(asked.trust)
    shown = shown_at(asked.permit)
    found = {name: material_digest(path, progress) for name, path in asked.materials.items()}
    job = Job(asked.act, asked.audience, plan, found)
    held = check_permit(shown, job, trust, now=now)
    signed = len({each.ref for each in held.statement.approvers})
    if signed < asked.approvers:
        raise PermitRefusedError(f"{signed} signed off, and {asked.approvers} are asked for")
    return held


def plan_digest(path: str) -> str:
    """Return the digest of the plan in a file; raises `UnreadableError`."""
    notebook = Notebook()
    node = read_yaml(read_file(path), path)
    plan = parse_plan(node, notebook, includes_from(str(Path(path).parent)))
    if plan is None:
        raise UnreadableError(tuple(notebook.found))
    return plan_digest_of(plan)


def material_digest(path: str, progress: Progress) -> str:
    """Return the digest of what lies at `path`, or the digest that `path` is."""
    if path.startswith(_DIGEST):
        return path
    try:
        return digest_of(Path(path), progress)
    except DigestError as error:
        raise PermitRefusedError(str(error)) from error


def statement_in(permit: Path) -> Statement:
    """Return what a permit says, unchecked; raises `PermitRefusedError`."""
    try:
        return Statement.parse(Envelope.parse(shown_at(permit).bundle).payload)
    except EnvelopeError as error:
        raise PermitRefusedError(f"this is no permit: {error}") from error
