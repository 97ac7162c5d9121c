import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.notes import (
    MOST_SIGNATURES,
    KeyType,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    is_key_name,
)
from tests.distillgate.gate.signers import signer, witness

TEXT = "one line\n\nand another\n"
LOG = signer()
OTHER = signer("other.example", 2)
WITNESS = witness("w.example", 3)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def signed(*lines: Signature, text: str = TEXT) -> bytes:
    return str(Note(text, lines)).encode()


@given(st.lists(LINES, min_size=1, max_size=4))
def test_what_is_signed_reads_back_and_holds(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    note = Note.parse(signed(LOG.sign(text), WITNESS.sign(text, 77), text=text))
    assert note.text == text
    assert note.signed_by([LOG.verifier, WITNESS.verifier]) == {
        LOG.verifier: 0,
        WITNESS.verifier: 77,
    }


def test_signatures_of_unknown_keys_are_ignored() -> None:
    note = Note.parse(signed(OTHER.sign("something else\n"), LOG.sign(TEXT)))
    assert note.signed_by([LOG.verifier]) == {LOG.verifier: 0}
    assert note.signed_by([]) == {}


def test_a_known_key_that_does_not_hold_spoils_the_note() -> None:
    note = Note.parse(signed(LOG.sign(TEXT), OTHER.sign("something else\n")))
    with pytest.raises(NoteError, match=r"signature of `other\.example` does not hold"):
        note.signed_by([LOG.verifier, OTHER.verifier])


def test_the_same_name_with_another_key_is_another_key() -> None:
    note = Note.parse(signed(LOG.sign(TEXT)))
    assert note.signed_by([signer(seed=9).verifier]) == {}


def test_a_key_that_signed_twice_counts_once_with_its_latest_time() -> None:
    note = Note.parse(
        signed(WITNESS.sign(TEXT, 5), WITNESS.sign(TEXT, 9), WITNESS.sign(TEXT, 7))
    )
    assert note.signed_by([WITNESS.verifier]) == {WITNESS.verifier: 9}


def test_a_time_belongs_to_what_the_witness_signed() -> None:
    line = WITNESS.sign(TEXT, 5)
    moved = Signature(line.name, line.key_id, (6).to_bytes(8, "big") + line.value[8:])
    with pytest.raises(NoteError, match="does not hold"):
        Note.parse(signed(moved)).signed_by([WITNESS.verifier])


def test_a_time_beyond_the_last_one_does_not_hold() -> None:
    line = WITNESS.sign(TEXT, 2**63)
    with pytest.raises(NoteError, match="does not hold"):
        Note.parse(signed(line)).signed_by([WITNESS.verifier])


def test_a_log_signature_is_no_cosignature() -> None:
    as_log = signer("w.example", 3)
    note = Note.parse(signed(as_log.sign(TEXT)))
    assert note.signed_by([WITNESS.verifier]) == {}
    forged = Signature("w.example", WITNESS.verifier.id, as_log.sign(TEXT).value)
    with pytest.raises(NoteError, match="does not hold"):
        Note.parse(signed(forged)).signed_by([WITNESS.verifier])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no signatures"),
        (b"text\n", "no signatures"),
        (b"text\n\n", "no signatures"),
        (b"text\n\n\n", "no signatures|is no signature"),
        (signed(LOG.sign(TEXT))[:-1], "does not end in a line break"),
        (signed(LOG.sign(TEXT)) + b"more\n", "is no signature"),
        (signed(LOG.sign(TEXT)).replace(b"one", b"o\x01e"), "control characters"),
        (signed(LOG.sign(TEXT)).replace(b"\n", b"\r\n"), "control characters"),
        (signed(LOG.sign(TEXT)).replace(b"one", b"o\xffe"), "no UTF-8"),
        (signed(LOG.sign(TEXT)).replace("\u2014 ".encode(), b"- "), "is no signature"),
        (signed(LOG.sign(TEXT)).replace(b"log.example", b"log example"), "no Base64"),
        (signed(LOG.sign(TEXT)).replace(b"log.example", b"log+example"), "is no signature"),
        (signed(Signature("x", b"1234", b"")), "too short"),
        (signed(*[LOG.sign(TEXT)] * (MOST_SIGNATURES + 1)), "more than 100"),
        (b"x" * 1_000_001, "too large"),
    ],
)
def test_what_is_no_note_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(NoteError, match=reason):
        Note.parse(content)


def test_a_hundred_signatures_are_read() -> None:
    lines = [LOG.sign(TEXT)] * MOST_SIGNATURES
    assert Note.parse(signed(*lines)).signed_by([LOG.verifier]) == {LOG.verifier: 0}


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_or_refused(content: bytes) -> None:
    try:
        note = Note.parse(content)
    except NoteError:
        return
    assert Note.parse(str(note).encode()) == note


@pytest.mark.parametrize("kind", list(KeyType))
def test_keys_are_read_as_they_are_spelled(kind: KeyType) -> None:
    key = signer("a.example/x", 4, kind).verifier
    assert VerifierKey.parse(str(key)) == key


KEY = str(LOG.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        KEY.replace(ORIGIN := LOG.name, "log.example/mine"),
        KEY.replace(ORIGIN, ""),
        KEY.replace(ORIGIN, "log example"),
        KEY + "=",
        KEY[:-4],
        str(VerifierKey("small", KeyType.NOTE, (1).to_bytes(32, "little"))),
        str(VerifierKey("twice", KeyType.NOTE, (2**255 - 1).to_bytes(32, "little"))),
        "ecdsa+00000000+AgAAAA==",
        "empty+00000000+",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="key"):
        VerifierKey.parse(text)


def test_names_of_keys_have_no_spaces_of_any_script() -> None:
    assert is_key_name("log.example/\u00e9")
    for name in ("", "a b", "a\u00a0b", "a\u2003b", "a+b", "a\u200bb"):
        assert not is_key_name(name)
