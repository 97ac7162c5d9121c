"""Attest what a student was made from: a bill of materials, signed and recorded."""

from collections.abc import Mapping
from hashlib import sha256

from distillgate.gate.attestations import statement_of
from distillgate.gate.canonical import canonical
from distillgate.gate.statements import PAYLOAD_TYPE
from distillgate.usecases.auditlog import Signers
from distillgate.usecases.demands import NAME
from distillgate.usecases.files import refused
from distillgate.usecases.judged import JudgedPlan
from distillgate.usecases.ledger import Ledger
from policy.diagnostics import Code, Span
from policy.verdict import Ruling
from registry.events import Event
from registry.statements import Writer

_APPROVALS = frozenset({Ruling.APPROVED, Ruling.WITH_OBLIGATIONS})


def subjects_of(plan: JudgedPlan, model: str | None) -> Mapping[str, str]:
    """Return what a statement is about: the plan, and the model by its digest if known."""
    found = {f"plan {plan.verdict.plan}": plan.verdict.digest}
    if model is not None:
        found[plan.text(NAME) or "model"] = model
    return found


def refuse_unapproved(plan: JudgedPlan, said: Span) -> None:
    """Raise `UnreadableError` where the verdict does not approve: nothing is vouched for."""
    if plan.verdict.ruling not in _APPROVALS:
        message = f"the plan is `{plan.verdict.ruling.word}`, and nothing is signed about it"
        hint = "`--unsigned` writes the bill of materials alone"
        raise refused(Code.WRONG_STATE, message, said, hint)


def attest(
    plan: JudgedPlan,
    statement: tuple[Mapping[str, str], Mapping[str, object]],
    signers: Signers,
    keeper: tuple[Ledger, Writer],
) -> bytes:
    """Return the signed statement of subjects and bill; that it was signed is recorded."""
    payload = canonical(statement_of(*statement))
    ledger, writer = keeper
    with ledger.writing() as entry:
        entry.tell(
            Event(
                "registry.changed",
                writer,
                f"plan:{plan.verdict.plan}",
                plan.verdict.digest,
                "attested",
                details={"payload": f"sha256:{sha256(payload).hexdigest()}"},
            )
        )
    return signers.permit.bundle(PAYLOAD_TYPE, payload)
