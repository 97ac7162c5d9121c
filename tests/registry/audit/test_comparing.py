from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.tiles import HEIGHT, WIDTH
from distillgate.gate.tree import extended, leaf_hash, root_of
from registry.audit.comparing import Copy, CopyError, Relation, compare
from registry.audit.exporting import export_log
from registry.audit.verifying import ExportFaultError, copy_in
from tests.registry.audit.logs import checkpoint_of, leaves


def copy_of(content: list[bytes], name: str = "a") -> Copy:
    """Return a copy whose tiles lie in memory."""
    hashes = [leaf_hash(leaf) for leaf in content]

    def tile(level: int, number: int, width: int) -> bytes:
        below = 1 << HEIGHT * level
        start = number * WIDTH * below
        nodes = (hashes[start + at * below : start + (at + 1) * below] for at in range(width))
        return b"".join(root_of(extended((), 0, each)) for each in nodes)

    return Copy(name, checkpoint_of(content), tile)


def bare(copy: Copy) -> Copy:
    return Copy(copy.name, copy.checkpoint)


def branch(size: int, parts_at: int) -> list[bytes]:
    """Return a log that has other records from one on."""
    return [*leaves(parts_at), *(b"{}%d" % each for each in range(size - parts_at))]


def test_a_log_that_grew_goes_on_from_its_earlier_self() -> None:
    short, long = copy_of(leaves(300)), copy_of(leaves(700), "b")
    for found in (compare(short, long), compare(long, bare(short))):
        assert (found.relation, found.shorter.head.size) == (Relation.EXTENDS, 300)
        assert (found.parted, found.contradicts) == (None, False)
    assert compare(short, bare(short)).relation is Relation.SAME


def test_two_logs_of_one_size_are_a_split_view_and_part_at_a_record() -> None:
    one, other = copy_of(leaves(600)), copy_of(branch(600, 517), "b")
    found = compare(one, other)
    assert (found.relation, found.parted, found.contradicts) == (
        Relation.SPLIT_VIEW,
        517,
        True,
    )
    assert compare(bare(one), bare(other)).relation is Relation.SPLIT_VIEW
    assert compare(one, bare(other)).parted is None


@given(st.integers(1, 80), st.integers(1, 80), st.integers(0, 79))
def test_a_fork_is_told_with_the_record_at_which_it_parts(
    size: int, more: int, parts_at: int
) -> None:
    parts_at %= size
    found = compare(copy_of(branch(size, parts_at)), copy_of(leaves(size + more), "b"))
    assert (found.relation, found.parted) == (Relation.FORK, parts_at)


def test_without_the_tiles_of_the_longer_one_nobody_can_tell() -> None:
    short, long = copy_of(leaves(3)), copy_of(leaves(9), "b")
    found = compare(short, bare(long))
    assert (found.relation, found.contradicts) == (Relation.UNKNOWN, False)


def test_a_copy_that_is_not_what_its_head_says_proves_nothing() -> None:
    sound = copy_of(leaves(9))
    spoiled = Copy("b", sound.checkpoint, copy_of(branch(9, 4)).tile)
    with pytest.raises(CopyError, match="the tiles of b do not come to its own head"):
        compare(sound, spoiled)


def test_an_export_is_a_copy(tmp_path: Path) -> None:
    content = leaves(600)
    for name, log in (("one", content), ("other", branch(700, 300))):
        export_log(log, checkpoint_of(log), [], tmp_path / name)
    found = compare(*(copy_in(tmp_path / name, name) for name in ("one", "other")))
    assert (found.relation, found.parted, found.longer.name) == (Relation.FORK, 300, "other")
    with pytest.raises(ExportFaultError, match="has no checkpoint"):
        copy_in(tmp_path / "nothing", "nothing")
    (tmp_path / "one" / "tile" / "0" / "001").unlink()
    with pytest.raises(ExportFaultError, match="is missing"):
        compare(copy_in(tmp_path / "one", "one"), copy_in(tmp_path / "other", "other"))
