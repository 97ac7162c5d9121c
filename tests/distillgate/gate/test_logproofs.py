import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.logproofs import LogProof
from distillgate.gate.notes import NoteError
from distillgate.gate.tree import MOST_LEAVES

GOOD = b"c2sp.org/tlog-proof@v1\nindex 3\n" + b"A" * 43 + b"=\n\ncheckpoint\n"


@given(
    st.integers(0, MOST_LEAVES - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=64),
    st.none() | st.binary(max_size=20),
)
def test_proofs_read_back(index: int, path: list[bytes], extra: bytes | None) -> None:
    proof = LogProof(index, tuple(path), b"any checkpoint\n", extra)
    assert LogProof.parse(str(proof).encode()) == proof


def test_a_proof_is_read() -> None:
    assert LogProof.parse(GOOD) == LogProof(3, (bytes(32),), b"checkpoint\n")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        GOOD.replace(b"@v1", b"@v2"),
        GOOD.replace(b"index 3", b"index 03"),
        GOOD.replace(b"index 3", b"index"),
        GOOD.replace(b"index 3", b"extra !\nindex 3"),
        GOOD.replace(b"index 3", b"index 3\nextra AA=="),
        GOOD.replace(b"A=\n\n", b"=\n\n"),
        GOOD.replace(b"\n\ncheckpoint\n", b"\n"),
        GOOD.replace(b"\n\ncheckpoint\n", b"\n\n"),
        GOOD.replace(b"\n\n", (b"\n" + b"A" * 43 + b"=") * 64 + b"\n\n"),
        GOOD.replace(b"index 3", b"index \xff"),
        GOOD + b"x" * 2_000_000,
    ],
)
def test_what_is_no_proof_is_refused(content: bytes) -> None:
    with pytest.raises(NoteError, match="log proof"):
        LogProof.parse(content)
