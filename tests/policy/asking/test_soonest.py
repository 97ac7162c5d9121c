import itertools
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from policy.asking.answers import NOTHING, State
from policy.asking.soonest import Soonest
from policy.asking.tree import Ask, End, Node, Tree, ends, most
from policy.values import Value
from policy.verdict import Ruling, Verdict
from tests.policy.asking.guessing import (
    FACTS,
    PURPOSE,
    Row,
    Table,
    a_question,
    a_verdict,
    values_of,
)

_ANSWERS: Mapping[str, Value] = {"yes": True, "no": False}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    facts = tuple(draw(st.permutations((*FACTS, PURPOSE)))[:3])
    rows = list(itertools.product(*map(values_of, facts)))
    rulings = draw(st.lists(st.sampled_from(Ruling), min_size=len(rows), max_size=len(rows)))
    return Table(facts, dict(zip(rows, rulings, strict=True)))


def always() -> bool:
    return True


def tree_of(table: Table) -> Tree:
    return Soonest(table.judge, always).tree(table.judge(NOTHING))


def walked(table: Table, node: Node, row: tuple[Value, ...]) -> tuple[End, int]:
    """Follow `node` with the answers that `row` gives; return the end and their number."""
    known = dict(zip(table.facts, row, strict=True))
    asked = 0
    while isinstance(node, Ask):
        value = known[node.asked.questions[0].fact]
        asked += 1
        (node,) = [
            branch.then
            for branch in node.branches
            if value in {_ANSWERS.get(word, word) for word in branch.answers}
        ]
    return node, asked


@settings(deadline=None, max_examples=50)
@given(tables())
def test_no_order_needs_fewer_answers(table: Table) -> None:
    tree = tree_of(table)
    assert tree.least
    assert tree.complete
    assert tree.settles
    assert tree.expected == table.least({})


@settings(deadline=None, max_examples=50)
@given(tables())
def test_every_way_through_it_ends_in_what_its_answers_come_to(table: Table) -> None:
    root = tree_of(table).root
    for row, ruling in table.rulings.items():
        end, asked = walked(table, root, row)
        assert end.best == end.worst == ruling
        assert asked <= most(root)


@settings(deadline=None, max_examples=50)
@given(tables())
def test_the_expected_number_is_the_mean_over_all_answers(table: Table) -> None:
    tree = tree_of(table)
    # Answers of one question are equally likely, so all rows are.
    asked = [walked(table, tree.root, row)[1] for row in table.rulings]
    assert tree.expected == Fraction(sum(asked), len(asked))


@settings(deadline=None, max_examples=50)
@given(tables(), st.integers(0, 30))
def test_whenever_it_is_stopped_what_it_says_by_then_holds(table: Table, budget: int) -> None:
    left = iter(range(budget))
    search = Soonest(table.judge, lambda: next(left, None) is not None)
    tree = search.tree(table.judge(NOTHING))
    assert search.judged <= budget
    assert all(each.cut or each.settled for each in ends(tree.root))
    for row, ruling in table.rulings.items():
        end, _ = walked(table, tree.root, row)
        assert end.best <= ruling <= end.worst
    if tree.least:
        assert tree.expected == table.least({})
    if tree.complete:
        assert tree.expected >= table.least({})


@settings(deadline=None, max_examples=50)
@given(tables())
def test_the_same_question_gives_the_same_tree(table: Table) -> None:
    assert tree_of(table) == tree_of(table)


def test_answers_that_lead_to_the_same_are_joined() -> None:
    rulings: dict[Row, Ruling] = {
        (value,): Ruling.DENIED if value == "product" else Ruling.APPROVED
        for value in values_of(PURPOSE)
    }
    root = tree_of(Table((PURPOSE,), rulings)).root
    assert isinstance(root, Ask)
    assert sorted(len(each.answers) for each in root.branches) == [1, len(rulings) - 1]


def test_nothing_is_asked_where_no_answer_changes_anything() -> None:
    table = Table(FACTS[:1], {(True,): Ruling.DENIED, (False,): Ruling.DENIED})
    assert tree_of(table).root == End(Ruling.DENIED, Ruling.DENIED, Ruling.DENIED)


def test_a_question_without_a_closed_list_of_answers_is_waited_for() -> None:
    verdict = a_verdict(Ruling.APPROVED, Ruling.DENIED, [a_question("student.parameters")])
    root = Soonest(lambda _: verdict, always).tree(verdict).root
    assert isinstance(root, End)
    assert not root.settled
    assert not root.cut
    assert [each.questions[0].fact for each in root.waiting] == ["student.parameters"]


def test_an_answer_that_contradicts_the_plan_is_no_answer() -> None:
    start = a_verdict(Ruling.APPROVED, Ruling.DENIED, [a_question(PURPOSE)])
    fine = a_verdict(Ruling.APPROVED, Ruling.APPROVED, [])
    bad = a_verdict(Ruling.DENIED, Ruling.DENIED, [])

    def judge(state: State) -> Verdict | None:
        said = {getattr(each, "value", None) for each in state}
        return None if "personal" in said else bad if "product" in said else fine

    root = Soonest(judge, always).tree(start).root
    assert isinstance(root, Ask)
    assert "personal" not in {word for each in root.branches for word in each.answers}


def test_an_answer_that_does_not_count_is_not_asked_for() -> None:
    verdict = a_verdict(Ruling.APPROVED, Ruling.DENIED, [a_question(FACTS[0])])
    root = Soonest(lambda _: verdict, always).tree(verdict).root
    assert isinstance(root, End)
    assert not root.settled
    assert len(root.waiting) == 1
    assert not root.cut
