"""Reads AI and data packages from an SPDX 3 document in JSON-LD."""

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

_KINDS = {"ai_AIPackage": Kind.MODEL, "dataset_DatasetPackage": Kind.DATASET}
_MOST_RELATIONS = 20_000


def is_spdx3(part: Part) -> bool:
    """Return whether `part` says of itself that it is of this format."""
    context = part.at("@context")
    words = [each.text or "" for each in context.items()]
    return any(word.startswith("https://spdx.org/rdf/3.") for word in words)


def drawn_from(part: Part) -> tuple[Drawn, ...]:
    """Return what the document says of each package; raises `NoBomError`."""
    elements = [each for each in part.at("@graph").items() if isinstance(each.value, dict)]
    if not elements:
        raise NoBomError("the document has no elements")
    by_id = {_id(each): each for each in elements if _id(each)}
    packages = {
        name: Drawn(_named(each), _KINDS[each.at("type").text or ""])
        for name, each in list(by_id.items())
        if each.at("type").text in _KINDS
    }
    relations = [each for each in elements if "Relationship" in (each.at("type").text or "")]
    for relation in relations[:_MOST_RELATIONS]:
        for start, end in _ends(relation):
            _take(relation, start, end, (packages, by_id))
    return tuple(packages.values())[:MOST_COMPONENTS]


def _id(element: Part) -> str:
    return element.at("spdxId").text or element.at("@id").text or ""


def _named(element: Part) -> Named:
    comment = element.at("comment").text or ""
    told = comment.removeprefix(f"{REFERENCE} ") if comment.startswith(REFERENCE) else None
    return Named(
        (element.at("name").text or "unnamed")[:LONGEST],
        element.at("software_packageUrl").text,
        element.at("software_packageVersion").text,
        element.where,
        told,
    )


def _ends(relation: Part) -> Iterator[tuple[str, str]]:
    start = relation.at("from").text
    for each in relation.at("to").items():
        if start is not None and each.text is not None:
            yield start, each.text


def _take(
    relation: Part, start: str, end: str, known: tuple[dict[str, Drawn], dict[str, Part]]
) -> None:
    """Write down what one relation says of the package at its start, or at its end."""
    packages, by_id = known
    word = relation.at("relationshipType").text
    if word == "ancestorOf":
        start, end, word = end, start, "descendantOf"
    drawn, target = packages.get(start), by_id.get(end)
    if drawn is None:
        return
    match word:
        case "hasDeclaredLicense":
            drawn.licenses += _license(target, end, relation)
        case "descendantOf":
            told = (relation.at("comment").text or "").removeprefix(f"{RELATION} ")
            drawn.bases.append(_end(target, end, relation).base(*relation_word(told or None)))
        case "trainedOn":
            drawn.datasets.append(_end(target, end, relation).data())
        case _:
            pass


def _end(target: Part | None, name: str, relation: Part) -> Named:
    """Return what lies at the end of a relation, which may be in another document."""
    if target is not None:
        return _named(target)
    return Named(
        name[:LONGEST], name if name.startswith("pkg:") else None, None, relation.where
    )


def _license(target: Part | None, name: str, relation: Part) -> Iterator[DeclaredLicense]:
    told = target.at("simplelicensing_licenseExpression") if target is not None else None
    if told is not None and told.text is not None:
        word = told.text.removeprefix("LicenseRef-")[:LONGEST]
        yield DeclaredLicense(
            told.text[:LONGEST], told.where, word if " " not in word else None
        )
    else:
        yield DeclaredLicense(name[:LONGEST], relation.where)
