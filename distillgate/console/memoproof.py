"""What proves a decision record: its parts with their checksums, and its place in the log."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from distillgate.console.planpage import Stored
from distillgate.usecases.auditlog import proof_of
from registry.audit.decisionlinks import place_of
from registry.audit.ledger import LedgerError
from registry.database import Database

SUMS = "SHA256SUMS"
_VERIFY = Path(__file__).with_name("verify.py")
_README = """\
The record of decision {number} about the plan {plan}.

plan.json     the plan as it was submitted, with the files that it names
case.json     the facts, each with its origin, as they were judged
verdict.json  the verdict: findings, basis, obligations, questions
record.json   all of that together, with who decided and when
memo.pdf      the same for people, where the server could draw it
proof.txt     its place in the log (C2SP tlog-proof), once a signed head covers it
verify.py     checks all of it without the program that made it

`sha256sum -c SHA256SUMS` holds every file against its checksum. The checksums of plan.json,
case.json and verdict.json are the digests under which the decision names them.
`python3 verify.py KEY` holds the checksums, verdict and facts against the record of the log in
proof.txt, its path to the signed head, and the signature of the head by KEY, which the trust
policy of the log has after `log`. Take the key from whoever keeps the log, not from here.
Whatever reads C2SP log proofs checks proof.txt as well.
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the log tells of a decision."""

    log: str
    index: int
    size: int
    """How many records the signed head covers; none where it covers this one not yet."""
    text: str
    """The proof as it lies in a file; empty where there is none yet."""
    why_not: str


def proof_for(database: Database, decision: int) -> Proof | None:
    """Return where the log tells of a decision; nothing where it was made without one."""
    with database.reading() as connection:
        place = place_of(connection, decision)
    if place is None:
        return None
    try:
        found = proof_of(database, place.index)
    except LedgerError as error:
        return Proof(place.log, place.index, 0, "", error.message)
    head = found.checkpoint.decode().splitlines()
    return Proof(place.log, place.index, int(head[1]), str(found), "")


def parts_of(stored: Stored) -> tuple[tuple[str, bytes], ...]:
    """Return the parts of a record that are stored under a digest, each with its file name."""
    return (
        ("plan.json", stored.source.encode()),
        ("case.json", stored.case.encode()),
        ("verdict.json", stored.verdict.encode()),
    )


def checksums(parts: Sequence[tuple[str, bytes]]) -> str:
    """Return the checksums of files, as `sha256sum` writes and checks them."""
    return "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in parts)


def bundle(stored: Stored, record: str, proof: Proof | None, memo: bytes | None) -> bytes:
    """Return a record as one archive: every part, the proof, and the checksums of all."""
    decision = stored.decision
    about = _README.format(number=decision.number, plan=decision.version.plan)
    parts = [*parts_of(stored), ("record.json", record.encode())]
    if memo is not None:
        parts.append(("memo.pdf", memo))
    if proof is not None and proof.text:
        parts.append(("proof.txt", proof.text.encode()))
    parts.append(("verify.py", _VERIFY.read_bytes()))
    parts.append(("README.txt", about.encode()))
    parts.append((SUMS, checksums(parts).encode()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            # Without the day of the download, the same record is the same bytes.
            archive.writestr(zipfile.ZipInfo(f"decision-{decision.number}/{name}"), content)
    return out.getvalue()
