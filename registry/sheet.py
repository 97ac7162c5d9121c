"""A sheet of facts, filled in the order of origins: a later one fills only an unknown.

The order is that of the design, section 4: plan or organization file,
determination, registered, derived, moot, attestation, presumption.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache

from policy.deriving import Get
from policy.facts.fact import Attestation
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
from registry.scopes import MootRule, Scope


class Sheet:
    """The facts of one scope: the plan, one ingredient, or one ingredient under an issuer."""

    def __init__(
        self, scope: Scope, given: Mapping[str, Given], outer: "Sheet | None" = None
    ) -> None:
        self._scope = scope
        self._given = dict(given)
        self._outer = outer

    @property
    def given(self) -> Mapping[str, Given]:
        """Return the known facts by path, in the order of the vocabulary."""
        given = self._given
        found = {}
        for fact in self._scope.facts:
            told = given.get(fact.path)
            if told is not None and told.value is not UNKNOWN:
                found[fact.path] = told
        return found

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
        given = self._given
        open_rules = [each for each in self._scope.derivations if self._is_open(each[0])]
        moot = [each for each in self._scope.moot if each.path not in given]
        changed = True
        while changed:
            changed = False
            for path, derivation in open_rules:
                changed |= self._derive(path, derivation)
            for rule in moot:
                if rule.path not in given and self._is_moot(rule):
                    given[rule.path] = rule.given
                    changed = True

    def _is_open(self, path: str) -> bool:
        """Return whether `path` is unknown, or was derived as bounds that may yet narrow."""
        known = self._given.get(path)
        inexact = known is None or isinstance(known.value, Bounds)
        return known is None or (inexact and known.origin is Origin.DERIVED)

    def _derive(self, path: str, derivation: Callable[[Get], Value]) -> bool:
        """Derive `path`; return whether it was unknown, or its bounds are narrower now."""
        if not self._is_open(path):
            return False
        value, known = derivation(self.value), self._given.get(path)
        if value is UNKNOWN and known is None:
            return False
        if known is not None and value == known.value:
            return False
        self._given[path] = Given(value, Origin.DERIVED)
        return True

    def _is_moot(self, rule: MootRule) -> bool:
        return all(self._has(path, values) for path, values in rule.when)

    def _has(self, path: str, values: tuple[object, ...]) -> bool:
        value = self.value(path)
        if not values:
            return isinstance(value, Several) and not value.items and not value.open
        return value is not UNKNOWN and value in values

    def attest(self, signed: Iterable[tuple[Attestation, Given]]) -> None:
        """Fill the facts that attestations cover; each `Given` says who signed and where."""
        known = self._given
        for name, signature in signed:
            span, owner = signature.span, signature.owner
            for path, value in self._scope.attested.get(name, ()):
                if path not in known:
                    known[path] = Given(value, Origin.ATTESTATION, span, owner, name.value)

    def presume(self, presumptions: Iterable[Presumption], day: date) -> None:
        """Fill the facts that house policy assumes on `day`."""
        known, paths = self._given, self._scope.paths
        for each in presumptions:
            if each.fact in paths and each.fact not in known and each.holds_on(day):
                known[each.fact] = _presumed(each)


@lru_cache(maxsize=1024)
def _presumed(presumption: Presumption) -> Given:
    """Return the fact that `presumption` gives, with owner, reason and end."""
    value: Value = presumption.value
    if VOCABULARY.get(presumption.fact).many:
        value = several(str(presumption.value))
    return Given(
        value,
        Origin.PRESUMPTION,
        None,
        presumption.owner,
        presumption.reason,
        presumption.until,
    )
