"""The facts of one scope and the rules that fill them, laid out for all its sheets."""

from collections.abc import Callable, Iterable, Mapping

from policy.deriving import Get
from policy.facts.fact import Attestation, Fact, Moot
from policy.frozen import dataclass
from policy.values import Given, Origin, Value, several

Derivations = Mapping[str, Callable[[Get], Value]]


@dataclass(frozen=True, slots=True)
class MootRule:
    """A fact that cannot matter in a state of others, and what it then is."""

    path: str
    when: tuple[tuple[str, tuple[object, ...]], ...]
    given: Given


class Scope:
    """The facts of the plan, of an ingredient, or of an ingredient under an issuer.

    Nothing here changes: a scope is made once and read by each sheet.
    """

    def __init__(self, facts: Iterable[Fact], derivations: Derivations) -> None:
        self.facts = tuple(facts)
        self.paths = frozenset(fact.path for fact in self.facts)
        self.derivations = tuple(derivations.items())
        self.moot = tuple(_rule(fact, moot) for fact in self.facts for moot in fact.moot)
        self.attested = _attested(self.facts)


def _rule(fact: Fact, moot: Moot) -> MootRule:
    return MootRule(fact.path, tuple(moot.when), Given(_moot_value(fact, moot), Origin.MOOT))


def _moot_value(fact: Fact, moot: Moot) -> Value:
    if isinstance(moot.value, tuple):
        return several()
    return several(str(moot.value)) if fact.many else moot.value


def _attested(facts: Iterable[Fact]) -> Mapping[Attestation, tuple[tuple[str, Value], ...]]:
    """Return the facts that each attestation gives, with their values."""
    found: dict[Attestation, list[tuple[str, Value]]] = {}
    for fact in facts:
        if fact.attestation is None or fact.attested is None:
            continue
        value: Value
        if isinstance(fact.attested, tuple):
            value = several()
        else:
            value = several(str(fact.attested)) if fact.many else fact.attested
        found.setdefault(fact.attestation, []).append((fact.path, value))
    return {name: tuple(values) for name, values in found.items()}
