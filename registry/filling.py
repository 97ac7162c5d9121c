"""The facts of one ingredient, filled in the order of origins."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from policy.case import Path, Role
from policy.compiling import Pack
from policy.deriving import INGREDIENT_DERIVATIONS
from policy.facts.fact import Attestation
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.plan import Entry, Plan
from policy.questions import INHERITED
from policy.values import UNKNOWN, Given, Origin, Value, several
from registry.governing import OURS
from registry.lineage import Ancestor
from registry.listings import Listings
from registry.records import Artifact
from registry.scopes import Scope
from registry.sheet import Sheet
from registry.store import Catalog

INGREDIENT = Scope(
    (fact for fact in VOCABULARY if fact.group == "ingredient"), INGREDIENT_DERIVATIONS
)
"""The facts of one ingredient, whoever wrote the terms."""
SIGNED: Value = True


class Answering(Protocol):
    """Gives the answers of determinations."""

    day: date

    def answer(
        self, fact: str, *, ingredient: str | None = None, issuer: str | None = None
    ) -> Given | None:
        """Return the newest determination of `fact` in scope, or nothing."""
        ...

    def answered(self, paths: frozenset[str]) -> list[str]:
        """Return which of `paths` some determination speaks of."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """What all ingredients of one plan share."""

    plan: Plan
    catalog: Catalog
    pack: Pack
    answers: Answering
    sheet: Sheet
    listings: Listings

    @property
    def complete(self) -> bool:
        """Return whether the requester attests that the ingredients are complete."""
        names = {each.name for each in self.plan.attests}
        return Attestation.INGREDIENTS_COMPLETE in names


@dataclass(frozen=True, slots=True)
class Root:
    """One ingredient of the plan itself."""

    key: str
    entry: Entry
    role: Role
    artifact: Artifact | None
    sheet: Sheet
    path: Path

    @property
    def name(self) -> str:
        """Its canonical reference."""
        return self.entry.ref.canonical if self.entry.ref else "unknown"


class Filling:
    """Fills the facts of ingredients from plan, determinations, registry and policy."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def root(self, root: Root) -> None:
        """Fill the facts of a root in the order of origins."""
        sheet = root.sheet
        answers = self._setting.answers
        for path in answers.answered(INGREDIENT.paths):
            answer = answers.answer(path, ingredient=root.name)
            if answer is not None:
                sheet.put(path, answer)
        derive(sheet, "ingredient.id", root.name)
        derive(sheet, "ingredient.role", root.role.value)
        derive(sheet, "ingredient.depth", Decimal(0))
        if self._setting.plan.is_adoption:
            derive(sheet, "ingredient.feeds_training", value=False)
        if root.role is not Role.TEACHER:
            access = "weights" if root.role is Role.BASE else "dataset"
            derive(sheet, "ingredient.access", access)
        self._register(sheet, root.name, root.artifact)
        self._obtained(root)
        derive(sheet, "ingredient.own", self.own(root))
        through = self.through(root)
        if through is not None:
            derive(sheet, "ingredient.through", several(*through))
        self._screen(sheet, through)
        self._finish(sheet)

    def upstream(self, root: Root, ancestor: Ancestor, role: Role, *, held: bool) -> Sheet:
        """Return the facts of what lies upstream of `root`, as it is seen through it.

        `held`: its weights are inside those that we hold.
        """
        sheet = Sheet(INGREDIENT, {}, self._setting.sheet)
        derive(sheet, "ingredient.id", ancestor.ref)
        derive(sheet, "ingredient.role", role.value)
        depth = min(len(path) for path in ancestor.paths) - 1
        derive(sheet, "ingredient.depth", Decimal(depth))
        for path in (*sorted(INHERITED), "ingredient.feeds_training"):
            given = root.sheet.get(path)
            if given.value is not UNKNOWN:
                sheet.put(path, given)
        if held:
            derive(sheet, "ingredient.access", "weights")
        self._register(sheet, ancestor.ref, ancestor.artifact)
        if sheet.value("ingredient.maker") is not UNKNOWN:
            sheet.put("ingredient.own", Given(value=False, origin=Origin.DERIVED))
        self._screen(sheet, ())
        self._finish(sheet)
        return sheet

    def _obtained(self, root: Root) -> None:
        """Fill who obtained it: data of a hub its maker, weights and our own data we."""
        sheet, local = root.sheet, root.entry.local
        if root.role is Role.DATASET:
            if local:
                self._at_home(sheet)
            derive(sheet, "ingredient.by", "us" if self.own(root) is True else "stranger")
        elif not local and sheet.value("ingredient.access") == "weights":
            derive(sheet, "ingredient.by", "us")

    def _at_home(self, sheet: Sheet) -> None:
        """Fill how a data set of our own reaches us: from ourselves."""
        derive(sheet, "ingredient.by", "us")
        country = self._setting.sheet.value("organization.country")
        for fact in ("access_country", "provider_country", "maker_country"):
            derive(sheet, f"ingredient.{fact}", country)

    def _finish(self, sheet: Sheet) -> None:
        """Derive, then fill what is attested and presumed, and derive again."""
        sheet.settle()
        self._attest(sheet)
        sheet.presume(self._setting.pack.house.presumptions, self._setting.answers.day)
        sheet.settle()

    def _register(self, sheet: Sheet, name: str, artifact: Artifact | None) -> None:
        """Fill what the registry knows of one artifact and its maker."""
        maker = self._setting.catalog.maker_of(name)
        slug = maker.slug if maker else (artifact.maker if artifact else None)
        sheet.register("ingredient.maker", slug)
        sheet.register("ingredient.provider", slug)
        sheet.register("ingredient.maker_country", maker.country if maker else None)
        sheet.register("ingredient.provider_country", maker.country if maker else None)
        if artifact is None:
            return
        if artifact.weights_open is not None:
            sheet.register("ingredient.weights", "open" if artifact.weights_open else "closed")
        sheet.register("ingredient.multimodal", artifact.multimodal)
        sheet.register("ingredient.systemic_risk", artifact.systemic_risk)
        sheet.register("ingredient.released_on", artifact.released_on)
        sheet.register("ingredient.declared_license", artifact.declared_license)
        sheet.register("ingredient.license_contradicted", artifact.contradiction is not None)

    def _screen(self, sheet: Sheet, through: tuple[str, ...] | None) -> None:
        """Fill on which lists the maker and all hops stand, once all are screened."""
        maker = sheet.value("ingredient.maker")
        if maker is UNKNOWN or through is None:
            return
        parties = [self._setting.catalog.provider(slug) for slug in (str(maker), *through)]
        listings = self._setting.listings
        listed = listings.given([listings.provider(each) for each in parties])
        if listed is not None:
            sheet.put("ingredient.provider_listed_on", listed)
        owned = [each.owned_50_by if each else None for each in parties]
        known = [names for names in owned if names is not None]
        found = [name for names in known for name in names]
        if len(known) == len(owned):
            sheet.register("ingredient.provider_owned_50_by", several(*found))
        elif found:
            sheet.register("ingredient.provider_owned_50_by", several(*found, more=True))

    def own(self, root: Root) -> Value:
        """Return whether it is our own work: local and collected by us, or made by us."""
        if root.role is Role.BASE and self._setting.sheet.value("student.base_is_own") is True:
            return True
        if root.entry.local:
            by = root.sheet.value("ingredient.by")
            return by in OURS if by is not UNKNOWN else root.role is Role.DATASET or UNKNOWN
        maker = root.sheet.value("ingredient.maker")
        if maker is UNKNOWN:
            return UNKNOWN
        name = str(self._setting.sheet.value("organization.name")).casefold()
        provider = self._setting.catalog.provider(str(maker))
        names = {str(maker).casefold(), *((provider.name.casefold(),) if provider else ())}
        return name in names

    def through(self, root: Root) -> tuple[str, ...] | None:
        """Return the hops: as the plan says, else as the reference names the endpoint."""
        if root.entry.through is not None:
            return root.entry.through
        access = root.sheet.value("ingredient.access")
        if access in {"weights", "dataset"} or root.entry.local:
            return ()
        if root.entry.ref is None or access is UNKNOWN:
            return None
        scheme = self._setting.catalog.provider(root.entry.ref.scheme)
        if scheme is None:
            return None
        maker = root.sheet.value("ingredient.maker")
        return () if scheme.slug == maker else (scheme.slug,)

    def _attest(self, sheet: Sheet) -> None:
        """Fill what the requester attests, the ordinary place of access included."""
        plan = self._setting.plan
        signed = [
            (each.name, Given(SIGNED, Origin.ATTESTATION, each.span, "the requester"))
            for each in plan.attests
        ]
        sheet.attest(signed)
        ordinary = [each for name, each in signed if name is Attestation.ORDINARY_ACCESS]
        country = self._setting.sheet.value("organization.country")
        if ordinary and sheet.value("ingredient.by") in OURS:
            reason = Attestation.ORDINARY_ACCESS.value
            span = ordinary[0].span
            given = Given(country, Origin.ATTESTATION, span, "the requester", reason)
            sheet.put("ingredient.access_country", given)


def derive(sheet: Sheet, path: str, value: Value) -> None:
    """Fill `path` with a value that follows from the plan itself."""
    sheet.put(path, Given(value, Origin.DERIVED))
