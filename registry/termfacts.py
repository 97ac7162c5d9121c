"""The `terms.*` facts of one ingredient under one issuer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from policy.deriving import TERMS_DERIVATIONS
from policy.facts.vocabulary import VOCABULARY
from policy.house import Presumption
from policy.values import UNKNOWN, Given, Origin, Several, Value
from registry.records import Artifact
from registry.scopes import Scope
from registry.sheet import Sheet

if TYPE_CHECKING:
    from registry.filling import Setting

_TERMS = Scope((fact for fact in VOCABULARY if fact.group == "terms"), TERMS_DERIVATIONS)
_COMPETES = "terms.competes_with_issuer"
_BY_MARKETS = (_COMPETES, "terms.similar_to_issuer_product")
_CLAIMANTS = frozenset({"requester", "engineer"})


class TermFacts:
    """Fills the facts that hang on an issuer, in the order of origins."""

    def __init__(
        self, setting: "Setting", sheet: Sheet, student_families: frozenset[str] | None
    ) -> None:
        self._setting = setting
        self._ingredient = sheet
        self._families = student_families

    def under(
        self, issuer: str, artifact: Artifact | None, names: tuple[str, ...]
    ) -> Mapping[str, Given]:
        """Return the facts of an ingredient under `issuer`.

        `names` are its own, and that of the ingredient of the plan through
        which it comes: a determination may speak of either.
        """
        plan = self._setting.plan
        given = dict(plan.terms.get(issuer, {}))
        claim = plan.competes_with.get(issuer)
        if claim is not None and self._may_claim():
            given.setdefault(_COMPETES, claim)
        sheet = Sheet(_TERMS, given, self._ingredient)
        answers = self._setting.answers
        for path in answers.answered(_TERMS.paths):
            for name in names:
                answer = answers.answer(path, ingredient=name, issuer=issuer)
                if answer is not None:
                    sheet.put(path, answer)
        sheet.put("terms.same_family", Given(self._same_family(artifact), Origin.DERIVED))
        sheet.settle()
        self._presume(sheet, issuer)
        sheet.settle()
        return sheet.given

    def _may_claim(self) -> bool:
        roles = self._setting.pack.house.answers.get(_COMPETES, ())
        return bool(_CLAIMANTS & set(roles))

    def _same_family(self, artifact: Artifact | None) -> Value:
        """Return whether the student's weights come from the ingredient's family."""
        if self._families is None:
            return UNKNOWN
        if not self._families:
            return False
        if artifact is None or artifact.family is None:
            return UNKNOWN
        return artifact.family in self._families

    def _presume(self, sheet: Sheet, issuer: str) -> None:
        house, day = self._setting.pack.house, self._setting.answers.day
        sheet.presume(house.presumptions, day)
        rule = house.disjoint_markets
        if rule is not None and rule.holds_on(day) and self._disjoint(issuer):
            for path in _BY_MARKETS:
                sheet.put(path, _not_competing(rule))

    def _disjoint(self, issuer: str) -> bool:
        """Return whether the student's markets are known, and none of the issuer's."""
        markets = self._setting.sheet.value("student.markets")
        provider = self._setting.catalog.provider(issuer)
        if not isinstance(markets, Several) or markets.open or not markets.items:
            return False
        if provider is None or not provider.markets or "other" in markets.items:
            return False
        return not set(markets.items) & set(provider.markets)


def _not_competing(rule: Presumption) -> Given:
    return Given(rule.value, Origin.PRESUMPTION, None, rule.owner, rule.reason, rule.until)
