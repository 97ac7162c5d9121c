"""Collection manifests: what was taken from a teacher, under which permit and limits.

Written by whoever collects, when it is done. Accounts stand in it by
commitment only: the salt lies in a file of its own, to be shown when asked.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from distillgate.gate.canonical import canonical
from distillgate.gate.checking import Permit, PermitRefusedError
from distillgate.gate.statements import PermitAct, Recipe, Statement, stamp

SCHEMA = "distillgate/collection/v1"
SALT_SUFFIX = ".salt"
_SALT_BYTES = 32
_COMMITMENT = b"distillgate commitment v1\x00"
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Collected:
    """What was taken from one teacher through one channel."""

    teacher: str
    channel: str
    account: str
    """Whose account it was; only a commitment to it is written."""
    place: str
    """The country that was collected from, such as `DE`."""
    first: datetime
    last: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    """How much, by the names of the permit's limits, such as `examples`."""
    outputs: str | None = None
    """The digest of what came of it, as `sha256:…`."""


def commitment_to(value: str, salt: bytes) -> str:
    """Return the commitment to `value` under a secret salt, as the log's records write it."""
    return f"commit:{hashlib.sha256(_COMMITMENT + salt + value.encode()).hexdigest()}"


def manifest(held: Permit, collected: Collected, salt: bytes) -> bytes:
    """Return the manifest of a collection under a permit that held; canonical JSON.

    What went beyond the permit is written down as it was, and said to be so.
    Raises `PermitRefusedError` where the permit is not to collect.
    """
    statement = held.statement
    if PermitAct.COLLECT not in statement.acts:
        raise PermitRefusedError("the permit is not to collect")
    beyond = _beyond(statement, collected)
    return canonical(
        {
            "schema": SCHEMA,
            "permit": statement.id,
            "plan": statement.plan,
            "teacher": collected.teacher,
            "channel": collected.channel,
            "account": commitment_to(collected.account, salt),
            "place": collected.place,
            "first": stamp(collected.first),
            "last": stamp(collected.last),
            "counts": dict(collected.counts),
            "limits": dict(statement.recipe.limits) if statement.recipe else {},
            "outputs": collected.outputs,
            "beyond": beyond,
        }
    )


def write_manifest(held: Permit, collected: Collected, path: str | Path) -> bytes:
    """Write the manifest to `path`, and the salt beside it for its owner alone."""
    target, salt = Path(path), os.urandom(_SALT_BYTES)
    made = manifest(held, collected, salt)
    kept = json.dumps({"account": collected.account, "salt": salt.hex()}) + "\n"
    beside = target.with_name(target.name + SALT_SUFFIX)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(beside, flags, _OWNER_ONLY), "w", encoding="utf-8") as file:
        file.write(kept)
    target.write_bytes(made)
    return made


def _beyond(statement: Statement, collected: Collected) -> list[str]:
    """Return what went beyond the permit, as words."""
    recipe = statement.recipe or Recipe()
    first, last = recipe.window or (date.min, date.max)
    span, counts = (collected.first, collected.last), collected.counts
    kept = {
        "teacher": not recipe.teachers or collected.teacher in recipe.teachers,
        "channel": not recipe.channels or collected.channel in recipe.channels,
        "window": first <= span[0].date() <= span[1].date() <= last,
        "validity": statement.not_before <= span[0] <= span[1] <= statement.not_after,
        # What nobody counted is not known to lie within its limit.
        **{
            f"limit:{name}": name in counts and counts[name] <= most
            for name, most in recipe.limits.items()
        },
    }
    return sorted(name for name, holds in kept.items() if not holds)
