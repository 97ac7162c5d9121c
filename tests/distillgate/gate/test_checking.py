import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.canonical import canonical
from distillgate.gate.checking import (
    Job,
    PermitRefusedError,
    Shown,
    Trust,
    check_permit,
)
from distillgate.gate.statements import PAYLOAD_TYPE, PermitAct, Recipe, Statement
from distillgate.gate.statuslists import StatusList
from distillgate.gate.trust import TrustPolicy
from registry.audit.permits import PermitSigner, payload_of, permit_bundle, status_bundle
from tests.distillgate.gate.permits import (
    BASE,
    DATA,
    JOB,
    NOW,
    OTHER,
    SIGNER,
    STATEMENT,
    STRANGER,
    TRUST,
    Logged,
    changed,
)
from tests.distillgate.gate.signers import ORIGIN, policy_text, signer, witness

DAY = timedelta(days=1)


def why(
    shown: Shown | None = None,
    job: Job = JOB,
    trust: Trust = TRUST,
    *,
    later: timedelta = DAY * 0,
) -> str:
    """Return why the permit is refused; nothing where it holds."""
    try:
        check_permit(shown or Logged().shown, job, trust, now=NOW + later)
    except PermitRefusedError as refusal:
        return str(refusal)
    return ""


def test_a_permit_that_was_issued_for_this_job_holds() -> None:
    held = check_permit(Logged().shown, JOB, TRUST, now=NOW)
    assert (held.statement, held.key, held.index) == (STATEMENT, SIGNER.public, 7)


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        (replace(JOB, plan=OTHER), f"is for the plan {STATEMENT.plan}, and this is {OTHER}"),
        (
            replace(JOB, materials={**JOB.materials, "local:./tickets": OTHER}),
            f"`local:./tickets` has changed: the permit is for {DATA}, and this is {OTHER}",
        ),
        (
            replace(JOB, materials={**JOB.materials, "hf:a/b": OTHER}),
            f"`hf:a/b` has changed: the permit is for {BASE}, and this is {OTHER}",
        ),
        (replace(JOB, materials={"hf:a/b": BASE}), "names `local:./tickets`, and it was not"),
        (replace(JOB, materials={**JOB.materials, "x": DATA}), "does not name `x`"),
        (replace(JOB, audience="cluster-b"), "is for `cluster-a`, and this is `cluster-b`"),
        (replace(JOB, act=PermitAct.RELEASE), "is to collect, train, and not to release"),
    ],
)
def test_a_permit_for_one_job_does_not_let_another_start(job: Job, reason: str) -> None:
    assert reason in why(job=job)


def test_a_permit_holds_in_its_time_only() -> None:
    assert why(later=timedelta(hours=23, seconds=60)) == ""
    assert "ended at 2026-11-25T11:00:00Z" in why(later=timedelta(hours=23, seconds=61))
    assert "ended at" in why(later=DAY)
    assert why(later=-timedelta(hours=1, seconds=60)) == ""
    assert "valid from" in why(later=-timedelta(hours=1, seconds=61))


def listed(signed_by: PermitSigner = SIGNER, **fields: object) -> Trust:
    made = StatusList(NOW - DAY, NOW + DAY, **fields)  # type: ignore[arg-type]  # fields by name
    return replace(TRUST, status_list=status_bundle(made, signed_by))


def test_a_permit_that_was_revoked_is_refused() -> None:
    assert why(trust=listed(revoked=frozenset({"p-2"}))) == ""
    assert why(trust=listed(revoked=frozenset({"p-1"}))) == "the permit was revoked"


def test_a_permit_that_is_suspended_is_refused() -> None:
    assert why(trust=listed(suspended=frozenset({"p-2"}))) == ""
    assert "what it rests on no longer stands" in why(
        trust=listed(suspended=frozenset({"p-1"}))
    )


def test_a_status_list_that_is_stale_early_or_forged_refuses() -> None:
    long = changed(not_after=NOW + 6 * DAY).shown
    assert "the status list ended at" in why(long, trust=listed(), later=DAY * 2)
    assert "of a time to come" in why(
        Logged().shown,
        trust=replace(
            TRUST, status_list=status_bundle(StatusList(NOW + DAY, NOW + 2 * DAY), SIGNER)
        ),
    )
    assert "no key that is trusted signed it" in why(trust=listed(STRANGER))
    permit = Logged().shown.bundle
    assert "no status list" in why(trust=replace(TRUST, status_list=permit))
    assert "no JSON" in why(trust=replace(TRUST, status_list=b""))


def test_a_permit_of_a_lost_key_holds_where_the_log_had_it_before() -> None:
    key = SIGNER.public.id
    assert why(trust=listed(void_from={key: 8})) == ""
    assert "no longer counted when it was issued" in why(trust=listed(void_from={key: 7}))


