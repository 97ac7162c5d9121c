"""Plans that are one question are judged once, and come to what each would come to alone."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, text

from distillgate.usecases.alike import Alike
from distillgate.usecases.check import examine
from distillgate.usecases.rejudging import Rejudged, Rejudger, Stored, rejudge
from distillgate.usecases.submit import source_of
from distillgate.usecases.sweep import Sweeping, sweep
from policy.case import Case, Waiver
from registry.database import Database
from registry.decisionstore import DecisionStore
from registry.reviewstore import ReviewStore
from tests.distillgate.libraries import DAY, a_plan, approved, changed_library, example
from tests.distillgate.usecases.test_carrying import UNSURE, answered
from tests.distillgate.usecases.test_submit import library
from tests.distillgate.usecases.test_sweep import BANNED, LATER, stored

TEXT = approved()
LINE = "plan: document-reader"
_COPIES = (
    """INSERT INTO plan (name, owner_id)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
    SELECT 'copy-' || n, 1 FROM numbers""",
    """INSERT INTO plan_version (plan_id, number, digest, source, title, submitter_id, made_at)
    SELECT p.id, 1, v.digest, v.source, v.title, 1, v.made_at
    FROM plan p JOIN plan_version v ON v.plan_id = 1
    WHERE p.name LIKE 'copy-%' AND :count > 0""",
    """INSERT INTO decision (version_id, ruling, best, worst, as_of, binding, "case", packs,
    verdict, documents, engine, actor_id, made_at)
    SELECT w.id, d.ruling, d.best, d.worst, d.as_of, d.binding, d."case", d.packs, d.verdict,
    d.documents, d.engine, 1, d.made_at FROM plan_version w
    JOIN plan p ON p.id = w.plan_id AND p.name LIKE 'copy-%'
    JOIN decision d ON d.version_id = 1 WHERE :count > 0""",
)
WAIVER = Waiver(
    "W-1", ("acme-terms#x",), "why", "max", "legal", DAY, date(2027, 2, 1), ("second*",)
)


def source(said: str) -> str:
    return source_of(a_plan(said)).decode()


def key(said: str, *waivers: Waiver) -> str | None:
    return Alike(waivers).of_text(source(said))


def named(name: str, title: str = "Another title, of 2026 (new)") -> str:
    said = TEXT.replace(LINE, f"plan: {name}")
    (line,) = (each for each in said.splitlines() if each.startswith("title:"))
    return said.replace(line, f"title: {title}")


def test_texts_that_differ_in_name_and_title_alone_are_one_question() -> None:
    assert key(TEXT) is not None
    assert key(named("second")) == key(named("third", "x")) == key(TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("access: api", "access: app"),
        ("name: Reader-7B", "name: Reader-8B"),
        ("places: [DE]", "places: [FR]"),
        ("datasets: []", "datasets: []  # none"),
    ],
)
def test_texts_that_differ_in_anything_else_are_two(old: str, new: str) -> None:
    assert old in TEXT
    assert key(TEXT.replace(old, new)) not in {None, key(TEXT)}


@pytest.mark.parametrize(
    "said",
    [
        TEXT.replace(LINE, 'plan: "document-reader"'),
        TEXT.replace(LINE, "plan: document-reader # ours"),
        TEXT.replace(LINE, "plan:\n  document-reader"),
        TEXT.replace(LINE, f"{LINE}\nplan: second"),
        named("second", '"quoted"'),
        named("second", "|"),
        named("second", "{a: b}"),
        named("second", "x # y"),
        named("second", "x: y"),
        named("second", "x\ntitle: y"),
        json.dumps({"plan": "document-reader", "title": "x"}),
    ],
)
def test_where_it_is_not_plain_a_text_is_like_no_other(said: str) -> None:
    assert key(said) is None


def test_a_waiver_makes_a_question_of_its_own() -> None:
    assert key(named("second-one"), WAIVER) == key(named("second-two"), WAIVER)
    assert key(named("second"), WAIVER) != key(named("third"), WAIVER)
    for_findings = replace(WAIVER, findings=("0" * 32,))
    assert key(named("second"), for_findings) is None
    assert key(named("third"), for_findings) == key(TEXT)


def case(said: str) -> Case:
    found = examine(a_plan(said), example(), as_of=DAY).case
    assert found is not None
    return found


def test_cases_with_the_same_facts_are_one_question_however_they_are_written() -> None:
    alike = Alike(())
    same = alike.of_case(case(TEXT))
    assert alike.of_case(case(f"{named('second')}\n# a remark\n")) == same
    assert alike.of_case(case(TEXT.replace("[DE]", "[FR]"))) != same


def all_stored(database: Database) -> list[Stored]:
    with database.reading() as connection:
        store = DecisionStore(connection)
        found = store.standing(most=100)
        reviews = ReviewStore(connection).of_decisions([each.number for each in found])
        return [
            Stored(
                each,
                store.contents.get(each.version.source).decode(),
                store.contents.get(each.verdict).decode(),
                reviews.get(each.number),
            )
            for each in found
        ]


def test_what_is_shared_comes_to_what_each_plan_comes_to_alone(database: Database) -> None:
    for name in ("document-reader", "second", "third"):
        stored(database, name)
    answered(database, UNSURE.replace(LINE, "plan: fourth"))
    for found in (library(), changed_library(BANNED)):
        judge = Rejudger(found, LATER)
        for each in all_stored(database):
            assert judge(each) == rejudge(each, found, LATER)


def test_plans_that_flip_together_each_have_a_verdict_of_their_own(database: Database) -> None:
    for name in ("document-reader", "second"):
        stored(database, name)
    judge = Rejudger(changed_library(BANNED), LATER)
    done = [judge(each) for each in all_stored(database)]
    verdicts = [json.loads(each.judged.verdict) for each in done if each.judged]
    assert [each["plan"]["id"] for each in verdicts] == ["document-reader", "second"]
    prints = [{one["fingerprint"] for one in each["findings"]} for each in verdicts]
    assert not prints[0] & prints[1]


def copied(connection: Connection, count: int) -> None:
    """Store copies of the one plan that there is, under names of their own."""
    for statement in _COPIES:
        connection.execute(text(statement), {"count": count})


def test_texts_that_are_the_same_to_the_byte_reach_the_bench_once(database: Database) -> None:
    stored(database)
    copies = 30
    with database.writing() as connection:
        copied(connection, copies)
    seen: list[str] = []

    def bench(batch: Sequence[Stored]) -> list[Rejudged]:
        seen.extend(each.decision.version.plan for each in batch)
        return [rejudge(each, library(), LATER) for each in batch]

    found = sweep(Sweeping(database, bench, LATER))
    assert (found.plans, found.same) == (copies + 1, copies + 1)
    assert len(seen) == 1
    seen.clear()

    def flipping(batch: Sequence[Stored]) -> list[Rejudged]:
        seen.extend(each.decision.version.plan for each in batch)
        return [rejudge(each, changed_library(BANNED), LATER) for each in batch]

    found = sweep(Sweeping(database, flipping, LATER))
    assert (found.same, len(seen), len(set(seen))) == (0, copies + 1, copies + 1)
