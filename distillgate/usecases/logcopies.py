"""Two copies of a log held against each other: exports, signed heads, the registry's own."""

from pathlib import Path

from sqlalchemy import Connection

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.notes import NoteError
from distillgate.gate.trust import TrustPolicy, UnwitnessedError
from distillgate.usecases.auditlog import current_head
from distillgate.usecases.exportcheck import checkpoint_in
from registry.audit.comparing import Comparison, Copy, CopyError, compare
from registry.audit.ledger import the_log, tile_in
from registry.audit.verifying import ExportFaultError, copy_in


def compare_copies(
    one: str, other: str | None, policy: TrustPolicy, connection: Connection | None
) -> Comparison:
    """Return how two copies stand to each other; without `other` the registry's is meant.

    A folder is an export, a file a signed head. Raises `CopyError` where one
    of them is no copy that `policy` believes, `LedgerError` where the registry
    has no signed head, and `UnreadableError` where a file cannot be read.
    """
    copies = (_copy(one), _copy(other) if other is not None else _own(connection))
    for each in copies:
        _refuse_unsigned(each.name, each.checkpoint, policy)
    try:
        return compare(*copies)
    except ExportFaultError as error:
        raise CopyError(str(error)) from error


def _copy(path: str) -> Copy:
    shown = f"`{path}`"
    if not Path(path).is_dir():
        return Copy(shown, checkpoint_in(path))
    try:
        return copy_in(Path(path), shown)
    except ExportFaultError as error:
        raise CopyError(f"{shown}: {error}") from error


def _own(connection: Connection | None) -> Copy:
    """Return the log of the registry up to its last signed head."""
    if connection is None:
        raise CopyError("there is no registry, so there is no log to compare with")
    log = the_log(connection)

    def read(level: int, number: int, width: int) -> bytes:
        return tile_in(connection, log, level, number, width)

    return Copy("the registry", current_head(connection), read)


def _refuse_unsigned(name: str, checkpoint: Checkpoint, policy: TrustPolicy) -> None:
    try:
        policy.accept(checkpoint)
    except UnwitnessedError:
        return
    except NoteError as error:
        raise CopyError(f"{name}: {error}") from error