def test_a_permit_of_many_days_needs_a_status_list() -> None:
    long = changed(not_after=NOW + 8 * DAY).shown
    assert "only with a status list" in why(long)
    assert why(long, trust=listed()) == ""
    asked = changed(status_needed=True).shown
    assert "only with a status list" in why(asked)
    assert why(asked, trust=listed()) == ""


def test_a_permit_by_another_key_is_refused() -> None:
    forged = replace(Logged(), signer=STRANGER).shown
    assert "no key that is trusted signed it" in why(forged)
    assert why(forged, trust=replace(TRUST, keys=(SIGNER.public, STRANGER.public))) == ""


def rebuilt(change: Callable[[dict[str, object]], None]) -> Shown:
    """Return the permit after `change` of its envelope."""
    shown = Logged().shown
    bundle = json.loads(shown.bundle)
    change(bundle["dsseEnvelope"])
    return replace(shown, bundle=canonical(bundle))


def test_an_envelope_with_two_signatures_or_none_is_refused() -> None:
    def twice(envelope: dict[str, object]) -> None:
        assert isinstance(envelope["signatures"], list)
        envelope["signatures"] *= 2

    def never(envelope: dict[str, object]) -> None:
        envelope["signatures"] = []

    assert "2 signatures, and one is asked for" in why(rebuilt(twice))
    assert "0 signatures" in why(rebuilt(never))


def test_another_payload_type_is_refused_even_where_it_was_signed() -> None:
    def relabel(envelope: dict[str, object]) -> None:
        envelope["payloadType"] = "text/plain"

    assert "no key that is trusted signed it" in why(rebuilt(relabel))
    bundle = SIGNER.bundle("text/plain", payload_of(STATEMENT))
    assert "is `text/plain`, no permit" in why(replace(Logged().shown, bundle=bundle))


def test_base64_of_either_alphabet_is_read_as_the_same_permit() -> None:
    def other_alphabet(envelope: dict[str, object]) -> None:
        assert isinstance(envelope["payload"], str)
        envelope["payload"] = envelope["payload"].replace("+", "-").replace("/", "_")

    assert why(rebuilt(other_alphabet)) == ""


