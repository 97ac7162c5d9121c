"""Whether a finished model says of itself what its plan says."""

from collections.abc import Iterable, Iterator

from connectors.licensenames import one_name
from connectors.record import Hub, Tier
from distillgate.usecases.cardfields import NO_LICENSE, document_of, hub_license
from distillgate.usecases.demands import LICENSE, NAME
from distillgate.usecases.finished import FinishedModel, names_said
from distillgate.usecases.judged import JudgedPlan
from distillgate.usecases.releasestates import Standing, Told
from policy.case import Role
from policy.compiling import Pack
from policy.diagnostics import Span
from policy.testing import bare_name

_HUB = "hf:"
_WEIGHTS = (".safetensors", ".gguf", ".bin", ".pt", ".pth", ".onnx", ".npz", ".h5")


def of_plan(plan: JudgedPlan, model: FinishedModel) -> Iterator[Told]:
    """Yield where the files of `model` say what the plan says, and where something else."""
    yield from _weights(plan, model)
    yield from _name(plan, model)
    yield from _license(plan, model)
    yield from _listed("base_model", _bases(model), Role.BASE, plan, model)
    yield from _listed("datasets", _data(model), Role.DATASET, plan, model)
    yield from _embedded(plan, model)


def license_agrees(one: str, other: str, pack: Pack) -> bool:
    """Return whether two names of licenses are names of one license."""
    if one_name(one) == one_name(other):
        return True
    known = hub_license(one, pack)
    if known is not None and known == hub_license(other, pack):
        return True
    first, second = document_of(one, pack), document_of(other, pack)
    return first is not None and first is second


def _weights(plan: JudgedPlan, model: FinishedModel) -> Iterator[Told]:
    forms = plan.texts("release.forms")
    names = [each.path for each in model.record.files]
    if (
        forms is not None
        and "weights" in forms
        and not any(each.endswith(_WEIGHTS) for each in names)
    ):
        what = "the plan releases weights, and no file here is named like weights"
        yield Told(Standing.FAILS, what, model.whole())


def _name(plan: JudgedPlan, model: FinishedModel) -> Iterator[Told]:
    name = plan.text(NAME)
    for said, place in names_said(model):
        if name is not None and bare_name(said) != bare_name(name):
            yield Told(Standing.OPEN, f'"{said}" is `{name}` in the plan', place)


def _license(plan: JudgedPlan, model: FinishedModel) -> Iterator[Told]:
    name, place = plan.text(LICENSE), model.field("license")
    declared = [each.name or each.id or each.raw for each in model.record.licenses]
    if name is None or name.casefold() == NO_LICENSE:
        return
    if not declared:
        yield Told(Standing.FAILS, f"the card names no license; the plan says {name}", place)
    for each in declared:
        if license_agrees(name, each, plan.pack):
            yield Told(Standing.HOLDS, f"license {each}, as in the plan", place)
        else:
            yield Told(Standing.FAILS, f"license {each}; the plan says {name}", place)


def _bases(model: FinishedModel) -> list[str]:
    found = model.record.bases
    return [each.id for each in found if each.tier is Tier.DECLARED and each.hub is not None]


def _data(model: FinishedModel) -> list[str]:
    return [each.id for each in model.record.datasets]


def _listed(
    name: str, said: Iterable[str], role: Role, plan: JudgedPlan, model: FinishedModel
) -> Iterator[Told]:
    """Yield how a field of the card that lists ingredients agrees with the plan."""
    planned = [each.id.partition("@")[0] for each in plan.made_from(role)]
    wanted = {each.removeprefix(_HUB) for each in planned if each.startswith(_HUB)}
    found, place = set(said), model.field(name)
    for each in sorted(wanted - found):
        yield Told(Standing.FAILS, f"`{name}` lacks {each}, which the plan names", place)
    for each in sorted(found - wanted):
        standing = Standing.OPEN if plan.has_unnamed(role) else Standing.FAILS
        yield Told(standing, f"`{name}` has {each}, which the plan does not name", place)
    for each in sorted(found & wanted):
        yield Told(Standing.HOLDS, f"`{name}` has {each}, as in the plan", place)


def _embedded(plan: JudgedPlan, model: FinishedModel) -> Iterator[Told]:
    """Yield what configurations and weights say that the model was made from, if otherwise."""
    planned = {
        each.id.partition("@")[0].removeprefix(_HUB) for each in plan.made_from(Role.BASE)
    }
    for each in model.record.bases:
        own = bare_name(each.id) == bare_name(plan.text(NAME) or "")
        if each.tier is Tier.EMBEDDED and each.hub is Hub.HUGGINGFACE and not own:
            place: Span = model.place(each.where, each.id)
            if each.id not in planned:
                what = f"made from {each.id} by this file, which the plan does not name"
                yield Told(Standing.FAILS, what, place)
