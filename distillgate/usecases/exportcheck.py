"""Check an exported log: read the trust policy and what was kept, then the folder."""

from dataclasses import dataclass
from pathlib import Path

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.notes import NoteError
from distillgate.gate.trust import TrustError, TrustPolicy
from distillgate.usecases.files import read_file, refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Span
from registry.audit.verifying import Asked, Outcome, verify_export


@dataclass(frozen=True, slots=True)
class ExportToCheck:
    """A folder, whom to believe, and what else to hold against it."""

    folder: Path
    policy: str
    kept: str | None = None
    """A file with a checkpoint that the reader kept."""
    records: bool = False


def check_export(asked: ExportToCheck) -> Outcome:
    """Return what the export comes to.

    Raises `UnreadableError` where the trust policy or the kept checkpoint
    cannot be read.
    """
    policy = trust_policy(asked.policy)
    kept = checkpoint_in(asked.kept) if asked.kept is not None else None
    return verify_export(asked.folder, policy, Asked(kept, asked.records))


def trust_policy(path: str) -> TrustPolicy:
    """Return the trust policy in a file; raises `UnreadableError`."""
    try:
        return TrustPolicy.parse(read_file(path))
    except TrustError as error:
        hint = "`distillgate explain wrong-trust` shows the lines of a trust policy"
        place = Span(readable(path), error.line, 1)
        raise refused(Code.WRONG_TRUST, error.message, place, hint) from error


def checkpoint_in(path: str) -> Checkpoint:
    """Return the checkpoint in a file; raises `UnreadableError`."""
    try:
        return Checkpoint.parse(read_file(path))
    except NoteError as error:
        place = Span(readable(path), 1, 1)
        raise refused(Code.WRONG_TRUST, str(error), place) from error
