import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.notes import Note, NoteError
from distillgate.gate.trust import TrustError, TrustPolicy, UnsignedError, UnwitnessedError
from registry.audit.signing import NoteSigner
from tests.distillgate.gate.signers import ORIGIN, policy_text, signer, witness

HEAD = Head(ORIGIN, 3, bytes(32))
WITNESSES = {name: witness(f"{name}.example", seed) for seed, name in enumerate("abcd", 20)}
LISTED = [f"witness {name} {each.verifier}" for name, each in WITNESSES.items()]


def checkpoint(*cosigned: str, log: NoteSigner | None = None, head: Head = HEAD) -> Checkpoint:
    text = str(head)
    lines = [
        (log or signer()).sign(text),
        *(WITNESSES[name].sign(text, 9) for name in cosigned),
    ]
    return Checkpoint(head, Note(text, tuple(lines)))


def policy(*lines: str) -> TrustPolicy:
    return TrustPolicy.parse(policy_text(*LISTED, *lines))


def test_without_a_quorum_the_log_alone_is_believed() -> None:
    accepted = TrustPolicy.parse(policy_text("quorum none")).accept(checkpoint())
    assert (accepted.head, accepted.log, accepted.witnessed) == (HEAD, signer().verifier, {})


@pytest.mark.parametrize(
    ("lines", "enough", "too_few"),
    [
        (["quorum a"], ["a", "ab"], ["", "bcd"]),
        (["group g any a b", "quorum g"], ["a", "b"], ["", "cd"]),
        (["group g all a b", "quorum g"], ["ab", "abc"], ["a", "bcd"]),
        (["group g 2 a b c", "quorum g"], ["ab", "bc", "abc"], ["a", "ad"]),
        (
            ["group g 2 a b c", "group h all g d", "quorum h"],
            ["abd", "bcd", "abcd"],
            ["abc", "ad", "d"],
        ),
    ],
)
def test_a_quorum_counts_witnesses(
    lines: list[str], enough: list[str], too_few: list[str]
) -> None:
    trusted = policy(*lines)
    for names in enough:
        assert trusted.accept(checkpoint(*names)).witnessed == dict.fromkeys(names, 9)
    for names in too_few:
        with pytest.raises(UnwitnessedError, match="the policy asks for"):
            trusted.accept(checkpoint(*names))


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_one_more_witness_never_spoils_a_quorum(some: set[str], more: set[str]) -> None:
    trusted = policy("group g 2 a b c", "group h any g d", "quorum h")

    def holds(names: set[str]) -> bool:
        try:
            trusted.accept(checkpoint(*names))
        except UnwitnessedError:
            return False
        return True

    assert holds(some) <= holds(some | more)


def test_another_log_is_not_believed() -> None:
    trusted = policy("quorum none")
    with pytest.raises(UnsignedError, match="no log of the policy signed"):
        trusted.accept(checkpoint(log=signer(seed=5)))


def test_a_log_speaks_for_its_own_origin_only() -> None:
    other = signer("other.example", 6)
    trusted = TrustPolicy.parse(policy_text(f"log {other.verifier}", "quorum none"))
    with pytest.raises(UnsignedError):
        trusted.accept(checkpoint(log=other))


def test_a_cosignature_that_does_not_hold_spoils_the_checkpoint() -> None:
    text = str(HEAD)
    wrong = WITNESSES["a"].sign(str(Head(ORIGIN, 4, bytes(32))), 9)
    spoiled = Checkpoint(HEAD, Note(text, (signer().sign(text), wrong)))
    with pytest.raises(NoteError, match=r"`a\.example` does not hold"):
        policy("quorum none").accept(spoiled)


A, B = LISTED[:2]
LOG = f"log {signer().verifier}"


@pytest.mark.parametrize(
    ("lines", "number", "reason"),
    [
        ([LOG], 1, "no line says `quorum`"),
        (["quorum none", "quorum none"], 2, "a second line"),
        (["quorum a", A], 1, "no line above defines `a`"),
        (["group g any a", A, "quorum g"], 1, "no line above"),
        ([A, "group g any g", "quorum g"], 2, "no line above"),
        ([A, "group g any none", "quorum g"], 2, "no line above defines `none`"),
        ([A, "group g 0 a", "quorum g"], 2, "one member or more"),
        ([A, "group g 2 a", "quorum g"], 2, "too large"),
        ([A, "group g +1 a", "quorum g"], 2, "whole number"),
        ([A, "group g any", "quorum g"], 2, "begins no line of this shape"),
        ([A, B, "group g any a a", "quorum g"], 3, "member twice"),
        ([A, B, "group g any a", "group h all g a", "quorum h"], 4, "member twice"),
        ([A, A, "quorum none"], 2, "is taken"),
        ([A, A.replace("witness a", "witness b"), "quorum none"], 2, "stands here twice"),
        ([A.replace("witness a", "witness none"), "quorum none"], 1, "is taken"),
        ([LOG, LOG, "quorum none"], 2, "stands here twice"),
        ([LOG.replace("log ", "witness w "), "quorum none"], 1, "one for logs"),
        ([A.replace("witness a", "log"), "quorum none"], 1, "one for witnesses"),
        ([f"{LOG} https://log.example more", "quorum none"], 1, "of this shape"),
        (["log x+y", "quorum none"], 1, "key"),
        (["", "# note", "quorun none"], 3, "begins no line"),
        (["quorum\x0bnone"], 1, "control characters"),
        (["quorum none\r"], 1, "control characters"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_at_its_line(
    lines: list[str], number: int, reason: str
) -> None:
    with pytest.raises(TrustError, match=reason) as refused:
        TrustPolicy.parse("".join(f"{line}\n" for line in lines).encode())
    assert refused.value.line == number


def test_urls_tabs_comments_and_opaque_names_are_read() -> None:
    text = f"\t{LOG} https://l.example\n # x\xe9\n{A}  https://a.example \nquorum\ta".encode()
    found = TrustPolicy.parse(text + b"\n# \xff\xfe\n")
    assert found.urls == {"a": "https://a.example"}
    assert found.quorum == "a"


def test_a_policy_of_many_lines_is_read_and_one_without_end_is_not() -> None:
    many = [f"witness w{n} {witness(f'w{n}', n + 40).verifier}" for n in range(200)]
    names = " ".join(f"w{n}" for n in range(200))
    read = TrustPolicy.parse(policy_text(*many, f"group g 100 {names}", "quorum g"))
    assert read.groups["g"].enough == 100
    with pytest.raises(TrustError, match="too large"):
        TrustPolicy.parse(b"#" * 1_000_001)
    with pytest.raises(TrustError, match="one too many"):
        TrustPolicy.parse(b"\n" * 10_001)
