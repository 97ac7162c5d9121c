import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from distillgate.gate import Collected, Permit, PermitRefusedError, write_manifest
from distillgate.gate.collections import SALT_SUFFIX, commitment_to, manifest
from distillgate.gate.statements import PermitAct, Recipe
from registry.audit import commitments
from tests.distillgate.gate.permits import NOW, SIGNER, STATEMENT

TEACHER = "hf:acme/large"
RECIPE = Recipe(
    (TEACHER,), ("direct",), (), (date(2026, 11, 20), date(2026, 11, 30)), {"examples": 100}
)
HELD = Permit(replace(STATEMENT, recipe=RECIPE), SIGNER.public, 7)
DONE = Collected(
    TEACHER, "direct", "acct-77", "DE", NOW, NOW + timedelta(hours=1), {"examples": 100}
)


def beyond(**other: object) -> list[str]:
    made = manifest(HELD, replace(DONE, **other), b"s" * 32)  # type: ignore[arg-type]  # by name
    found: list[str] = json.loads(made)["beyond"]
    return found


def test_what_was_collected_within_the_permit_is_said_to_be_so() -> None:
    told = json.loads(manifest(HELD, DONE, b"s" * 32))
    assert (told["beyond"], told["counts"], told["limits"]) == (
        [],
        {"examples": 100},
        {"examples": 100},
    )
    assert told["permit"] == "p-1"
    assert told["first"] == "2026-11-24T12:00:00Z"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"teacher": "hf:acme/other"}, ["teacher"]),
        ({"channel": "reseller"}, ["channel"]),
        ({"counts": {"examples": 101}}, ["limit:examples"]),
        ({"counts": {}}, ["limit:examples"]),
        ({"first": NOW - timedelta(days=9)}, ["validity", "window"]),
        ({"last": NOW + timedelta(days=2)}, ["validity"]),
        ({"first": NOW + timedelta(hours=2)}, ["validity"]),
    ],
)
def test_what_went_beyond_the_permit_is_named(
    other: dict[str, object], words: list[str]
) -> None:
    assert beyond(**other) == words


def test_a_permit_that_is_not_to_collect_has_no_manifest() -> None:
    held = replace(HELD, statement=replace(STATEMENT, acts=(PermitAct.TRAIN,)))
    with pytest.raises(PermitRefusedError, match="not to collect"):
        manifest(held, DONE, b"s" * 32)


def test_the_account_is_a_commitment_that_its_salt_opens(tmp_path: Path) -> None:
    made = write_manifest(HELD, DONE, tmp_path / "collection.json")
    assert (tmp_path / "collection.json").read_bytes() == made
    assert b"acct-77" not in made
    beside = tmp_path / f"collection.json{SALT_SUFFIX}"
    assert beside.stat().st_mode & 0o777 == 0o600
    kept = json.loads(beside.read_text("utf-8"))
    salt = bytes.fromhex(kept["salt"])
    assert commitment_to(kept["account"], salt) == json.loads(made)["account"]
    assert commitment_to("x", salt) == commitments.commitment_to("x", salt)
    with pytest.raises(FileExistsError):
        write_manifest(HELD, DONE, tmp_path / "collection.json")
