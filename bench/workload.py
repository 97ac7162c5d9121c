"""The bare rules that all engines are given: what is denied, what is asked, what is right.

N rules of the form *provider is P, it competes, and the country is one of
three of twelve: deny, with the rule's id*. Two rules a provider, so that
none, one or two match. The inputs have twelve facts; every tenth names a
provider that no rule names.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

SIZES = (20, 200, 2_000)
OURS_ALONE = 20_000
"""As many rules are only given to us."""
INPUTS = 2_000
COUNTRIES = ("AU", "BR", "CA", "CH", "DE", "FR", "GB", "IN", "JP", "KR", "SG", "US")
Input = dict[str, str | bool | int]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it denies what comes from `provider`, competes, and is in `countries`."""

    id: str
    provider: str
    countries: tuple[str, ...]


def rules(size: int) -> tuple[Rule, ...]:
    """Return `size` rules, the same in every run."""
    chance = random.Random(size)  # noqa: S311 the same rules in every run
    return tuple(
        Rule(f"rule-{number:04}", provider(number // 2), tuple(sorted(chosen)))
        for number in range(size)
        for chosen in [chance.sample(COUNTRIES, 3)]
    )


def inputs(size: int) -> tuple[Input, ...]:
    """Return the inputs for `size` rules, the same in every run."""
    return tuple(_inputs(random.Random(size + 1), size // 2))  # noqa: S311 as above


def _inputs(chance: random.Random, providers: int) -> Iterator[Input]:
    for _ in range(INPUTS):
        named = chance.randrange(10) > 0
        yield {
            "provider": provider(chance.randrange(providers)) if named else "nobody",
            "competing": chance.randrange(2) == 0,
            "country": chance.choice(COUNTRIES),
            "account": chance.choice(("business", "consumer")),
            "access": chance.choice(("api", "weights")),
            "automated": chance.randrange(2) == 0,
            "purpose": chance.choice(("product", "research")),
            "type": chance.choice(("language-model", "classifier")),
            "derivation": chance.choice(("fine-tune", "scratch")),
            "parameters": chance.randrange(1, 100),
            "users": chance.randrange(1_000_000),
            "examples": chance.randrange(1_000_000),
        }


def answer(all_rules: tuple[Rule, ...], asked: Input) -> set[str]:
    """Return the ids of the rules that match, worked out in the plainest way."""
    if asked["competing"] is not True:
        return set()
    return {
        rule.id
        for rule in all_rules
        if rule.provider == asked["provider"] and asked["country"] in rule.countries
    }


def provider(number: int) -> str:
    """Return the name of a provider."""
    return f"provider-{number:04}"