@given(st.data())
def test_a_changed_payload_never_holds(data: st.DataObject) -> None:
    payload = bytearray(payload_of(STATEMENT))
    payload[data.draw(st.integers(0, len(payload) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    def change(envelope: dict[str, object]) -> None:
        envelope["payload"] = b64encode(bytes(payload)).decode()

    assert why(rebuilt(change)) != ""


def signed(change: Callable[[dict[str, dict[str, object]]], None]) -> Shown:
    """Return a permit that was signed after `change` of what it says."""
    statement = json.loads(payload_of(STATEMENT))
    change(statement)
    return replace(Logged().shown, bundle=SIGNER.bundle(PAYLOAD_TYPE, canonical(statement)))


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("_type", "https://in-toto.io/Statement/v0.1", "of version 1"),
        ("predicateType", "https://slsa.dev/verification_summary/v1", "something else"),
        ("subject", [], "0 subjects"),
        (
            "subject",
            [{"name": n, "digest": {"sha256": STATEMENT.plan[7:]}} for n in "ab"],
            "2 subjects",
        ),
        ("subject", [{"digest": {"sha256": "1" * 64, "sha1": "2" * 40}}], "no SHA-256"),
        ("subject", [{"digest": {"sha256": "A" * 64}}], "small letters"),
        ("predicate.effect", "DENIED", "approves nothing"),
        ("predicate.acts", [], "is to nothing"),
        ("predicate.acts", ["deploy"], "not known here"),
        ("predicate.notAfter", "2026-11-25", "is no moment"),
        ("predicate.notAfter", None, "no text `notAfter`"),
        ("predicate.maxRuns", True, "no whole number"),
        ("predicate.materials", "all", "no list `materials`"),
        ("predicate.statusList", {}, "required"),
        ("predicate.decision.origin", "other.example", "of another log than the decision"),
    ],
)
def test_a_signed_statement_of_another_shape_is_refused(
    path: str, value: object, reason: str
) -> None:
    def change(statement: dict[str, dict[str, object]]) -> None:
        *above, last = path.split(".")
        target: dict[str, object] = statement  # type: ignore[assignment]  # JSON of any shape
        for name in above:
            target = target[name]  # type: ignore[assignment]  # JSON of any shape
        target[last] = value

    assert reason in why(signed(change))


def test_a_material_that_is_listed_twice_is_refused() -> None:
    def twice(statement: dict[str, dict[str, object]]) -> None:
        materials = statement["predicate"]["materials"]
        assert isinstance(materials, list)
        materials.append(materials[0])

    assert "one material twice" in why(signed(twice))


def test_a_permit_that_was_never_logged_is_refused() -> None:
    assert "without a log proof" in why(replace(Logged().shown, log_proof=None))


def test_the_log_proof_of_another_permit_is_refused() -> None:
    other = changed(id="p-2").shown
    mine = Logged().shown
    assert "of another record" in why(replace(mine, log_proof=other.log_proof))
    longer = changed(not_after=NOW + 2 * DAY).shown
    assert "of another record" in why(replace(longer, log_proof=mine.log_proof))


@dataclass(frozen=True)
class Otherwise(Logged):
    """A permit in a log whose record of it was written with other words."""

    words: tuple[tuple[str, object], ...] = ()

    @property
    def leaf(self) -> bytes:
        told = json.loads(super().leaf)
        for name, value in self.words:
            (told["details"] if name in told["details"] else told)[name] = value
        return canonical(told)


@pytest.mark.parametrize(
    "word", [("permit", "p-2"), ("payload", OTHER), ("kind", "permit.revoked")]
)
def test_a_record_that_tells_of_something_else_proves_nothing(word: tuple[str, object]) -> None:
    assert why(Otherwise(words=()).shown) == ""
    assert "of another record" in why(Otherwise(words=(word,)).shown)


def test_a_forged_log_proof_is_refused() -> None:
    proof = Logged().proof
    for forged in (
        replace(proof, index=8),
        replace(proof, path=proof.path[1:]),
        replace(proof, extra=changed(id="p-2").leaf),
        replace(proof, extra=None),
    ):
        assert "log proof does not hold" in why(
            replace(Logged().shown, log_proof=str(forged).encode())
        )
    rolled = replace(proof, checkpoint=proof.checkpoint.replace(b"\n20\n", b"\n19\n"))
    assert "does not hold" in why(replace(Logged().shown, log_proof=str(rolled).encode()))


def test_a_proof_by_another_log_or_with_too_few_witnesses_is_refused() -> None:
    seen_by = witness("w.example", 9)
    asked = policy_text(f"witness w {seen_by.verifier}", "quorum w")
    trust = replace(TRUST, log=TrustPolicy.parse(asked))
    assert "is cosigned by no witness" in why(trust=trust)
    assert why(replace(Logged(), witnesses=(seen_by,)).shown, trust=trust) == ""
    stranger = replace(
        TRUST, log=TrustPolicy.parse(policy_text("quorum none", log=signer(seed=4)))
    )
    assert "no log of the policy signed" in why(trust=stranger)
    assert ORIGIN in why(trust=stranger)


RECIPE = Recipe(
    teachers=("hf:meta-llama/Llama-3.3-70B-Instruct",),
    channels=("weights",),
    data=("local:./daily",),
    window=(date(2026, 11, 20), date(2026, 11, 24)),
    limits={"examples": 100_000},
)


def test_a_recipe_permit_takes_data_that_has_no_digest_yet() -> None:
    shown = changed(recipe=RECIPE, materials={"hf:a/b": BASE}).shown
    for digest in (DATA, OTHER):
        job = replace(JOB, materials={"hf:a/b": BASE, "local:./daily": digest})
        assert why(shown, job) == ""
    assert "does not name `local:./tickets`" in why(shown)
    assert "names `hf:a/b`, and it was not shown" in why(shown, replace(JOB, materials={}))


def test_a_recipe_permit_collects_in_its_window_only() -> None:
    shown = changed(recipe=RECIPE, materials={}, not_after=NOW + 6 * DAY).shown
    collect = replace(JOB, act=PermitAct.COLLECT, materials={})
    assert why(shown, collect) == ""
    assert "from 2026-11-20 to 2026-11-24, not today" in why(shown, collect, later=DAY)
    assert why(shown, replace(JOB, materials={}), later=DAY) == ""


def test_what_a_permit_says_reads_back() -> None:
    for each in (
        STATEMENT,
        replace(STATEMENT, recipe=RECIPE, max_runs=3, status_needed=True),
        replace(STATEMENT, recipe=Recipe(), materials={}),
    ):
        assert Statement.parse(payload_of(each)) == each


def test_a_permit_is_signed_the_same_each_time() -> None:
    assert permit_bundle(STATEMENT, SIGNER) == permit_bundle(STATEMENT, SIGNER)
    envelope = json.loads(permit_bundle(STATEMENT, SIGNER))["dsseEnvelope"]
    assert b64decode(envelope["payload"]) == payload_of(STATEMENT)
