from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.notes import Note
from distillgate.gate.tree import consistency_proof
from registry.audit.witnessing import (
    MOST_REQUEST_BYTES,
    Answer,
    Request,
    Witness,
    WitnessBook,
    WitnessError,
)
from tests.distillgate.gate.permits import nodes_over
from tests.distillgate.gate.signers import signer, witness
from tests.registry.audit.logs import checkpoint_of, leaves

SIGNER = witness("w.example", 8)
CONTENT = leaves(40)
FORK = [*CONTENT[:10], b"other", *CONTENT[11:]]
OK, CONFLICT = HTTPStatus.OK, HTTPStatus.CONFLICT


@pytest.fixture
def seeing(tmp_path: Path) -> Witness:
    book = WitnessBook.made(tmp_path / "book.db")
    book.know(signer().verifier)
    return Witness(book, SIGNER)


def request(old: int, new: int, content: list[bytes] | None = None) -> Request:
    found = content or CONTENT
    proof = consistency_proof(nodes_over(found[:new]), old, new) if 0 < old <= new else ()
    return Request(old, proof, checkpoint_of(found, new))


def answered(seeing: Witness, asked: Request) -> Answer:
    return seeing.add_checkpoint(str(asked).encode(), time=77)


def test_requests_read_back() -> None:
    for asked in (request(0, 3), request(3, 20)):
        assert Request.parse(str(asked).encode()) == asked


def test_a_log_that_only_grows_is_signed(seeing: Witness) -> None:
    for old, new in ((0, 3), (3, 3), (3, 20), (20, 40)):
        asked = request(old, new)
        answer = answered(seeing, asked)
        assert answer.status is OK
        note = Note.parse(f"{asked.checkpoint.note.text}\n{answer.body}".encode())
        assert note.signed_by([SIGNER.verifier]) == {SIGNER.verifier: 77}
    assert seeing.book.evidence() == []


def test_a_request_from_another_size_is_told_the_size_that_is_known(seeing: Witness) -> None:
    answered(seeing, request(0, 20))
    expected = Answer(CONFLICT, "20\n", "text/x.tlog.size")
    for asked in (request(0, 30), request(3, 20), request(3, 30), request(0, 3)):
        assert answered(seeing, asked) == expected
    assert seeing.book.evidence() == []


def test_a_log_is_never_taken_back(seeing: Witness) -> None:
    answered(seeing, request(0, 20))
    assert answered(seeing, request(20, 10)).status is HTTPStatus.BAD_REQUEST
    assert answered(seeing, request(20, 30)).status is OK


def test_another_history_is_refused_and_kept_as_evidence(seeing: Witness) -> None:
    answered(seeing, request(0, 20))
    same_size = answered(seeing, Request(20, (), checkpoint_of(FORK, 20)))
    assert same_size.status is CONFLICT
    longer = answered(seeing, request(20, 30, FORK))
    assert longer.status is HTTPStatus.UNPROCESSABLE_ENTITY
    whys = [why for why, _ in seeing.book.evidence()]
    assert whys == ["409 20", "422 the consistency proof does not hold"]
    kept = [Request.parse(each.encode()) for _, each in seeing.book.evidence()]
    assert kept == [Request(20, (), checkpoint_of(FORK, 20)), request(20, 30, FORK)]
    assert answered(seeing, request(20, 30)).status is OK


def test_a_proof_that_is_missing_changed_or_not_asked_for_is_refused(seeing: Witness) -> None:
    more = replace(request(0, 20), proof=(bytes(32),))
    assert answered(seeing, more).status is HTTPStatus.UNPROCESSABLE_ENTITY
    answered(seeing, request(0, 20))
    good = request(20, 30)
    for proof in ((), good.proof[1:], (*good.proof, bytes(32))):
        answer = answered(seeing, replace(good, proof=proof))
        assert answer.status is HTTPStatus.UNPROCESSABLE_ENTITY


