"""Writes records as a bill of materials: CycloneDX 1.6, or SPDX 3 in JSON-LD.

The same records give the same bytes. Neither format has a word for how a
model was made from another: CycloneDX gets a property, SPDX a comment.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID, uuid5

from connectors.bom import REFERENCE, RELATION, SPDX_IDS
from connectors.exchange import json_text, time_text
from connectors.hubs import scheme_of
from connectors.licensenames import names_declared
from connectors.lineage import bases_told
from connectors.purls import purl_of
from connectors.record import Base, DeclaredLicense, Hub, Kind, ModelRecord, UsedData

Plain: TypeAlias = dict[str, object]
_SPACE = UUID("8c2f1f0e-0f1b-5c55-9a57-6f0a3b1f6a11")
_CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_MODEL_TYPES = {Kind.MODEL: "machine-learning-model", Kind.DATASET: "data"}
_PACKAGE_TYPES = {Kind.MODEL: "ai_AIPackage", Kind.DATASET: "dataset_DatasetPackage"}
_HOMES = {Hub.HUGGINGFACE: "https://huggingface.co/"}


class BomFormat(StrEnum):
    """The formats that are written."""

    CYCLONEDX = "cyclonedx"
    SPDX = "spdx"


def bom_text(records: Sequence[ModelRecord], form: BomFormat, tool: str) -> str:
    """Return the bill of materials of `records`, made by `tool` (its name and version).

    Of several records about one thing, the newest is written.
    """
    newest_last = sorted(records, key=lambda each: (each.retrieved, repr(each)))
    one_each = {(_reference(each), each.kind): each for each in newest_last}
    ordered = [each for _, each in sorted(one_each.items(), key=lambda pair: pair[0])]
    write: Callable[[Sequence[ModelRecord], str], Plain] = (
        _cyclonedx if form is BomFormat.CYCLONEDX else _spdx
    )
    return json_text(write(ordered, tool))


def _reference(record: ModelRecord) -> str:
    scheme = scheme_of(record.hub)
    return record.id if scheme is None else f"{scheme}:{record.id}"


def _revision(record: ModelRecord) -> str | None:
    return record.revision.value if record.revision else None


def _purl(record: ModelRecord) -> str | None:
    """Return the package URL of a model; data sets have none."""
    if record.kind is not Kind.MODEL:
        return None
    return purl_of(record.hub, record.id, _revision(record))


def _newest(records: Iterable[ModelRecord]) -> datetime | None:
    return max((each.retrieved for each in records), default=None)


def _without_nothing(fields: Mapping[str, object]) -> Plain:
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _cyclonedx(records: Sequence[ModelRecord], tool: str) -> Plain:
    name, _, version = tool.partition(" ")
    newest = _newest(records)
    components = [_component(each) for each in records]
    known = {str(each["bom-ref"]) for each in components}
    data = {ref: each for record in records for ref, each in _data_components(record)}
    components += [each for ref, each in sorted(data.items()) if ref not in known]
    body = json_text(components)
    tools = {"components": [{"type": "application", "name": name, "version": version}]}
    meta = {"timestamp": time_text(newest) if newest else None, "tools": tools}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(_SPACE, body)}",
        "version": 1,
        "metadata": _without_nothing(meta),
        "components": components,
    }


def _component(record: ModelRecord) -> Plain:
    group, _, name = record.id.rpartition("/")
    inner = [{"ref": _data_ref(each)} for each in record.datasets]
    parameters = _without_nothing(
        {"task": record.task.value if record.task else None, "datasets": _unique(inner)}
    )
    ancestors = [_ancestor(each) for each in bases_told(record)]
    card = {"modelParameters": parameters} if record.kind is Kind.MODEL and parameters else None
    return _without_nothing(
        {
            "bom-ref": f"{record.kind}:{_reference(record)}",
            "type": _MODEL_TYPES[record.kind],
            "group": group or None,
            "name": name,
            "version": _revision(record),
            "purl": _purl(record),
            "licenses": [_license(each) for each in names_declared(record).values()],
            "pedigree": _without_nothing({"ancestors": ancestors}),
            "modelCard": card,
            "externalReferences": _references(record),
            "properties": _told_reference(record.kind, record.hub, record.id),
        }
    )


def _unique(items: Iterable[Mapping[str, object]]) -> list[Plain]:
    return [*{json_text(each): dict(each) for each in items}.values()]


def _license(declared: DeclaredLicense) -> Plain:
    word = _word(declared)
    known = SPDX_IDS.get(word.casefold())
    named = {"id": known} if known else {"name": word}
    link = declared.link if declared.link and declared.link.startswith("https://") else None
    return {"license": _without_nothing({**named, "url": link, "acknowledgement": "declared"})}


def _word(declared: DeclaredLicense) -> str:
    return declared.name or declared.raw if _is_other(declared) else declared.id or declared.raw


def _is_other(declared: DeclaredLicense) -> bool:
    return (declared.id or "").casefold() in {"", "other", "custom", "noassertion"}


def _ancestor(base: Base) -> Plain:
    group, _, name = base.id.rpartition("/") if base.hub is not None else ("", "", base.id)
    relation = base.raw_relation or base.relation.value
    return _without_nothing(
        {
            "type": "machine-learning-model",
            "group": group or None,
            "name": name,
            "purl": purl_of(base.hub, base.id, base.revision),
            "properties": [{"name": RELATION, "value": relation}],
        }
    )


def _data_ref(data: UsedData) -> str:
    scheme = scheme_of(data.hub)
    return f"{Kind.DATASET}:{data.id if scheme is None else f'{scheme}:{data.id}'}"


def _data_components(record: ModelRecord) -> Iterable[tuple[str, Plain]]:
    for each in record.datasets:
        group, _, name = each.id.rpartition("/") if each.hub is not None else ("", "", each.id)
        fields = {
            "bom-ref": _data_ref(each),
            "type": "data",
            "group": group or None,
            "name": name,
            "data": [{"type": "dataset", "name": each.id}],
            "properties": _told_reference(Kind.DATASET, each.hub, each.id),
        }
        yield _data_ref(each), _without_nothing(fields)


def _told_reference(kind: Kind, hub: Hub | None, name: str) -> list[Plain]:
    """Return the property that names a data set at a hub, for which there is no package URL."""
    scheme = scheme_of(hub)
    if kind is not Kind.DATASET or scheme is None:
        return []
    return [{"name": REFERENCE, "value": f"{scheme}:{name}"}]


def _references(record: ModelRecord) -> list[Plain]:
    """Return where the evidence of a record is, with the digests of what was read."""
    found = []
    for each in record.evidence:
        if each.sha256 is not None and each.url.startswith(("https://", "http://")):
            digests = [{"alg": "SHA-256", "content": each.sha256}]
            found.append({"type": "evidence", "url": each.url, "hashes": digests})
    return _unique(found)


def _spdx(records: Sequence[ModelRecord], tool: str) -> Plain:
    newest = _newest(records)
    agent = "urn:distillgate:tool"
    created = time_text(newest) if newest else "1970-01-01T00:00:00Z"
    info = {
        "type": "CreationInfo",
        "@id": "_:creation",
        "specVersion": "3.0.1",
        "created": created,
        "createdBy": [agent],
    }
    graph = _Graph()
    graph.add({"type": "SoftwareAgent", "spdxId": agent, "name": tool})
    for record in records:
        _add_package(graph, record)
    return {"@context": _CONTEXT, "@graph": [info, *graph.elements.values()]}


class _Graph:
    """The elements of a document, each once."""

    def __init__(self) -> None:
        self.elements: dict[str, Plain] = {}

    def add(self, element: Mapping[str, object]) -> str:
        """Add an element unless it is there, and return its id."""
        name = str(element["spdxId"])
        self.elements.setdefault(name, {**element, "creationInfo": "_:creation"})
        return name

    def relate(self, start: str, word: str, end: str, comment: str | None = None) -> None:
        """Add a relation between two elements."""
        name = f"urn:uuid:{uuid5(_SPACE, f'{start} {word} {end} {comment}')}"
        relation = {
            "type": "Relationship",
            "spdxId": name,
            "from": start,
            "relationshipType": word,
            "to": [end],
            "comment": comment,
        }
        self.add(_without_nothing(relation))


def _add_package(graph: _Graph, record: ModelRecord) -> None:
    home = _HOMES.get(record.hub)
    package = {
        "type": _PACKAGE_TYPES[record.kind],
        "spdxId": _urn(record.kind, _reference(record)),
        "name": record.id,
        "software_packageVersion": _revision(record),
        "software_packageUrl": _purl(record),
        "comment": _comment(record.kind, record.hub, record.id),
        "software_downloadLocation": f"{home}{record.id}" if home else None,
        "software_primaryPurpose": "model" if record.kind is Kind.MODEL else "data",
        "releaseTime": time_text(record.created.value) if record.created else None,
    }
    if record.owner is not None:
        owner = graph.add(
            {
                "type": "Organization",
                "spdxId": f"urn:distillgate:owner:{record.hub}:{record.owner.value}",
                "name": record.owner.value,
            }
        )
        package["suppliedBy"] = owner
    start = graph.add(_without_nothing(package))
    graph.elements[start] |= _without_nothing({**package, "creationInfo": "_:creation"})
    for declared in names_declared(record).values():
        word = _word(declared)
        known = SPDX_IDS.get(word.casefold()) or f"LicenseRef-{word.replace(' ', '-')}"
        license_ = {
            "type": "simplelicensing_LicenseExpression",
            "spdxId": f"urn:distillgate:license:{known}",
            "simplelicensing_licenseExpression": known,
        }
        graph.relate(start, "hasDeclaredLicense", graph.add(license_))
    for base in bases_told(record):
        end = _add_end(graph, Kind.MODEL, base.hub, base.id)
        word = base.raw_relation or base.relation.value
        graph.relate(start, "descendantOf", end, f"{RELATION} {word}")
    for data in record.datasets:
        graph.relate(start, "trainedOn", _add_end(graph, Kind.DATASET, data.hub, data.id))


def _add_end(graph: _Graph, kind: Kind, hub: Hub | None, name: str) -> str:
    scheme = scheme_of(hub)
    element = {
        "type": _PACKAGE_TYPES[kind],
        "spdxId": _urn(kind, name if scheme is None else f"{scheme}:{name}"),
        "name": name,
        "software_packageUrl": purl_of(hub, name) if kind is Kind.MODEL else None,
        "comment": _comment(kind, hub, name),
    }
    return graph.add(_without_nothing(element))


def _comment(kind: Kind, hub: Hub | None, name: str) -> str | None:
    told = _told_reference(kind, hub, name)
    return f"{REFERENCE} {told[0]['value']}" if told else None


def _urn(kind: Kind, reference: str) -> str:
    return f"urn:uuid:{uuid5(_SPACE, f'{kind} {reference}')}"


def student_bom(
    records: Sequence[ModelRecord], said: Iterable[tuple[str, str]], tool: str
) -> dict[str, object]:
    """Return the CycloneDX bill of the first of `records`, made from the others.

    `said` is what else is told of it, as properties: a name may stand twice.
    """
    bom = _cyclonedx(records, tool)
    student, *others = _components(bom)
    told = [{"name": name, "value": value} for name, value in said]
    old, meta = student.get("properties", []), bom["metadata"]
    student["properties"] = [*(old if isinstance(old, list) else []), *told]
    bom["metadata"] = {**(meta if isinstance(meta, dict) else {}), "component": student}
    bom["components"] = others
    bom["serialNumber"] = f"urn:uuid:{uuid5(_SPACE, json_text([student, *others]))}"
    return bom


def _components(bom: Plain) -> Iterable[Plain]:
    found = bom["components"]
    return found if isinstance(found, list) else []
