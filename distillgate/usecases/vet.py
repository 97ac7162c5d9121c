"""May we use this model that somebody else made? An adoption plan, written for the asker."""

from collections.abc import Callable, Iterator, Sequence

from distillgate.usecases.check import PlanText
from distillgate.usecases.files import read_file
from distillgate.usecases.planwriting import flow, scalar
from policy.frozen import dataclass
from policy.yamltext import Node, read_yaml

SHOWN = "<vet>"
NOBODY = "not named"
"""The plan format wants a name; without an organization's file there is none to screen."""
_INSIDE = frozenset({"research", "evaluation", "personal", "internal-business"})
"""Purposes for which nobody else gets the model, unless the asker says so."""
_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Adoption:
    """Which model is to be used, for what, and where it is offered."""

    model: str
    purpose: str
    places: Sequence[str] = ()
    forms: Sequence[str] = ()
    organization: str | None = None
    """The file with the organization's answers."""
    attests: Sequence[str] = ()
    """What the asker signs."""


def adoption_plan(adoption: Adoption) -> PlanText:
    """Return the plan that asks for `adoption`: a base, and nothing that is trained.

    What the asker did not say stays unknown. A purpose inside the house with
    no place and no form releases nothing.
    """
    name = adoption.model.partition("@")[0].rpartition("/")[2].rpartition(":")[2] or "model"
    lines = [
        f"plan: {_id(name)}",
        f"title: {scalar(f'Use {adoption.model} ({adoption.purpose})')}",
        f"organization: {_organization(adoption.organization)}",
        "student:",
        f"  name: {scalar(name)}",
        f"  base: {scalar(adoption.model)}",
        "  training_flop: 0",
        "  generation_flop: 0",
        "  guardrails_weakened: false",
        "teachers: []",
        "datasets: []",
        "prompts: {from: []}",
        f"use: {{purpose: {adoption.purpose}}}",
        *_release(adoption),
        *([f"attests: {flow(adoption.attests)}"] if adoption.attests else []),
    ]
    text = "\n".join(lines) + "\n"
    return PlanText(SHOWN, text.encode(errors="replace"), _include(adoption.organization))


def _include(organization: str | None) -> Callable[[str], Node | None]:
    """Return how to read the organization's file; the asker named it, wherever it lies."""

    def include(name: str) -> Node | None:
        return read_yaml(read_file(name), name) if name == organization else None

    return include


def _id(name: str) -> str:
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in name)
    return f"use-{kept.strip('-')[:_LONGEST_ID] or 'model'}"


def _organization(file: str | None) -> str:
    return f"{{file: {scalar(file)}}}" if file else f"{{name: {NOBODY}}}"


def _release(adoption: Adoption) -> Iterator[str]:
    said = {}
    if adoption.forms:
        said["forms"] = flow(adoption.forms)
    elif adoption.purpose in _INSIDE and not adoption.places:
        said["forms"] = "[]"
    if adoption.places:
        said["places"] = flow(adoption.places)
    if said:
        yield f"release: {{{', '.join(f'{key}: {value}' for key, value in said.items())}}}"
