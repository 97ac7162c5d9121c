import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.tiles import bundle_of, bundle_path, tile_path
from distillgate.gate.trust import TrustPolicy
from registry.audit.exporting import ExportError, export_log
from registry.audit.verifying import Asked, Outcome, Standing, verify_export
from tests.distillgate.gate.signers import ORIGIN, policy_text, signer, witness
from tests.registry.audit.logs import checkpoint_of, leaves

POLICY = TrustPolicy.parse(policy_text("quorum none"))
WITNESS = witness("w.example", 8)
WITNESSED = TrustPolicy.parse(policy_text(f"witness w {WITNESS.verifier}", "quorum w"))
SIZES = [0, 1, 2, 255, 256, 257, 600]


def exported(folder: Path, count: int, *earlier: int, last: Checkpoint | None = None) -> Path:
    content = leaves(count)
    heads = [checkpoint_of(content, size) for size in earlier]
    export_log(content, last or checkpoint_of(content), heads, folder)
    return folder


def outcome(folder: Path, policy: TrustPolicy = POLICY, **asked: object) -> Outcome:
    return verify_export(folder, policy, Asked(**asked))  # type: ignore[arg-type]  # of tests


@pytest.mark.parametrize("count", SIZES)
def test_an_export_holds(tmp_path: Path, count: int) -> None:
    folder = exported(tmp_path, count, *(size for size in SIZES if size < count))
    found = outcome(folder, records=True)
    assert found == Outcome(Standing.HOLDS, count, ORIGIN, heads=SIZES.index(count))


def test_an_export_of_three_levels_of_tiles_holds_and_each_level_is_checked(
    tmp_path: Path,
) -> None:
    content = [b"leaf %d" % number for number in range(66_000)]
    export_log(content, checkpoint_of(content), [], tmp_path)
    assert outcome(tmp_path).standing is Standing.HOLDS
    for path in (tile_path(1, 0), tile_path(2, 0, 1)):
        whole = (tmp_path / path).read_bytes()
        (tmp_path / path).write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        assert outcome(tmp_path).standing is Standing.BROKEN
        (tmp_path / path).write_bytes(whole)
    assert outcome(tmp_path).standing is Standing.HOLDS


