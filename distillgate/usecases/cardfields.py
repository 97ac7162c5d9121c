"""The head of a model card, in the fields that hubs read, from what a plan says."""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.hublicenses import HUB_LICENSES, OTHER, RELATIONS
from distillgate.usecases.demands import LICENSE, Demand, Licensed
from distillgate.usecases.judged import JudgedPlan
from policy.case import Ingredient, Role
from policy.compiling import Pack
from policy.diagnostics import Span
from policy.documents import Document
from policy.yamlwriting import scalar

LICENSE_FILE = "LICENSE"
NO_LICENSE = "none"
"""What a plan says of a student that others get under no license."""
_HUB_SCHEME = "hf:"


@dataclass(frozen=True, slots=True)
class CardField:
    """One field of the head of a card."""

    name: str
    values: tuple[str, ...]
    why: str
    """The fact that it comes from."""
    many: bool = False
    asked_by: tuple[Demand, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the field in YAML."""
        if not self.many:
            yield f"{self.name}: {scalar(self.values[0])}"
            return
        yield f"{self.name}:"
        yield from (f"- {scalar(each)}" for each in self.values)


@dataclass(frozen=True, slots=True)
class Blank:
    """What is not known, or not kept here, and has to be filled in."""

    what: str
    asked_by: tuple[Demand, ...] = ()


def card_fields(
    plan: JudgedPlan, demands: tuple[Demand, ...]
) -> tuple[tuple[CardField, ...], tuple[Blank, ...]]:
    """Return the fields that are known, and what is left blank."""
    found = [*_license(plan, demands), *_bases(plan), *_data(plan)]
    fields = tuple(each for each in found if isinstance(each, CardField))
    return fields, tuple(each for each in found if isinstance(each, Blank))


def from_fact(fact: str, plan: JudgedPlan) -> str:
    """Return the name of a fact with the place where it was said."""
    span = plan.given(fact).span
    return fact if span is None else f"{fact}, {_place(span)}"


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}"


def document_of(name: str, pack: Pack) -> Document | None:
    """Return the one document that a license called `name` is, or nothing."""
    folded = name.strip().casefold()
    ids = {*pack.license_tags.get(folded, ())} | ({folded} & pack.documents.keys())
    ids |= {
        each.id for each in pack.documents.values() if (each.spdx or "").casefold() == folded
    }
    return pack.documents.get(next(iter(ids))) if len(ids) == 1 else None


def hub_license(name: str, pack: Pack) -> str | None:
    """Return the id by which the hub knows a license, or nothing where it knows none."""
    document = document_of(name, pack)
    names = [name, *([document.id, *document.license_tags] if document else [])]
    return next((each.casefold() for each in names if each.casefold() in HUB_LICENSES), None)


def _license(plan: JudgedPlan, demands: tuple[Demand, ...]) -> Iterator[CardField | Blank]:
    asking = tuple(
        each for each in demands if any(isinstance(need, Licensed) for need in each.needs)
    )
    name = plan.text(LICENSE)
    if name is None:
        yield Blank("`license`, which the plan does not say", asking)
        return
    for demand in asking:
        for need in demand.needs:
            if isinstance(need, Licensed) and not need.holds(name):
                wanted = " or ".join(need.names)
                yield Blank(f"`license` is to be {wanted}, the plan says {name}", (demand,))
    if name.casefold() == NO_LICENSE:
        return
    known, why = hub_license(name, plan.pack), from_fact(LICENSE, plan)
    yield CardField("license", (known or OTHER,), why, asked_by=asking)
    if known is None:
        document = document_of(name, plan.pack)
        url = document.versions[-1].url if document else None
        yield CardField("license_name", (name,), why, asked_by=asking)
        yield CardField("license_link", (url or LICENSE_FILE,), why, asked_by=asking)
        if url is None:
            yield Blank(f"the text of the license {name}, in the file {LICENSE_FILE}", asking)


def _bases(plan: JudgedPlan) -> Iterator[CardField | Blank]:
    yield from _listed("base_model", plan.made_from(Role.BASE))
    if plan.has_unnamed(Role.BASE):
        yield Blank("`base_model`, of which the plan does not say everything")
    relation = RELATIONS.get(plan.text("student.derivation") or "")
    if relation and plan.made_from(Role.BASE):
        why = from_fact("student.derivation", plan)
        yield CardField("base_model_relation", (relation,), why)


def _data(plan: JudgedPlan) -> Iterator[CardField | Blank]:
    yield from _listed("datasets", plan.made_from(Role.DATASET))
    if plan.has_unnamed(Role.DATASET):
        yield Blank("`datasets`, of which the plan does not say everything")


def _listed(name: str, found: tuple[Ingredient, ...]) -> Iterator[CardField | Blank]:
    """Yield the field for what lies on the hub; for what does not, there is no field."""
    ids = [each.id.partition("@")[0] for each in found]
    on_hub = [each.removeprefix(_HUB_SCHEME) for each in ids if each.startswith(_HUB_SCHEME)]
    if on_hub:
        places = [each.span for each in found if each.span is not None]
        why = f"the plan, {_place(places[0])}" if places else "the plan"
        yield CardField(name, tuple(dict.fromkeys(on_hub)), why, many=True)
