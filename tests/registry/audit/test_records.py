import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.canonical import canonical
from registry.audit.records import (
    SYSTEM,
    Actor,
    ActorType,
    Record,
    RecordError,
    RecordKind,
    Relation,
    Subject,
    body_of,
    leaf_of,
    moment_of,
    stamp,
)
from registry.statements import KnownBy
from tests.registry.audit.logs import DIGEST, MOMENT, a_record

WORDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30)
FIRST, LAST = (datetime.fromisoformat(each) for each in ("1970-01-02", "9998-01-01"))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@given(WORDS, MOMENTS, st.lists(WORDS, max_size=3), st.sampled_from(RecordKind))
def test_a_leaf_is_canonical_json_of_the_record(
    name: str, moment: datetime, reasons: list[str], kind: RecordKind
) -> None:
    record = Record(
        kind,
        name,
        moment,
        Actor(ActorType.USER, "commit:" + "0" * 64, KnownBy.PROVIDER),
        Subject("plan", DIGEST),
        reasons=tuple(reasons),
        related=(Relation("signs", 3, DIGEST),),
    )
    leaf = leaf_of(record, MOMENT)
    read = json.loads(leaf)
    assert canonical(read) == leaf
    assert read["id"] == name
    assert read["recorded_at"] == "2026-11-24T09:30:00.000000Z"
    later = replace(record, occurred_at=MOMENT, trace_id="t")
    assert body_of(replace(later, actor=replace(record.actor, ref="other"))) == body_of(record)
    assert body_of(replace(later, actor=SYSTEM)) != body_of(record)


def test_the_time_of_recording_is_not_part_of_what_was_submitted() -> None:
    later = MOMENT + timedelta(days=1)
    assert leaf_of(a_record(), MOMENT) != leaf_of(a_record(), later)
    assert body_of(a_record()) == body_of(a_record())
    assert body_of(a_record()) != body_of(a_record(run=2))


@pytest.mark.parametrize(
    "text",
    ["two words", "", "line\nbreak", "tab\t", "caf\u00e9", "x" * 513, "\u202e"],
)
def test_free_text_never_gets_into_a_leaf(text: str) -> None:
    with pytest.raises(RecordError, match="is no word"):
        a_record(text)
    with pytest.raises(RecordError, match="is no word"):
        a_record(note=text)
    with pytest.raises(RecordError, match="is no word"):
        Record(
            RecordKind.WAIVER_GRANTED,
            "r",
            MOMENT,
            a_record().actor,
            Subject("waiver", DIGEST),
            reasons=(text,),
        )


def test_what_is_no_digest_name_or_moment_is_refused() -> None:
    plan = Subject("plan", DIGEST)
    actor = a_record().actor
    kind = RecordKind.DECISION_MADE
    with pytest.raises(RecordError, match="no digest"):
        Record(kind, "r", MOMENT, actor, plan, result="sha256:AB")
    with pytest.raises(RecordError, match="no name of a field"):
        Record(kind, "r", MOMENT, actor, plan, details={"Not a name": "x"})
    with pytest.raises(RecordError, match="no time zone"):
        Record(kind, "r", MOMENT.replace(tzinfo=None), actor, plan)
    for wrong in (True, 1.5, 2**53, b"x"):
        with pytest.raises(RecordError, match="words and whole numbers"):
            Record(kind, "r", MOMENT, actor, plan, details={"open": wrong})  # type: ignore[dict-item]  # it is wrong


def of_size(size: int) -> Record:
    """Return a record whose leaf takes `size` bytes."""

    def record(*words: str) -> Record:
        actor, plan = a_record().actor, Subject("plan", DIGEST)
        return Record(RecordKind.DECISION_MADE, "r", MOMENT, actor, plan, reasons=words)

    room = size - len(leaf_of(record(), MOMENT)) + 1
    count, rest = divmod(room, 503)
    words = ["x" * 500] * (count - 1)
    halves = (503 + rest) // 2 - 3
    return record(*words, "y" * halves, "z" * (503 + rest - 6 - halves))


def test_a_record_as_large_as_a_leaf_can_be_fits_and_a_byte_more_does_not() -> None:
    assert len(leaf_of(of_size(65_535), MOMENT)) == 65_535
    with pytest.raises(RecordError, match="takes 65,536 bytes, and 65,535 fit"):
        of_size(65_536)


@given(MOMENTS)
def test_moments_read_back_to_the_microsecond(moment: datetime) -> None:
    assert moment_of(stamp(moment)) == moment


def test_moments_are_written_in_utc() -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    assert stamp(MOMENT.astimezone(there)) == stamp(MOMENT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-24T09:30:00Z",
        "2026-11-24T09:30:00.5Z",
        "2026-11-24T09:30:00.000000+00:00",
        "2026-11-31T09:30:00.000000Z",
    ],
)
def test_other_spellings_of_a_moment_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment_of(text)
