"""A sheet of facts, filled in the order of origins: a later one fills only an unknown.

The order is that of the design, section 4: plan or organization file,
determination, registered, derived, moot, attestation, presumption.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from policy.deriving import Get
from policy.facts.fact import Attestation, Fact, Moot
from policy.facts.vocabulary import VOCABULARY
from policy.house import Presumption
from policy.values import (
    NOT_GIVEN,
    UNKNOWN,
    Bounds,
    Given,
    Origin,
    Several,
    Value,
    several,
)

Derivations = Mapping[str, Callable[[Get], Value]]


class Sheet:
    """The facts of one scope: the plan, one ingredient, or one ingredient under an issuer."""

    def __init__(
        self,
        facts: Iterable[Fact],
        given: Mapping[str, Given],
        derivations: Derivations,
        outer: "Sheet | None" = None,
    ) -> None:
        self._facts = tuple(facts)
        self._given = dict(given)
        self._derivations = derivations
        self._outer = outer

    @property
    def given(self) -> Mapping[str, Given]:
        """Return the known facts by path, in the order of the vocabulary."""
        told = {path: each for path, each in self._given.items() if each.value is not UNKNOWN}
        return {fact.path: told[fact.path] for fact in self._facts if fact.path in told}

    def value(self, path: str) -> Value:
        """Return the value at `path`, here or in the scope around."""
        found = self._given.get(path)
        if found is None and self._outer is not None:
            return self._outer.value(path)
        return found.value if found is not None else UNKNOWN

    def get(self, path: str) -> Given:
        """Return the given at `path` of this scope."""
        return self._given.get(path, NOT_GIVEN)

    def put(self, path: str, given: Given) -> None:
        """Fill `path`, unless it is known already or there is nothing to fill it with.

        What was given as unknown from the start stays so: a case file of a
        pack says of a fact that nobody tells it, whoever else would.
        """
        if given.value is not UNKNOWN and path not in self._given:
            self._given[path] = given

    def register(self, path: str, value: Value | None) -> None:
        """Fill `path` with what the registry knows."""
        if value is not None:
            self.put(path, Given(value, Origin.REGISTERED))

    def settle(self) -> None:
        """Derive what follows and what is moot, until nothing changes."""
        changed = True
        while changed:
            before = len(self._given)
            narrowed = [self._derive(path) for path in self._derivations]
            for fact in self._facts:
                for moot in fact.moot:
                    if fact.path not in self._given and self._is_moot(moot):
                        self.put(fact.path, Given(_moot_value(fact, moot), Origin.MOOT))
            changed = len(self._given) > before or any(narrowed)

    def _derive(self, path: str) -> bool:
        """Derive `path`; return whether bounds that were derived before are narrower now."""
        known = self._given.get(path)
        if known is not None:
            inexact = known.origin is Origin.DERIVED and isinstance(known.value, Bounds)
            if not inexact:
                return False
        value = self._derivations[path](self.value)
        if known is None:
            self.put(path, Given(value, Origin.DERIVED))
            return False
        if value == known.value:
            return False
        self._given[path] = Given(value, Origin.DERIVED)
        return True

    def _is_moot(self, moot: Moot) -> bool:
        return all(self._has(path, values) for path, values in moot.when)

    def _has(self, path: str, values: tuple[object, ...]) -> bool:
        value = self.value(path)
        if not values:
            return isinstance(value, Several) and not value.items and not value.open
        return value is not UNKNOWN and value in values

    def attest(self, signed: Iterable[tuple[Attestation, Given]]) -> None:
        """Fill the facts that attestations cover; each `Given` says who signed and where."""
        for name, signature in signed:
            for fact in self._facts:
                if fact.attestation is name and fact.attested is not None:
                    self.put(fact.path, attested(fact, name, signature))

    def presume(self, presumptions: Iterable[Presumption], day: date) -> None:
        """Fill the facts that house policy assumes on `day`."""
        paths = {fact.path for fact in self._facts}
        for each in presumptions:
            if each.fact in paths and each.holds_on(day):
                self.put(each.fact, presumed(each))


def attested(fact: Fact, name: Attestation, signature: Given) -> Given:
    """Return the fact that signing `name` gives."""
    value: Value = UNKNOWN
    if isinstance(fact.attested, tuple):
        value = several()
    elif fact.attested is not None:
        value = several(str(fact.attested)) if fact.many else fact.attested
    return Given(value, Origin.ATTESTATION, signature.span, signature.owner, name.value)


def presumed(presumption: Presumption) -> Given:
    """Return the fact that `presumption` gives, with owner, reason and end."""
    fact = VOCABULARY.get(presumption.fact)
    value: Value = presumption.value
    if fact.many:
        value = several(str(presumption.value))
    return Given(
        value,
        Origin.PRESUMPTION,
        None,
        presumption.owner,
        presumption.reason,
        presumption.until,
    )


def _moot_value(fact: Fact, moot: Moot) -> Value:
    if isinstance(moot.value, tuple):
        return several()
    return several(str(moot.value)) if fact.many else moot.value
