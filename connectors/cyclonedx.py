"""Reads models and data sets from a CycloneDX bill of materials (JSON, 1.5 to 1.7)."""

from collections.abc import Iterator

from connectors.bom import (
    LONGEST,
    MOST_COMPONENTS,
    REFERENCE,
    RELATION,
    Drawn,
    Named,
    NoBomError,
    relation_word,
)
from connectors.parts import Part
from connectors.record import DeclaredLicense, Kind

VERSIONS = ("1.5", "1.6", "1.7")
_KINDS = {"machine-learning-model": Kind.MODEL, "data": Kind.DATASET}
_MOST_DEPTH = 8


def is_cyclonedx(part: Part) -> bool:
    """Return whether `part` says of itself that it is of this format."""
    return part.at("bomFormat").text == "CycloneDX"


def drawn_from(part: Part) -> tuple[Drawn, ...]:
    """Return what the file says of each model and data set; raises `NoBomError`."""
    version = part.at("specVersion").text
    if version not in VERSIONS:
        raise NoBomError(f"CycloneDX {version or 'without a version'} is not read")
    components = list(_components(part))
    by_ref = {each.at("bom-ref").text: each for each in components if each.at("bom-ref").text}
    found = []
    for component in components:
        kind = _KINDS.get(component.at("type").text or "")
        if kind is not None:
            found.append(_drawn(component, kind, by_ref))
    return tuple(found)


def _components(part: Part) -> Iterator[Part]:
    """Yield every component, those inside of others included."""
    waiting = [(part.at("metadata", "component"), 0)]
    waiting += [(each, 0) for each in part.at("components").items()]
    count = 0
    while waiting and count < MOST_COMPONENTS:
        component, depth = waiting.pop(0)
        if not isinstance(component.value, dict):
            continue
        count += 1
        yield component
        if depth < _MOST_DEPTH:
            inner = component.at("components").items()
            waiting = [*((each, depth + 1) for each in inner), *waiting]


def _drawn(component: Part, kind: Kind, by_ref: dict[str | None, Part]) -> Drawn:
    drawn = Drawn(_named(component), kind)
    drawn.licenses += _licenses(component)
    for ancestor in component.at("pedigree", "ancestors").items():
        if isinstance(ancestor.value, dict):
            relation = relation_word(_property(ancestor, RELATION))
            drawn.bases.append(_named(ancestor).base(*relation))
    for used in component.at("modelCard", "modelParameters", "datasets").items():
        target = by_ref.get(used.at("ref").text) if used.at("ref").text else used
        if target is not None and target.at("name").text is not None:
            drawn.datasets.append(_named(target).data())
    return drawn


def _named(component: Part) -> Named:
    group, name = component.at("group").text, component.at("name").text or "unnamed"
    whole = f"{group}/{name}" if group else name
    return Named(
        whole[:LONGEST],
        component.at("purl").text,
        component.at("version").text,
        component.where,
        _property(component, REFERENCE),
    )


def _property(component: Part, name: str) -> str | None:
    for each in component.at("properties").items():
        if each.at("name").text == name:
            return each.at("value").text
    return None


def _licenses(component: Part) -> Iterator[DeclaredLicense]:
    """Yield what is declared; what somebody concluded is evidence of another kind."""
    for each in component.at("licenses").items():
        expression = each.at("expression")
        if expression.text is not None:
            word = expression.text[:LONGEST]
            yield DeclaredLicense(word, expression.where, word if " " not in word else None)
            continue
        license_ = each.at("license")
        if license_.at("acknowledgement").text == "concluded":
            continue
        named = license_.at("id") if license_.at("id").text else license_.at("name")
        if named.text is not None:
            word = named.text[:LONGEST]
            link = license_.at("url").text
            one = word if " " not in word else None
            yield DeclaredLicense(
                word, named.where, one, word, link[:LONGEST] if link else None
            )
