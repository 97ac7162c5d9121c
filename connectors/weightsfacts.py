"""What the headers of weights say: license and lineage that travel inside the file."""

from collections.abc import Iterator
from dataclasses import replace

from connectors.evidence import Where, pointer
from connectors.lineagefacts import base_of, id_in_address, relation_of
from connectors.parts import Json, Part, raw_text
from connectors.record import (
    Base,
    DeclaredLicense,
    Hub,
    ModelRecord,
    Relation,
    Tier,
    UsedData,
)

_LONGEST = 500
_MOST_LISTED = 64
_MERGED_FROM = ("modelspec.merged_from", "ss_merged_from")


def with_gguf(record: ModelRecord, part: Part) -> ModelRecord:
    """Return `record` with what the keys of a GGUF header say."""
    return replace(
        record,
        licenses=(*record.licenses, *_gguf_licenses(part)),
        bases=(*record.bases, *_gguf_bases(part)),
        datasets=(*record.datasets, *_gguf_data(part)),
        parameters=record.parameters or part.at("general.parameter_count").stated_number(),
    )


def _gguf_licenses(part: Part) -> Iterator[DeclaredLicense]:
    """Yield the license of a header: one word, an expression, or words between commas."""
    told = part.at("general.license")
    name, link = part.at("general.license.name").text, part.at("general.license.link").text
    if told.there or name or link:
        word = told.text
        one = word is not None and "," not in word
        yield DeclaredLicense(
            raw=raw_text(told.value if told.there else name or link)[:_LONGEST],
            where=told.where,
            id=word.strip()[:_LONGEST] if word is not None and one else None,
            name=name[:_LONGEST] if name else None,
            link=link[:_LONGEST] if link else None,
        )


def _gguf_bases(part: Part) -> Iterator[Base]:
    for place in range(_counted(part.at("general.base_model.count"))):
        yield from _gguf_base(part, f"general.base_model.{place}")
    source = part.at("general.source.repo_url")
    if source.text is not None:
        yield _from_address(source)


def _gguf_base(part: Part, stem: str) -> Iterator[Base]:
    address = part.at(f"{stem}.repo_url")
    if address.text is not None:
        yield _from_address(address)
        return
    name = part.at(f"{stem}.name")
    if name.text is not None:
        owner = part.at(f"{stem}.organization").text
        words = f"{owner} / {name.text}" if owner else name.text
        shown = Part(words, name.evidence, name.pointer)
        yield replace(_base(shown), hub=None)


def _from_address(part: Part) -> Base:
    """Return the base to which an address leads; on Hugging Face it names an id."""
    found = id_in_address(part.text or "")
    if found is None:
        return replace(_base(part), hub=None)
    return _base(Part(found, part.evidence, part.pointer))


def _base(part: Part) -> Base:
    return base_of(part, relation_of(None), Tier.EMBEDDED, Hub.HUGGINGFACE)


def _gguf_data(part: Part) -> Iterator[UsedData]:
    for item in part.at("general.datasets").items():
        yield UsedData(raw_text(item.value)[:_LONGEST], item.where)
    for place in range(_counted(part.at("general.dataset.count"))):
        stem = f"general.dataset.{place}"
        address, name = part.at(f"{stem}.repo_url"), part.at(f"{stem}.name")
        found = id_in_address(address.text or "")
        if found is not None:
            yield UsedData(found, address.where, Hub.HUGGINGFACE)
        elif name.text is not None:
            yield UsedData(name.text[:_LONGEST], name.where)


def _counted(part: Part) -> int:
    return min(max(part.number or 0, 0), _MOST_LISTED)


def with_safetensors(
    record: ModelRecord, metadata: dict[str, Json], evidence: int
) -> ModelRecord:
    """Return `record` with what the metadata of a safetensors header say."""
    part = Part(metadata, evidence, pointer("__metadata__"))
    word = part.at("modelspec.license").text
    declared: tuple[DeclaredLicense, ...] = ()
    if word is not None:
        where = part.at("modelspec.license").where
        declared = (DeclaredLicense(word[:_LONGEST], where, word.strip()[:_LONGEST]),)
    return replace(
        record,
        licenses=(*record.licenses, *declared),
        bases=(*record.bases, *_safetensors_bases(part)),
    )


def _safetensors_bases(part: Part) -> Iterator[Base]:
    for key in _MERGED_FROM:
        told = part.at(key)
        for name in (told.text or "").split(",")[:_MOST_LISTED]:
            if name.strip():
                yield _named(name.strip(), Relation.MERGE, told.where)
    base = part.at("ss_base_model_version")
    if base.text is not None:
        yield _named(base.text, Relation.UNKNOWN, base.where)


def _named(name: str, relation: Relation, where: Where) -> Base:
    """Return a base that a header calls by a name of its own, which is no id."""
    return Base(name[:_LONGEST], relation, Tier.EMBEDDED, where)
