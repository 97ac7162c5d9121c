import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.notes import NoteError
from distillgate.gate.tree import MOST_LEAVES
from registry.audit.signing import signed_checkpoint
from tests.distillgate.gate.signers import ORIGIN, signer

ROOT = bytes(range(32))
GOOD = f"{ORIGIN}\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


@given(st.integers(0, MOST_LEAVES), st.binary(min_size=32, max_size=32))
def test_checkpoints_read_back(size: int, root: bytes) -> None:
    head = Head(ORIGIN, size, root, ("more",))
    found = Checkpoint.parse(str(signed_checkpoint(head, signer())).encode())
    assert found.head == head
    assert found.note.signed_by([signer().verifier])


def test_the_text_is_three_lines() -> None:
    assert str(Head(ORIGIN, 7, ROOT)) == GOOD
    assert Head.parse(GOOD) == Head(ORIGIN, 7, ROOT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n7\n",
        GOOD + "\n",
        GOOD[:-1],
        GOOD.replace(ORIGIN, ""),
        GOOD.replace("\n7\n", "\n07\n"),
        GOOD.replace("\n7\n", "\n-7\n"),
        GOOD.replace("\n7\n", "\n+7\n"),
        GOOD.replace("\n7\n", "\n7_0\n"),
        GOOD.replace("\n7\n", "\n\u0667\n"),
        GOOD.replace("\n7\n", f"\n{2**63}\n"),
        GOOD.replace("\n7\n", f"\n{'9' * 5000}\n"),
        GOOD.replace("Hh8=", "Hh9="),
        GOOD.replace("Hh8=", "Hh8"),
        GOOD.replace("Hh8=", "Hg=="),
        GOOD.replace("Hh8=", "Hh8h"),
    ],
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="checkpoint"):
        Head.parse(text)
