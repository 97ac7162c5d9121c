"""Casework: plan, registry and day become a case, the frozen facts of one check."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from policy.case import Case, Settlement, Waiver
from policy.compiling import Pack
from policy.deriving import PLAN_DERIVATIONS
from policy.diagnostics import Code, Diagnostic, Level, in_order
from policy.digesting import case_digest
from policy.facts.fact import Attestation
from policy.facts.vocabulary import ATTESTATIONS, VOCABULARY
from policy.frozen import dataclass
from policy.house import Presumption
from policy.plan import Entry, Plan
from policy.values import NOT_GIVEN, UNKNOWN, Given, Origin, Several, Value
from policy.waiving import names_plan
from registry.determinations import Determination
from registry.filling import Setting
from registry.governing import Governing
from registry.ingredients import IngredientMaker
from registry.listings import Listing, Listings
from registry.onfile import OnFile
from registry.pinning import unheard_in
from registry.scopes import Scope
from registry.screening.matching import Screener
from registry.sheet import Sheet
from registry.store import Catalog

SIGNED: Value = True
NOTHING_ON_FILE = OnFile()
NO_LISTS = Screener()


@dataclass(frozen=True, slots=True)
class Records:
    """What the registry knows, and what lies on file."""

    catalog: Catalog
    on_file: OnFile = NOTHING_ON_FILE
    screener: Screener = NO_LISTS
    """The screening lists that are loaded."""
    listed: dict[str, Listing] | None = None
    """Where providers stand, kept for many plans of one day; nothing: for one plan alone."""


_PLAN = Scope((fact for fact in VOCABULARY if not fact.per_ingredient), PLAN_DERIVATIONS)


@dataclass(frozen=True, slots=True)
class Casework:
    """A case with everything that is wrong with the plan as an answer to it."""

    case: Case
    diagnostics: tuple[Diagnostic, ...]


def make_case(plan: Plan, records: Records, pack: Pack, *, as_of: date) -> Casework:
    """Return the case of `plan` on the day `as_of`; a pure function of its arguments."""
    casework = framed(plan, records, pack, as_of=as_of)
    return replace(casework, case=with_digest(casework.case))


def with_digest(case: Case) -> Case:
    """Return `case` with its digest, by which it is kept."""
    return replace(case, sha256=case_digest(case))


def framed(
    plan: Plan, records: Records, pack: Pack, *, as_of: date, besides: tuple[str, ...] = ()
) -> Casework:
    """Return the case of `plan` without its digest, for plans of which none is kept.

    `besides` names documents that govern what the plan names even where no
    channel of the catalog leads to them: by them a pack tests its clauses.
    """
    answers = Answers(plan, records.on_file.determinations, as_of)
    known = {} if records.listed is None else records.listed
    listings = Listings(records.screener, as_of, _no_listed_parties(plan), known)
    sheet = _plan_sheet(plan, records, pack, (answers, listings))
    governing = Governing(records.catalog, pack.license_tags, pack.compiler.tester, besides)
    setting = Setting(plan, records.catalog, pack, answers, sheet, listings)
    maker = IngredientMaker(setting, governing)
    ingredients = tuple(maker.ingredients())
    case = Case(
        plan=plan.id,
        title=plan.title,
        digest=plan.digest,
        as_of=as_of,
        facts=sheet.given,
        ingredients=ingredients,
        agreements=records.on_file.agreements,
        waivers=tuple(_waivers(plan, records.on_file.waivers)),
        settlements=answers.settlements(),
        adoption=plan.is_adoption,
        span=plan.span,
    )
    found = [*_contradictions(plan, pack, as_of), *_unheard_claims(plan, pack)]
    found += unheard_in(plan, records.catalog)
    return Casework(case, in_order(found))


class Answers:
    """What determinations on file answer for one plan."""

    def __init__(
        self, plan: Plan, determinations: Iterable[Determination], as_of: date
    ) -> None:
        self.day = as_of
        name = plan.facts.get("student.name")
        self._student = str(name.value) if name else ""
        markets = plan.facts.get("student.markets")
        self._markets: Value = markets.value if markets else UNKNOWN
        self._valid = tuple(
            sorted(
                (each for each in determinations if each.holds_on(as_of)),
                key=lambda each: (each.on, each.id),
                reverse=True,
            )
        )

    def answer(
        self, fact: str, *, ingredient: str | None = None, issuer: str | None = None
    ) -> Given | None:
        """Return the newest determination of `fact` in scope, or nothing."""
        for each in self._valid:
            given = each.given
            if each.fact != fact or given is None:
                continue
            same_issuer = each.scope.issuer in {None, issuer}
            if same_issuer and each.scope.holds_for(self._student, self._markets, ingredient):
                return given
        return None

    def answered(self, paths: frozenset[str]) -> list[str]:
        """Return which of `paths` some determination speaks of, for any plan."""
        return sorted({each.fact for each in self._valid if each.fact in paths})

    def settlements(self) -> tuple[Settlement, ...]:
        """Return what determinations settle or give a basis for, in this plan."""
        found = []
        for each in self._valid:
            wide = replace(each.scope, ingredients=())
            settlement = each.settlement()
            if settlement and wide.holds_for(self._student, self._markets, None):
                found.append(settlement)
        return tuple(sorted(found, key=lambda each: each.id))


def _plan_sheet(
    plan: Plan, records: Records, pack: Pack, known: tuple[Answers, Listings]
) -> Sheet:
    """Return the facts of the plan itself, filled in the order of origins."""
    answers, listings = known
    sheet = Sheet(_PLAN, plan.facts)
    for path in answers.answered(_PLAN.paths):
        answer = answers.answer(path)
        if answer is not None:
            sheet.put(path, answer)
    _register_base(plan, records.catalog, sheet)
    _register_listings(listings, sheet)
    sheet.settle()
    sheet.attest(signatures(plan))
    sheet.settle()
    sheet.presume(pack.house.presumptions, answers.day)
    sheet.settle()
    return sheet


def _register_base(plan: Plan, catalog: Catalog, sheet: Sheet) -> None:
    """Fill what the registry knows of the base."""
    if not isinstance(plan.base, Entry) or plan.base.ref is None:
        return
    artifact = catalog.artifact(plan.base.ref.canonical)
    if artifact is None:
        return
    sheet.register("student.base_training_flop", artifact.training_flop)
    sheet.register("student.base_systemic_risk", artifact.systemic_risk)
    own = plan.base.facts.get("ingredient.own")
    if own is None and artifact.maker is not None:
        sheet.put("student.base_is_own", Given(value=False, origin=Origin.REGISTERED))
        sheet.put("student.base_provider_is_us", Given(value=False, origin=Origin.REGISTERED))


def _no_listed_parties(plan: Plan) -> Given | None:
    """Return the signature under `no-listed-parties`, where there is one."""
    wanted = Attestation.NO_LISTED_PARTIES
    return next((given for name, given in signatures(plan) if name is wanted), None)


def _register_listings(listings: Listings, sheet: Sheet) -> None:
    """Fill on which screening lists the organization and named recipients stand."""
    organization = sheet.value("organization.name")
    if isinstance(organization, str):
        listed = listings.given([listings.named(organization)])
        sheet.put("organization.listed_on", listed or NOT_GIVEN)
    recipients = sheet.value("release.recipient_names")
    if isinstance(recipients, Several) and recipients.items:
        known = [listings.named(name) for name in recipients.items]
        unnamed = [Listing()] if recipients.open else []
        listed = listings.given([*known, *unnamed])
        sheet.put("release.recipient_listed_on", listed or NOT_GIVEN)


def signatures(plan: Plan) -> Iterator[tuple[Attestation, Given]]:
    """Yield what the requester attests, each with its place."""
    for each in plan.attests:
        yield each.name, Given(SIGNED, Origin.ATTESTATION, each.span, "the requester")


def _waivers(plan: Plan, waivers: Iterable[Waiver]) -> Iterator[Waiver]:
    return (waiver for waiver in waivers if names_plan(waiver, plan.id))


def _contradictions(plan: Plan, pack: Pack, as_of: date) -> Iterator[Diagnostic]:
    """Yield attestations and presumptions that the plan itself contradicts.

    A presumption that something does not occur here is contradicted by a plan
    in which it does; one that picks a word of a list is a default.
    """
    stated: dict[str, list[Given]] = {}
    for fact, given in _stated(plan):
        stated.setdefault(fact, []).append(given)
    yield from _against_attestations(plan, stated)
    for presumption in pack.house.presumptions:
        if not isinstance(presumption.value, bool):
            continue
        for given in stated.get(presumption.fact, ()):
            wrong = given.value not in {presumption.value, UNKNOWN}
            if wrong and presumption.holds_on(as_of):
                yield _against(presumption, given, plan)


def _against_attestations(
    plan: Plan, stated: Mapping[str, list[Given]]
) -> Iterator[Diagnostic]:
    for attested in plan.attests:
        for path, value in ATTESTATIONS[attested.name.value]:
            for given in stated.get(path, ()):
                if not _same(given.value, value):
                    message = f"`{attested.name}` says otherwise than `{path}` in the plan"
                    hint = "leave the attestation out, or mend the fact"
                    span = given.span or attested.span
                    yield Diagnostic(Code.ATTESTATION_CONTRADICTED, message, span, hint)


def _against(presumption: Presumption, given: Given, plan: Plan) -> Diagnostic:
    message = f"house policy presumes otherwise of `{presumption.fact}`; the plan counts"
    hint = f"{presumption.owner} answers for the presumption: {presumption.reason}"
    span = given.span or plan.span
    return Diagnostic(Code.PRESUMPTION_CONTRADICTED, message, span, hint, Level.WARNING)


def _stated(plan: Plan) -> Iterator[tuple[str, Given]]:
    yield from plan.facts.items()
    bases = (plan.base,) if isinstance(plan.base, Entry) else ()
    for entry in (*(plan.teachers or ()), *(plan.datasets or ()), *bases):
        yield from entry.facts.items()
    for terms in plan.terms.values():
        yield from terms.items()


def _same(value: Value, attested: object) -> bool:
    if value is UNKNOWN:
        return True
    if attested == ():
        return isinstance(value, Several) and not value.items
    return value == attested


def _unheard_claims(plan: Plan, pack: Pack) -> Iterator[Diagnostic]:
    """Yield a warning for each bare claim that house policy does not let the plan make."""
    if may_claim(pack):
        return
    for issuer, given in plan.competes_with.items():
        message = f"whether the student competes with `{issuer}` is not for the plan to say"
        hint = "ask legal for a determination; state the markets of the student meanwhile"
        span = given.span or plan.span
        yield Diagnostic(Code.NOT_ANSWERABLE, message, span, hint, Level.WARNING)


def may_claim(pack: Pack) -> bool:
    """Return whether house policy lets a requester answer whether the student competes."""
    roles = pack.house.answers.get("terms.competes_with_issuer", ())
    return bool({"requester", "engineer"} & set(roles))