def test_unknown_logs_and_signatures_by_others_are_refused(seeing: Witness) -> None:
    def signed_by(name: str, seed: int) -> Request:
        asked = request(0, 3)
        by = signer(name, seed)
        text = asked.checkpoint.note.text.replace("log.example/main", name)
        head = replace(asked.checkpoint.head, origin=name)
        return replace(asked, checkpoint=Checkpoint(head, Note(text, (by.sign(text),))))

    assert answered(seeing, signed_by("other.example", 1)).status is HTTPStatus.NOT_FOUND
    assert answered(seeing, signed_by("log.example/main", 2)).status is HTTPStatus.FORBIDDEN
    asked = request(0, 3)
    text = asked.checkpoint.note.text
    spoiled = Note(text, (signer().sign("other\n"),))
    wrong = replace(asked, checkpoint=Checkpoint(asked.checkpoint.head, spoiled))
    assert answered(seeing, wrong).status is HTTPStatus.FORBIDDEN


GOOD = str(request(3, 20)).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"old 3\n",
        GOOD.replace(b"old 3", b"old 03"),
        GOOD.replace(b"old 3", b"old -3"),
        GOOD.replace(b"old 3", b"new 3"),
        GOOD.replace(b"old 3\n", b"old 3\nAAAA\n"),
        GOOD.replace(b"old 3\n", b"old 3\n" + b"A" * 43 + b"=" + b"\n" + b"x\n"),
        GOOD.replace(b"old 3\n", b"old 3\n" + (b"A" * 43 + b"=\n") * 64),
        GOOD.replace(b"log.example", b"log\x00example"),
        b"\xff" + GOOD,
    ],
)
def test_what_is_no_request_is_refused(seeing: Witness, content: bytes) -> None:
    assert seeing.add_checkpoint(content, time=1).status is HTTPStatus.BAD_REQUEST


def test_a_request_that_is_too_large_is_refused(seeing: Witness) -> None:
    answer = seeing.add_checkpoint(b"x" * (MOST_REQUEST_BYTES + 1), time=1)
    assert answer.status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    seeing = Witness(WitnessBook(tmp_path_factory.getbasetemp() / "none"), SIGNER)
    assert seeing.add_checkpoint(content, time=1).status is HTTPStatus.BAD_REQUEST


def test_of_two_branches_at_once_one_is_signed(seeing: Witness) -> None:
    answered(seeing, request(0, 10))
    asked = [request(10, 30), request(10, 31, FORK)] * 8
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: answered(seeing, each), asked))
    branches = {number % 2 for number, each in enumerate(answers) if each.status is OK}
    assert len(branches) == 1
    assert {each.status for each in answers} <= {OK, CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


def test_many_sizes_at_once_never_take_the_log_back(seeing: Witness) -> None:
    answered(seeing, request(0, 5))
    asked = [request(5, new) for new in range(6, 40)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: answered(seeing, each), asked))
    (new,) = [
        each.checkpoint.head.size
        for each, told in zip(asked, answers, strict=True)
        if told.status is OK
    ]
    conflicts = {told.body for told in answers if told.status is CONFLICT}
    assert conflicts == {f"{new}\n"}


def test_what_was_signed_is_remembered_after_a_restart(seeing: Witness) -> None:
    answered(seeing, request(0, 20))
    again = Witness(WitnessBook.at(seeing.book.path), SIGNER)
    assert answered(again, request(0, 3)).body == "20\n"


def test_a_book_is_made_once_and_never_silently(tmp_path: Path) -> None:
    with pytest.raises(WitnessError, match="there is no such file"):
        WitnessBook.at(tmp_path / "book.db")
    WitnessBook.made(tmp_path / "book.db")
    with pytest.raises(WitnessError, match="a witness that forgets"):
        WitnessBook.made(tmp_path / "book.db")
    (tmp_path / "other.db").write_bytes(b"no database" * 100)
    with pytest.raises(WitnessError, match="cannot be used"):
        WitnessBook.at(tmp_path / "other.db")
    with pytest.raises(WitnessError, match="one for witnesses"):
        WitnessBook.at(tmp_path / "book.db").know(SIGNER.verifier)
