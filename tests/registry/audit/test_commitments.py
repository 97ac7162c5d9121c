import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.audit.commitments import (
    KEY_BYTES,
    SALT_BYTES,
    Committed,
    Sealed,
    SealError,
    commit,
    commitment_to,
    reveal,
    seal,
    unseal,
)

KEY = bytes(range(KEY_BYTES))
OTHER = bytes(KEY_BYTES)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


@given(VALUES)
def test_a_value_is_revealed_with_the_key_of_its_person_only(value: str) -> None:
    committed = commit(value, KEY, os.urandom)
    assert reveal(committed, KEY) == value
    with pytest.raises(SealError, match="does not open"):
        reveal(committed, OTHER)


def test_two_commitments_to_one_value_tell_nothing_of_each_other() -> None:
    first, second = (commit("a@example.com", KEY, os.urandom) for _ in range(2))
    assert first.commitment != second.commitment
    assert first.sealed.ciphertext != second.sealed.ciphertext


@given(VALUES, VALUES, st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES))
def test_a_commitment_binds_to_its_value(one: str, other: str, salt: bytes) -> None:
    assert (commitment_to(one, salt) == commitment_to(other, salt)) == (one == other)


def test_a_salt_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment_to("x", b"short")


def test_a_sealed_value_put_beside_another_commitment_is_refused() -> None:
    one, two = (commit(value, KEY, os.urandom) for value in ("one", "two"))
    with pytest.raises(SealError, match="belongs elsewhere"):
        reveal(Committed(one.commitment, two.sealed), KEY)


def test_another_value_sealed_for_a_commitment_is_found_out() -> None:
    one = commit("one", KEY, os.urandom)
    forged = seal(bytes(SALT_BYTES) + b"two", KEY, one.commitment, os.urandom)
    with pytest.raises(SealError, match="another one than was committed to"):
        reveal(Committed(one.commitment, forged), KEY)


@given(st.binary(max_size=60), st.data())
def test_a_changed_ciphertext_does_not_open(content: bytes, data: st.DataObject) -> None:
    sealed = seal(content, KEY, "place", os.urandom)
    assert unseal(sealed, KEY, "place") == content
    changed = bytearray(sealed.ciphertext)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1
    with pytest.raises(SealError):
        unseal(Sealed(sealed.nonce, bytes(changed)), KEY, "place")
