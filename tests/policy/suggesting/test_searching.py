"""The search over a small world: what is against a plan, and what removes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from policy.case import Case
from policy.documents import Confidence, Effect
from policy.plan import Plan
from policy.suggesting.changes import Change, ChangeKind, Option
from policy.suggesting.outcome import Outcome
from policy.suggesting.searching import Search, Suggestion
from policy.verdict import Finding, Ruling, Severity, State, Verdict, Weight

DAY = date(2026, 11, 24)
DENIES = Weight(Ruling.DENIED, Ruling.DENIED, Ruling.DENIED)


def finding(name: str) -> Finding:
    return Finding(
        clause=f"terms@1#{name}",
        versions=("1",),
        title="Terms",
        kind="provider-terms",
        issuer="acme",
        section="1",
        url=None,
        topic="house",
        effect=Effect.FORBIDS,
        state=State.APPLIES,
        severity=Severity.DENY,
        ingredient=None,
        paths=(),
        statement=name,
        because=(),
        missing=(),
        confidence=Confidence.HIGH,
        weight=DENIES,
    )


def outcome(*against: str) -> Outcome:
    verdict = Verdict(
        plan="a",
        title="a",
        digest="",
        as_of=DAY,
        ruling=Ruling.DENIED if against else Ruling.APPROVED,
        best=Ruling.APPROVED,
        worst=Ruling.DENIED,
        findings=tuple(map(finding, against)),
        bases=(),
        obligations=(),
        questions=(),
        assumptions=(),
        ingredients=(),
        case_digest="",
        documents_digest="",
    )
    return Outcome(Plan("a", "a", {}), Case("a", "a", "", DAY, {}, ()), verdict)


def change(kind: ChangeKind, words: str, cost: int, slot: str | None = None) -> Change:
    return Change(kind, slot or kind.value, words, (), cost)


NAME = change(ChangeKind.NAME, "name", 2)
OTHER_NAME = change(ChangeKind.NAME, "other name", 2)
TEACHER = change(ChangeKind.TEACHER, "teacher", 5)
WORSE = change(ChangeKind.TEACHER, "worse teacher", 5)
WAIVER = change(ChangeKind.WAIVER, "waiver", 15)


@dataclass(frozen=True)
class World:
    """What removes each finding, and what changes bring."""

    removes: Mapping[str, tuple[Change, ...]]
    brings: Mapping[Change, str] | None = None

    def judge(self, changes: tuple[Change, ...]) -> Outcome:
        left = [name for name, by in self.removes.items() if not set(by) & set(changes)]
        new = [name for each, name in (self.brings or {}).items() if each in changes]
        return outcome(*left, *new)

    def options(self, _: Outcome, found: Finding) -> tuple[Option, ...]:
        name = found.clause.partition("#")[2]
        return tuple((each,) for each in self.removes.get(name, ()))

    def search(self, keep_going: Callable[[], bool] = lambda: True) -> Search:
        return Search(self.judge, self.options, keep_going)


def words(found: list[Suggestion]) -> list[list[str]]:
    return sorted(sorted(change.words for change in each.changes) for each in found)


def ways(world: World) -> list[list[str]]:
    return words(list(world.search().run(world.judge(()))))


def test_each_finding_is_removed_by_something() -> None:
    assert ways(World({"one": (NAME,), "two": (TEACHER,)})) == [["name", "teacher"]]


def test_one_change_that_removes_everything_is_enough() -> None:
    world = World({"one": (NAME, TEACHER), "two": (TEACHER,)})
    assert ways(world) == [["teacher"]]


def test_ways_of_other_kinds_are_found_as_well() -> None:
    assert ways(World({"one": (NAME, WAIVER)})) == [["name"], ["waiver"]]


def test_variations_of_one_way_are_not_repeated() -> None:
    assert ways(World({"one": (NAME, OTHER_NAME)})) == [["name"]]


def test_what_brings_something_new_is_passed_over() -> None:
    world = World({"one": (WORSE, TEACHER)}, {WORSE: "new"})
    assert ways(world) == [["teacher"]]


def test_two_changes_of_one_place_exclude_each_other() -> None:
    search = World({"one": (NAME,), "two": (OTHER_NAME,)}).search()
    assert list(search.run(outcome("one", "two"))) == []
    assert not search.stopped
    assert [each.finding.statement for each in search.stuck] == ["two"]
    assert [each.words for stuck in search.stuck for each in stuck.changes] == ["name"]


def test_a_finding_that_nothing_removes_is_told() -> None:
    search = World({"one": ()}).search()
    assert list(search.run(outcome("one"))) == []
    assert [(each.finding.statement, each.changes) for each in search.stuck] == [("one", ())]


def test_a_change_without_effect_is_no_way() -> None:
    search = Search(
        lambda _: outcome("one"), World({"one": (NAME, WAIVER)}).options, lambda: True
    )
    assert list(search.run(outcome("one"))) == []
    assert [each.finding.statement for each in search.stuck] == ["one"]


def test_changes_that_make_no_plan_are_passed_over() -> None:
    world = World({"one": (NAME, WAIVER)})
    search = Search(
        lambda changes: None if NAME in changes else world.judge(changes),
        world.options,
        lambda: True,
    )
    assert words(list(search.run(outcome("one")))) == [["waiver"]]


def test_a_search_that_is_stopped_keeps_what_it_found_and_claims_no_more() -> None:
    world = World({"one": (NAME, WAIVER)})
    left = iter([True, False])
    search = world.search(lambda: next(left))
    assert words(list(search.run(world.judge(())))) == [["name"]]
    assert search.stopped
    assert search.stuck == []


def test_offers_beyond_the_first_are_not_claimed_to_have_been_tried() -> None:
    many = tuple(
        change(ChangeKind.TEACHER, f"teacher {at}", 5, "teachers[0]") for at in range(99)
    )
    world = World({"one": many}, dict.fromkeys(many, "new"))
    search = world.search()
    assert list(search.run(world.judge(()))) == []
    assert search.narrowed
    assert not World({"one": (NAME,)}).search().narrowed


def test_what_is_not_needed_is_taken_out_again() -> None:
    def judge(changes: tuple[Change, ...]) -> Outcome:
        if TEACHER in changes:
            return outcome()
        return outcome("two") if NAME in changes else outcome("one", "two")

    world = World({"one": (NAME,), "two": (TEACHER,)})
    search = Search(judge, world.options, lambda: True)
    assert words(list(search.run(outcome("one", "two")))) == [["teacher"]]