def test_files_lie_where_the_format_says(tmp_path: Path) -> None:
    exported(tmp_path, 600, 256)
    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {
        "checkpoint",
        "checkpoints/256",
        "export.json",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
    }
    assert json.loads((tmp_path / "export.json").read_bytes()) == {
        "schema": "distillgate/export/v1",
        "origin": ORIGIN,
        "size": 600,
        "kinds": {"decision.made": 600},
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_any_changed_byte_of_the_log_breaks_it(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "export"
    if not folder.exists():
        exported(folder, 300, 40)
    files = sorted(each for each in (folder / "tile").rglob("*") if each.is_file())
    path = data.draw(st.sampled_from(files))
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(changed)
    try:
        assert outcome(folder).standing is Standing.BROKEN
    finally:
        path.write_bytes(whole)


def test_the_first_record_that_differs_is_named(tmp_path: Path) -> None:
    exported(tmp_path, 600)
    content = leaves(600)
    content[300] = content[300].replace(b'"r-300"', b'"r-301"')
    (tmp_path / bundle_path(1)).write_bytes(bundle_of(content[256:512]))
    assert outcome(tmp_path) == Outcome(
        Standing.BROKEN, reason="bundle 1 does not match its tile", index=300
    )


def test_a_record_taken_out_is_found(tmp_path: Path) -> None:
    exported(tmp_path, 600)
    content = leaves(600)
    (tmp_path / bundle_path(1)).write_bytes(bundle_of(content[256:400] + content[401:512]))
    assert outcome(tmp_path).standing is Standing.BROKEN
    assert outcome(tmp_path).index == 400


def test_rewritten_tiles_do_not_come_to_the_signed_root(tmp_path: Path) -> None:
    content = leaves(300)
    content[7] = content[7].replace(b'"r-7"', b'"r-8"')
    export_log(content, checkpoint_of(content), [], tmp_path)
    (tmp_path / "checkpoint").write_text(str(checkpoint_of(leaves(300)).note), encoding="utf-8")
    found = outcome(tmp_path)
    assert found.standing is Standing.BROKEN
    assert found.reason == "the tiles do not come to the root of the checkpoint"


def test_a_log_rewritten_and_signed_again_is_seen_with_a_kept_head_only(tmp_path: Path) -> None:
    content = leaves(300)
    content[7] = content[7].replace(b'"r-7"', b'"r-8"')
    export_log(content, checkpoint_of(content), [], tmp_path)
    assert outcome(tmp_path).standing is Standing.HOLDS
    found = outcome(tmp_path, kept=checkpoint_of(leaves(300), 200))
    assert found.standing is Standing.BROKEN
    assert "has another root: the log was rewritten" in found.reason


def test_a_log_rolled_back_is_seen_with_a_kept_head(tmp_path: Path) -> None:
    exported(tmp_path, 200)
    found = outcome(tmp_path, kept=checkpoint_of(leaves(300)))
    assert found.standing is Standing.BROKEN
    assert "covers 300 records, and the export is older" in found.reason


def test_a_forged_earlier_head_breaks_the_export(tmp_path: Path) -> None:
    exported(tmp_path, 300, 200)
    other = checkpoint_of([b"other"] * 200)
    (tmp_path / "checkpoints" / "200").write_text(str(other.note), encoding="utf-8")
    assert outcome(tmp_path).standing is Standing.BROKEN


def test_a_head_of_another_log_or_by_nobody_known_breaks_the_check(tmp_path: Path) -> None:
    exported(tmp_path, 10)
    content = leaves(10)
    stranger = signer(seed=77)
    head = checkpoint_of(content, 5).head
    unsigned = Checkpoint(
        head, type(checkpoint_of(content).note)(str(head), (stranger.sign(str(head)),))
    )
    assert "no log of the policy signed" in outcome(tmp_path, kept=unsigned).reason


def test_without_the_witnesses_that_are_asked_for_it_cannot_be_told(tmp_path: Path) -> None:
    exported(tmp_path / "bare", 10)
    content = leaves(10)
    seen = checkpoint_of(content, 10, WITNESS)
    exported(tmp_path / "seen", 10, 4, last=seen)
    assert outcome(tmp_path / "bare", WITNESSED).standing is Standing.UNKNOWN
    found = outcome(tmp_path / "seen", WITNESSED)
    assert (found.standing, found.witnessed) == (Standing.HOLDS, ("w",))


def test_a_missing_checkpoint_cannot_be_told_and_a_missing_tile_breaks(tmp_path: Path) -> None:
    assert outcome(tmp_path).standing is Standing.UNKNOWN
    assert outcome(tmp_path / "nowhere").standing is Standing.UNKNOWN
    exported(tmp_path, 300)
    for name in ("tile/0/000", "tile/1/000.p/1", "tile/entries/001.p/44"):
        (tmp_path / name).rename(tmp_path / "away")
        assert outcome(tmp_path).standing is Standing.BROKEN
        (tmp_path / "away").rename(tmp_path / name)
    (tmp_path / "checkpoint").write_bytes(b"no note")
    assert outcome(tmp_path).standing is Standing.BROKEN


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is locked for root")
def test_a_locked_file_cannot_be_told(tmp_path: Path) -> None:
    exported(tmp_path, 3)
    (tmp_path / "tile/0/000.p/3").chmod(0)
    assert outcome(tmp_path).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"{", b"[{", "no JSON"),
        (b'{"actor"', b"[" * 60_000, "no JSON"),
        (b"decision.made", b"decision.mode", "of a kind"),
        (b'"v":1', b'"v":2', "no version"),
        (b"000005Z", b"000004Z", "no later than"),
        (b"000005Z", b"5Z", "no moment"),
    ],
    ids=["cut", "deep", "kind", "version", "order", "moment"],
)
def test_a_record_that_cannot_be_one_is_found_where_records_are_read(
    tmp_path: Path, old: bytes, new: bytes, reason: str
) -> None:
    content = leaves(10)
    content[5] = content[5].replace(old, new)
    export_log(content, checkpoint_of(content), [], tmp_path)
    assert outcome(tmp_path).standing is Standing.HOLDS
    found = outcome(tmp_path, records=True)
    assert (found.standing, found.index) == (Standing.BROKEN, 5)
    assert reason in found.reason


def test_records_that_the_head_does_not_cover_are_not_exported(tmp_path: Path) -> None:
    content = leaves(10)
    with pytest.raises(ExportError, match="not those that the checkpoint covers"):
        export_log(content[:9], checkpoint_of(content), [], tmp_path)
    assert not (tmp_path / "checkpoint").exists()


def test_records_that_came_after_the_head_are_left_out(tmp_path: Path) -> None:
    content = leaves(10)
    export_log(content, checkpoint_of(content, 6), [], tmp_path)
    assert outcome(tmp_path).size == 6
