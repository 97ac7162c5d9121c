from datetime import date
from decimal import Decimal

from policy.deriving import PLAN_DERIVATIONS
from policy.facts.vocabulary import VOCABULARY
from policy.house import Presumption
from policy.values import Bounds, Given, Origin, Value
from registry.scopes import Scope
from registry.sheet import Sheet

DAY = date(2026, 11, 24)
PLAN = Scope((fact for fact in VOCABULARY if not fact.per_ingredient), PLAN_DERIVATIONS)
AT_MOST = Bounds(None, Decimal("1e24"))
BOUND = Presumption("student.generation_flop", AT_MOST, "no run comes near it", "ml-platform")


def sheet(**facts: Value) -> Sheet:
    given = {name.replace("__", "."): Given(each, Origin.PLAN) for name, each in facts.items()}
    return Sheet(PLAN, given)


def test_a_presumed_bound_narrows_what_was_derived_without_it() -> None:
    filled = sheet(student__base="none", student__training_flop=Decimal("1e21"))
    filled.settle()
    assert filled.value("student.cumulative_flop") == Bounds(Decimal("1e21"), None)

    filled.presume((BOUND,), DAY)
    filled.settle()

    assert filled.value("student.cumulative_flop") == Bounds(
        Decimal("1e21"), Decimal("1.001e24")
    )
    assert filled.get("student.cumulative_flop").origin is Origin.DERIVED


def test_a_presumption_fills_no_number_that_the_plan_gives() -> None:
    filled = sheet(student__generation_flop=Decimal("3e24"))

    filled.presume((BOUND,), DAY)

    assert filled.get("student.generation_flop") == Given(Decimal("3e24"), Origin.PLAN)


def test_a_model_that_sorts_is_taken_as_narrow_and_one_that_writes_is_not() -> None:
    sorting, writing = sheet(student__type="reranker"), sheet(student__type="language-model")
    for each in (sorting, writing):
        each.settle()

    assert sorting.get("student.generality") == Given("narrow", Origin.MOOT)
    assert writing.get("student.generality").origin is Origin.UNKNOWN
