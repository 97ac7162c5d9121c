"""The bare rules in our own condition language: YAML, parsed, compiled, indexed."""

from collections.abc import Callable
from decimal import Decimal

from bench.workload import Input, Rule
from policy.packs import SourceFile, load_packs
from policy.values import Value

HOW = "clauses of laws in YAML, the index over laws and their evaluators"
_A_LAW = 1_000
"""As many clauses stand in one file: a file has its limit."""
_LAW = """\
document: bare-rules-{number}
kind: law
title: Bare rules
jurisdiction: US
versions:
  - version: "2026-01-01"
    effective: 2026-01-01
    clauses:
"""
_CLAUSE = """\
      - id: {id}
        topic: train-on-outputs
        forbids: Training on outputs of this provider.
        when:
          ingredient.provider: {provider}
          terms.competes_with_issuer: true
          organization.country: [{countries}]
"""
_FACTS = {
    "provider": "ingredient.provider",
    "competing": "terms.competes_with_issuer",
    "country": "organization.country",
    "account": "ingredient.account",
    "access": "ingredient.access",
    "automated": "ingredient.automated",
    "purpose": "use.purpose",
    "type": "student.type",
    "derivation": "student.derivation",
    "parameters": "student.parameters",
    "users": "organization.monthly_active_users",
    "examples": "ingredient.examples",
}
Facts = dict[str, Value]


def facts_of(asked: Input) -> Facts:
    """Return an input under the names and in the types of our vocabulary."""
    return {
        _FACTS[name]: value if isinstance(value, str | bool) else Decimal(value)
        for name, value in asked.items()
    }


def prepare(rules: tuple[Rule, ...]) -> Callable[[Facts], set[str]]:
    """Return the function from a dict of facts to the ids of the clauses that hold."""
    files = [
        SourceFile(f"bare-rules-{start}.yaml", _law(start, rules[start : start + _A_LAW]))
        for start in range(0, len(rules), _A_LAW)
    ]
    loaded = load_packs([("bare-rules", files)])
    if loaded.errors:
        raise ValueError("; ".join(each.message for each in loaded.errors))
    index = loaded.pack.standing

    def held(facts: Facts) -> set[str]:
        return {each.clause.id for each in index.holding(facts)}

    return held


def _law(number: int, rules: tuple[Rule, ...]) -> bytes:
    clauses = "".join(
        _CLAUSE.format(id=each.id, provider=each.provider, countries=", ".join(each.countries))
        for each in rules
    )
    return (_LAW.format(number=number) + clauses).encode()
