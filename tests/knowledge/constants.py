"""The numbers, places and words that the clauses of the packs turn on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat, Operator, Test
from policy.documents import Clause

USERS = frozenset({"organization.monthly_active_users", "use.product_monthly_users"})
DAILY_USERS = frozenset({"use.product_daily_users"})
YEARLY = frozenset({"organization.annual_revenue_usd"})
MONTHLY = frozenset({"use.product_monthly_revenue_usd"})
NUMBERS = {
    "mau": (USERS, 1),
    "dau": (DAILY_USERS, 1),
    "revenue_usd": (YEARLY, 1),
    "annual_revenue_usd": (YEARLY, 1),
    "yearly_revenue_usd": (YEARLY, 1),
    "group_revenue_12m_usd": (YEARLY, 1),
    "monthly_revenue_usd": (MONTHLY, 1),
    "annual_recurring_revenue_usd": (MONTHLY, 12),
}
"""For each number: the facts that it is held against, and how many of them make it up."""
PLACES = {"EU": "eu-members", "UK": "GB", "EEA": "eea"}
LISTS = {
    "openai-supported-countries": "openai-supported",
    "supported_territories.yaml#openai": "openai-supported",
    "anthropic-supported-regions-policy": "anthropic-supported",
    "supported_territories.yaml#anthropic": "anthropic-supported",
    "supported_territories.yaml#google-gemini-api": "gemini-api-supported",
}
LAWS = {
    "CN": "China",
    "SG": "Singapore",
    "FR": "France",
    "IE": "Irish",
    "US-CA": "California",
    "US-DE": "Delaware",
    "US-NV": "Nevada",
    "US-TN": "Tennessee",
    "US-TX": "Texas",
    "residence": "residence",
}


@dataclass(frozen=True, slots=True)
class Constant:
    """One test of a clause, and whether it is denied."""

    test: Test
    denied: bool

    def has(self, value: object) -> bool:
        """Return whether `value` is among what the fact is held against."""
        return any(str(each).casefold() == str(value).casefold() for each in self.test.operands)


def constants(clauses: Sequence[Clause]) -> tuple[Constant, ...]:
    """Return every test of `clauses`: of their conditions, exceptions and checks."""
    found: list[Constant] = []
    for clause in clauses:
        conditions = [clause.when, *(each.when for each in clause.exceptions)]
        conditions += [clause.check] if clause.check is not None else []
        for condition in conditions:
            found += _tests(condition, denied=False)
    return tuple(found)


def _tests(condition: Condition, *, denied: bool) -> Iterator[Constant]:
    match condition:
        case Test():
            yield Constant(condition, denied)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _tests(part, denied=denied)
        case NotThat(part=part):
            yield from _tests(part, denied=not denied)
        case Defined(condition=named):
            yield from _tests(named, denied=denied)


def missing_values(
    value: dict[str, object], held: Sequence[Constant], clauses: Sequence[Clause]
) -> Iterator[str]:
    """Yield what of `value` no test or statement has."""
    for key, given in value.items():
        if not _is_held(key, given, held, clauses):
            yield f"{key}: {given}"


def _is_held(
    key: str, given: object, held: Sequence[Constant], clauses: Sequence[Clause]
) -> bool:
    if key in NUMBERS:
        facts, parts = NUMBERS[key]
        number = int(str(given)) // parts
        return any(each.test.fact in facts and each.has(number) for each in held)
    if key in {"excluded", "territories", "paid_only"}:
        return all(_names(PLACES.get(place, place), held) for place in _words(given))
    if key in LAWS_OF:
        statement = " ".join(each.statement for each in clauses)
        return all(LAWS[law] in statement for law in _words(given))
    return _words_held(key, given, held)


LAWS_OF = frozenset(
    {"law", "other", "default", "americas", "consumer", "business", "EEA/CH/UK"}
)


def _words_held(key: str, given: object, held: Sequence[Constant]) -> bool:
    """Return whether the tests name the words of `given`; words that no test is about pass."""
    shown = _words(given)
    held_by = {
        "list": lambda: _names(LISTS[str(given)], held),
        "name_prefix": lambda: _tested("student.name", Operator.STARTS_WITH, given, held),
        "name_contains": lambda: _tested("student.name", Operator.CONTAINS, given, held),
        "forbidden_primary_name": lambda: any(each.denied and each.has(given) for each in held),
        "display": lambda: "<" in shown[0] or all(_names(each, held) for each in shown),
        "ownership_threshold_percent": lambda: any("_50" in each.test.fact for each in held),
        "pairs": lambda: all(_names_pair(pair, held) for pair in _pairs(given)),
    }
    return held_by[key]() if key in held_by else True


def _names(word: str, held: Sequence[Constant]) -> bool:
    return any(each.has(word) for each in held)


def _tested(fact: str, operator: Operator, value: object, held: Sequence[Constant]) -> bool:
    return any(
        each.test.fact == fact and each.test.operator is operator and each.has(value)
        for each in held
    )


def _words(given: object) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list | tuple) else [str(given)]


def _pairs(given: object) -> list[dict[str, str]]:
    every = given if isinstance(given, list | tuple) else ()
    return [each for each in every if isinstance(each, dict)]


def _names_pair(pair: dict[str, str], held: Sequence[Constant]) -> bool:
    """Return whether both models are named; words that name none are left out."""
    return all(_names(f"*{name}*", held) for name in pair.values() if " " not in name)
