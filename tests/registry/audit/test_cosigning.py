from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from distillgate.gate.trust import TrustPolicy
from registry.audit.cosigning import (
    ForkError,
    KnownWitness,
    Post,
    WitnessAwayError,
    cosigned,
    with_cosignatures,
)
from registry.audit.witnessing import Witness, WitnessBook
from tests.distillgate.gate.permits import nodes_over
from tests.distillgate.gate.signers import policy_text, signer, witness
from tests.registry.audit.logs import checkpoint_of, leaves

SIGNER = witness("w.example", 8)
KNOWN = KnownWitness("auditors", SIGNER.verifier, "https://w.example/prefix/")
CONTENT = leaves(40)
FORK = [*CONTENT[:10], b"other", *CONTENT[11:]]
NODES = nodes_over(CONTENT)


@pytest.fixture
def post(tmp_path: Path) -> Post:
    """Return a witness that answers without a network."""
    book = WitnessBook.made(tmp_path / "book.db")
    book.know(signer().verifier)
    seeing = Witness(book, SIGNER)

    def answer(url: str, body: bytes) -> tuple[int, bytes]:
        assert url == "https://w.example/prefix/add-checkpoint"
        told = seeing.add_checkpoint(body, time=77)
        return told.status, told.body.encode()

    return answer


def test_a_log_gets_signatures_that_its_policy_counts(post: Post) -> None:
    policy = TrustPolicy.parse(
        policy_text(f"witness auditors {SIGNER.verifier}", "quorum auditors")
    )
    for size in (3, 3, 20, 40):
        bare = checkpoint_of(CONTENT, size)
        line = cosigned(bare, KNOWN, NODES, post)
        accepted = policy.accept(with_cosignatures(bare, (line,)))
        assert (accepted.head, accepted.witnessed) == (bare.head, {"auditors": 77})


def test_a_witness_that_saw_another_history_is_told_as_a_fork(post: Post) -> None:
    cosigned(checkpoint_of(CONTENT, 20), KNOWN, NODES, post)
    for size in (20, 30):
        with pytest.raises(ForkError, match="auditors has seen another history"):
            cosigned(checkpoint_of(FORK, size), KNOWN, nodes_over(FORK), post)
    with pytest.raises(ForkError, match="seen 20 records, more than this log has"):
        cosigned(checkpoint_of(CONTENT, 10), KNOWN, NODES, post)


def answering(status: int, body: bytes) -> Callable[[str, bytes], tuple[int, bytes]]:
    return lambda _url, _body: (status, body)


OTHER = checkpoint_of(CONTENT, 20, witness("w.example", 9)).note.signatures[-1]
STALE = checkpoint_of(CONTENT, 19, SIGNER).note.signatures[-1]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (500, b"oh no", "answered 500: oh no"),
        (404, b"unknown log\n", "answered 404"),
        (302, b"", "answered 302"),
        (200, b"", "answered no signature"),
        (200, b"<html>\n", "answered no signature"),
        (200, b"\xff", "answered no signature"),
        (200, f"{OTHER}\n".encode(), "without its own signature"),
        (200, f"{STALE}\n".encode(), "does not hold"),
        (409, b"many\n", "without a size"),
    ],
)
def test_what_is_no_answer_is_a_witness_that_is_away(
    status: int, body: bytes, reason: str
) -> None:
    with pytest.raises(WitnessAwayError, match=reason):
        cosigned(checkpoint_of(CONTENT, 20), KNOWN, NODES, answering(status, body))


def test_nobody_there_is_a_witness_that_is_away() -> None:
    def refuse(_url: str, _body: bytes) -> tuple[int, bytes]:
        raise ConnectionRefusedError("nobody listens")

    with pytest.raises(WitnessAwayError, match="auditors cannot be reached: nobody listens"):
        cosigned(checkpoint_of(CONTENT, 20), KNOWN, NODES, refuse)


def test_lines_of_others_in_an_answer_are_left_out(post: Post) -> None:
    def more(url: str, body: bytes) -> tuple[int, bytes]:
        status, told = post(url, body)
        return status, f"{OTHER}\n".encode() + told

    line = cosigned(checkpoint_of(CONTENT, 20), KNOWN, NODES, more)
    assert line.key_id == SIGNER.verifier.id
    assert replace(line, value=b"") != replace(OTHER, value=b"")
