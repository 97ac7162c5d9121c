"""The fields of a record from what the API of Hugging Face answers."""

import re
from dataclasses import replace

from connectors.evidence import Stated, Where
from connectors.licensefacts import licenses_in_tags
from connectors.lineagefacts import bases_in_tags, bases_resolved, data_in_tags
from connectors.parts import Part
from connectors.record import (
    Alias,
    Gate,
    Hub,
    ModelRecord,
    RepositoryFile,
    RevisionKind,
)
from connectors.smallfiles import with_card
from connectors.textfiles import shown_name

MOST_FILES = 2_000
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_GATES = {"auto": Gate.AUTO, "manual": Gate.MANUAL}
_HUB = Hub.HUGGINGFACE


def with_answer(record: ModelRecord, answer: Part) -> ModelRecord:
    """Return `record` with what the answer about the repository says."""
    named = answer.at("id") if answer.at("id").there else answer.at("modelId")
    card = answer.at("cardData")
    found = replace(
        record,
        id=named.text or record.asked_id,
        revision=_commit(answer.at("sha")),
        owner=answer.at("author").stated_text(),
        gate=_gate(answer),
        private=answer.at("private").stated_truth(),
        disabled=answer.at("disabled").stated_truth(),
        created=answer.at("createdAt").stated_time(),
        modified=answer.at("lastModified").stated_time(),
        library=answer.at("library_name").stated_text(),
        task=answer.at("pipeline_tag").stated_text(),
        parameters=_parameters(answer),
        tags=answer.at("tags").stated_texts(),
        files=tuple(_siblings(answer)),
        datasets=tuple(data_in_tags(answer.at("tags"), _HUB)),
        licenses=tuple(licenses_in_tags(answer.at("tags"))),
        bases=(
            *bases_resolved(answer.at("baseModels"), _HUB),
            *bases_in_tags(answer.at("tags"), _HUB),
        ),
    )
    found = with_card(found, card, _HUB)
    kind = RevisionKind.COMMIT if found.revision else RevisionKind.NONE
    return _renamed(replace(found, revision_kind=kind), named.where)


def _commit(part: Part) -> Stated[str] | None:
    good = part.text is not None and _COMMIT.fullmatch(part.text)
    return part.stated_text() if good else None


def _gate(answer: Part) -> Stated[Gate] | None:
    part = answer.at("gated")
    if not part.there:
        return None
    if part.value is False:
        return Stated(Gate.NONE, part.where)
    return Stated(_GATES.get(part.text or "", Gate.UNKNOWN), part.where)


def _parameters(answer: Part) -> Stated[int] | None:
    for way in (("safetensors", "total"), ("gguf", "total")):
        found = answer.at(*way).stated_number()
        if found is not None and found.value > 0:
            return found
    return None


def _siblings(answer: Part) -> list[RepositoryFile]:
    names = (part.at("rfilename") for part in answer.at("siblings").items())
    return [
        RepositoryFile(shown_name(name.text), name.where)
        for name in names
        if name.text is not None
    ][:MOST_FILES]


def _renamed(record: ModelRecord, where: Where) -> ModelRecord:
    if record.id == record.asked_id:
        return record
    return replace(record, aliases=(*record.aliases, Alias(record.asked_id, where)))


def files_in_tree(answer: Part) -> list[RepositoryFile]:
    """Return the files of one page of the tree, with the digests that it gives."""
    found = []
    for part in answer.items():
        path = part.at("path").text
        if path is None or part.at("type").text != "file":
            continue
        large, oid = part.at("lfs", "oid").text or "", part.at("oid").text or ""
        digest = None
        if _SHA256.fullmatch(large):
            digest = f"sha256:{large}"
        elif _COMMIT.fullmatch(oid):
            digest = f"git:{oid}"
        size = part.at("lfs", "size").number
        size = part.at("size").number if size is None else size
        found.append(RepositoryFile(shown_name(path), part.where, size, digest))
    return found
