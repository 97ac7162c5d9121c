import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.tree import (
    EMPTY_ROOT,
    Nodes,
    consistency_proof,
    edge_at,
    extended,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
)

MOST = 70
LEAVES = [b"leaf %d" % number for number in range(MOST)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def naive_root(hashes: list[bytes]) -> bytes:
    """Return the root as RFC 6962, 2.1, defines it."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return hashlib.sha256(
        b"\x01" + naive_root(hashes[:split]) + naive_root(hashes[split:])
    ).digest()


def node(height: int, place: int) -> bytes:
    part = HASHES[place << height : (place + 1) << height]
    assert len(part) == 1 << height, "a proof asked for a subtree that is not complete"
    return naive_root(part)


NODES: Nodes = node
ROOTS = [naive_root(HASHES[:size]) for size in range(MOST + 1)]
sizes = st.integers(1, MOST)


def test_roots_are_those_of_the_definition() -> None:
    assert ROOTS[0] == EMPTY_ROOT
    for size, root in enumerate(ROOTS):
        assert root_at(NODES, size) == root
        assert root_of(extended((), 0, HASHES[:size])) == root
        assert edge_at(NODES, size) == extended((), 0, HASHES[:size])


@given(st.lists(st.integers(0, 20), max_size=4))
def test_a_tree_that_grows_in_steps_is_the_tree_that_grew_at_once(steps: list[int]) -> None:
    edge: tuple[bytes, ...] = ()
    size = 0
    for step in steps:
        more = HASHES[size : size + step]
        edge = extended(edge, size, more)
        size += len(more)
    assert root_of(edge) == ROOTS[size]


def test_every_leaf_is_proven_in_every_tree_and_nowhere_else() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = inclusion_proof(NODES, index, size)
            assert includes(ROOTS[size], size, proof, index=index, hashed=HASHES[index])
            for other in (index - 1, index + 1, index ^ 2):
                if other != index and 0 <= other < MOST:
                    assert not includes(
                        ROOTS[size], size, proof, index=other, hashed=HASHES[index]
                    )


def test_every_tree_is_proven_to_extend_every_earlier_one() -> None:
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = consistency_proof(NODES, old, new)
            assert extends((old, ROOTS[old]), (new, ROOTS[new]), proof)


@given(sizes, sizes, st.data())
def test_a_changed_consistency_proof_never_holds(a: int, b: int, data: st.DataObject) -> None:
    old, new = min(a, b), max(a, b)
    proof = list(consistency_proof(NODES, old, new))
    match data.draw(st.sampled_from(["flip", "drop", "add", "root"])):
        case "flip" if proof:
            place = data.draw(st.integers(0, len(proof) - 1))
            proof[place] = node_hash(proof[place], b"")
        case "drop" if proof:
            del proof[data.draw(st.integers(0, len(proof) - 1))]
        case "add":
            proof.insert(data.draw(st.integers(0, len(proof))), leaf_hash(b"more"))
        case _:
            assert not extends((old, leaf_hash(b"x")), (new, ROOTS[new]), proof)
            return
    assert not extends((old, ROOTS[old]), (new, ROOTS[new]), proof)


@given(sizes, st.data())
def test_a_changed_inclusion_proof_never_holds(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = list(inclusion_proof(NODES, index, size))
    proof.insert(data.draw(st.integers(0, len(proof))), leaf_hash(b"more"))
    assert not includes(ROOTS[size], size, proof, index=index, hashed=HASHES[index])
    assert not includes(ROOTS[size], size, proof[1:], index=index, hashed=leaf_hash(b"other"))


def test_nothing_is_proven_from_the_empty_tree_or_backwards() -> None:
    assert not extends((0, EMPTY_ROOT), (3, ROOTS[3]), ())
    assert not extends((0, EMPTY_ROOT), (3, ROOTS[3]), (ROOTS[3],))
    assert not extends((5, ROOTS[5]), (3, ROOTS[3]), ())
    assert not extends((-1, ROOTS[5]), (3, ROOTS[3]), ())
    assert not extends((3, ROOTS[3]), (3, ROOTS[3]), (ROOTS[3],))
    for old, new in ((0, 3), (4, 3), (-1, 3)):
        with pytest.raises(ValueError, match="no proof leads"):
            consistency_proof(NODES, old, new)


def test_a_leaf_outside_the_tree_is_never_proven() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        assert not includes(ROOTS[size], size, (), index=index, hashed=HASHES[0])
        with pytest.raises(ValueError, match="has no leaf"):
            inclusion_proof(NODES, index, size)
