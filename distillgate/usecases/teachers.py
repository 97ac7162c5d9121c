"""Which teachers would pass: each of the catalog in the plainest plan that uses it so."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from distillgate.usecases.check import PlanText, check_plan
from distillgate.usecases.files import read_file
from distillgate.usecases.library import Library
from distillgate.usecases.planwriting import flow, scalar
from policy.facts.fact import Attestation
from policy.suggesting.offers import Offer
from policy.verdict import Basis, DutyState, Finding, Obligation, Ruling, Verdict
from policy.yamltext import Node, UnreadableError, read_yaml
from registry.alternatives import models_of, offer_of
from registry.records import Artifact

SHOWN = "<suggest --teachers>"
NOBODY = "not named"
OUTPUTS = frozenset({"text", "reasoning", "code", "image", "audio", "video", "preferences"})
"""What comes out of an API; the rest takes the weights."""
ALL_SIGNED = tuple(each.value for each in Attestation)
_INSIDE = frozenset({"research", "evaluation", "personal", "internal-business"})
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a teacher is wanted for; what is left out stays unknown."""

    purpose: str
    places: Sequence[str] = ()
    signals: Sequence[str] = ("text",)
    forms: Sequence[str] = ()
    markets: Sequence[str] = ()
    base: str = "none"
    organization: str | None = None
    """The file with the organization's answers."""
    attests: Sequence[str] = ALL_SIGNED


@dataclass(frozen=True, slots=True)
class Taught:
    """One teacher with what its own findings come to."""

    offer: Offer
    ruling: Ruling
    bases: tuple[Basis, ...]
    obligations: tuple[Obligation, ...]
    """Those that are not met."""
    blockers: tuple[Finding, ...]
    topics: tuple[str, ...]
    """What the duties are about, in a word each."""


@dataclass(frozen=True, slots=True)
class Teachers:
    """The teachers of the catalog, the mildest verdict first."""

    taught: tuple[Taught, ...]
    settled: bool
    """Whether all were judged."""
    left: int
    """How many were not."""
    unlike: int
    """How many do not give what is wanted."""


def teachers_for(
    wish: Wish,
    library: Library,
    *,
    as_of: date,
    keep_going: Callable[[int, int], bool],
) -> Teachers:
    """Return every teacher of the catalog, judged for `wish` on the day `as_of`.

    Its outputs are taken from the next day on, by us, in the plainest way; the
    verdict is that of the findings about the teacher and what lies behind it.
    Raises `UnreadableError` where what is wished for makes no plan.
    """
    include = _include(wish.organization)
    catalog = library.records.catalog
    models = list(models_of(catalog))
    fitting = [each for each in models if _gives(offer_of(each), wish)]
    found: list[Taught] = []
    judged = passing = 0
    for artifact in sorted(fitting, key=_newest):
        if not keep_going(judged, passing):
            break
        judged += 1
        found.append(_taught(offer_of(artifact), wish, library, as_of, include))
        passing += found[-1].ruling <= Ruling.WITH_OBLIGATIONS
    found.sort(key=lambda each: (each.ruling, len(each.blockers), len(each.obligations)))
    left = len(fitting) - judged
    return Teachers(tuple(found), not left, left, len(models) - len(fitting))


def _newest(artifact: Artifact) -> tuple[int, str]:
    since = artifact.released_on or date.min
    return (-since.toordinal(), artifact.ref)


def _gives(offer: Offer, wish: Wish) -> bool:
    return offer.access == "weights" or set(wish.signals) <= OUTPUTS


def _include(organization: str | None) -> Callable[[str], Node | None]:
    """Return how to read the organization's file, which is read once."""
    node = read_yaml(read_file(organization), organization) if organization else None
    return lambda name: node if name == organization else None


def _taught(
    offer: Offer,
    wish: Wish,
    library: Library,
    as_of: date,
    include: Callable[[str], Node | None],
) -> Taught:
    text = plan_for(offer, wish, as_of)
    checked = check_plan(PlanText(SHOWN, text.encode(), include), library, as_of=as_of)
    if checked.verdict is None:
        raise UnreadableError(checked.diagnostics)
    return _of_verdict(offer, checked.verdict)


def _of_verdict(offer: Offer, verdict: Verdict) -> Taught:
    mine = [each for each in verdict.ingredients if each.paths[0][0].to == offer.ref]
    names = {each.id for each in mine}
    findings = [each for each in verdict.findings if each.ingredient in names]
    owed = [
        each
        for each in verdict.obligations
        if each.state is not DutyState.MET and names & set(each.ingredients)
    ]
    topics = {each.clause: each.topic for each in findings}
    return Taught(
        offer,
        max((each.weight.now for each in findings), default=Ruling.APPROVED),
        tuple(each for each in verdict.bases if each.ingredient == offer.ref),
        tuple(owed),
        tuple(each for each in findings if each.weight.now >= Ruling.NEEDS_REVIEW),
        tuple(dict.fromkeys(topics[each.clause] for each in owed if each.clause in topics)),
    )


def plan_for(offer: Offer, wish: Wish, as_of: date) -> str:
    """Return the plan by which a teacher is judged, as text."""
    return "\n".join(_lines(offer, wish, as_of)) + "\n"


def _lines(offer: Offer, wish: Wish, as_of: date) -> Iterator[str]:
    organization = f"file: {scalar(wish.organization)}" if wish.organization else None
    start, end = as_of + _A_DAY, as_of + _A_WEEK
    yield "plan: teachers"
    yield f"organization: {{{organization or f'name: {NOBODY}'}}}"
    yield "student:"
    yield "  name: Student"
    yield f"  base: {scalar(wish.base)}"
    yield "  type: language-model"
    yield f"  derivation: {'scratch' if wish.base == 'none' else 'fine-tune'}"
    yield "  generality: narrow"
    if wish.markets:
        yield f"  markets: {flow(wish.markets)}"
    yield f"  trained: {{from: {end + _A_DAY}}}"
    yield "  status: planned"
    yield "teachers:"
    yield f"  - model: {scalar(offer.ref)}"
    yield "    used_as: [imitate]"
    yield f"    access: {offer.access}"
    if offer.access != "weights":
        yield "    through: []"
        yield "    account: business"
    yield f"    signals: {flow(wish.signals)}"
    yield f"    collected: {{from: {start}, until: {end}, by: us}}"
    yield "    generated_for: training"
    yield "datasets: []"
    yield "prompts: {from: [own]}"
    yield f"use: {{purpose: {scalar(wish.purpose)}}}"
    yield from _release(wish)
    if wish.attests:
        yield f"attests: {flow(wish.attests)}"


def _release(wish: Wish) -> Iterator[str]:
    """Yield who gets it; inside the house nothing is released unless the asker says so."""
    said = []
    if wish.forms:
        said.append(f"forms: {flow(wish.forms)}")
    elif wish.purpose in _INSIDE and not wish.places:
        said.append("forms: []")
    if wish.places:
        said.append(f"places: {flow(wish.places)}")
    if said:
        yield f"release: {{{', '.join(said)}}}"
