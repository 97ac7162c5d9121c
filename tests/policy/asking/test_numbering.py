from policy.asking.answers import NOTHING
from policy.asking.numbering import numbered
from policy.asking.soonest import Soonest
from policy.asking.tree import End
from policy.verdict import Ruling
from tests.policy.asking.guessing import FACTS, Row, Table


def test_questions_are_numbered_from_the_first_and_lead_on_by_number() -> None:
    rulings: dict[Row, Ruling] = {
        (one, two): Ruling.DENIED if one else Ruling.APPROVED if two else Ruling.NEEDS_REVIEW
        for one in (True, False)
        for two in (True, False)
    }
    table = Table(FACTS[:2], rulings)
    first, second = numbered(Soonest(table.judge, lambda: True).tree(table.judge(NOTHING)).root)
    assert (first.number, second.number) == (1, 2)
    assert dict(first.leads)[("no",)] == 2
    denied = dict(first.leads)[("yes",)]
    assert isinstance(denied, End)
    assert denied.ruling is Ruling.DENIED


def test_what_is_equal_stands_once() -> None:
    one, two, three = (True, False), (True, False), (True, False)
    rulings: dict[Row, Ruling] = {
        (a, b, c): Ruling.DENIED if (a != b) != c else Ruling.APPROVED
        for a in one
        for b in two
        for c in three
    }
    table = Table(FACTS, rulings)
    found = numbered(Soonest(table.judge, lambda: True).tree(table.judge(NOTHING)).root)
    assert len({each.ask for each in found}) == len(found) < 7


def test_nothing_to_ask_is_no_question() -> None:
    assert numbered(End(Ruling.DENIED, Ruling.DENIED, Ruling.DENIED)) == ()
