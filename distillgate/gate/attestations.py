"""A signed statement about a model that is handed on: who signed it, and for which files.

It is an in-toto statement with a CycloneDX bill as its predicate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from distillgate.gate.envelope import Envelope, EnvelopeError, PermitKey, json_of
from distillgate.gate.statements import PAYLOAD_TYPE, STATEMENT_TYPE

PREDICATE_TYPE = "https://cyclonedx.org/bom"


class AttestationError(ValueError):
    """An attestation that does not hold; says in one line why."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a statement about a model says, and who signed it."""

    subjects: Mapping[str, str]
    """The digest of each thing that it is about, as `sha256:…`, by its name."""
    bom: Mapping[str, object]
    key: PermitKey


def statement_of(subjects: Mapping[str, str], bom: Mapping[str, object]) -> dict[str, object]:
    """Return the statement that is signed."""
    return {
        "_type": STATEMENT_TYPE,
        "subject": [
            {"name": name, "digest": {"sha256": digest.removeprefix("sha256:")}}
            for name, digest in sorted(subjects.items())
        ],
        "predicateType": PREDICATE_TYPE,
        "predicate": dict(bom),
    }


def check_attestation(
    bundle: bytes, keys: Sequence[PermitKey], digest: str | None = None
) -> Attestation:
    """Return the attestation that one of `keys` signed; raises `AttestationError`.

    Where a `digest` is given, it has to be that of one of its subjects.
    """
    try:
        envelope = Envelope.parse(bundle)
        key = envelope.signed_by(keys)
        whole = json_of(envelope.payload)
    except EnvelopeError as error:
        raise AttestationError(str(error)) from error
    if envelope.payload_type != PAYLOAD_TYPE or whole.get("_type") != STATEMENT_TYPE:
        raise AttestationError("what was signed is no in-toto statement")
    if whole.get("predicateType") != PREDICATE_TYPE:
        raise AttestationError("the statement is about something else than a bill of materials")
    bom = whole.get("predicate")
    if not isinstance(bom, dict):
        raise AttestationError("the statement has no bill of materials")
    subjects = _subjects(whole.get("subject"))
    if digest is not None and digest not in subjects.values():
        raise AttestationError(f"the statement is not about {digest}")
    return Attestation(subjects, bom, key)


def _subjects(listed: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in listed if isinstance(listed, list) else ():
        match each:
            case {"name": str(name), "digest": {"sha256": str(digest)}} if name not in found:
                found[name] = f"sha256:{digest}"
            case _:
                raise AttestationError("a subject of the statement has no digest of its own")
    if not found:
        raise AttestationError("the statement is about nothing")
    return found
