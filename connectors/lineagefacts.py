"""From what something was made, as cards, tags and configurations say it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from connectors.parts import Part, raw_text
from connectors.record import Base, Hub, Relation, Tier, UsedData

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}(?:/[A-Za-z0-9._-]{1,96})?")
_RELATIONS = {
    each.value: each
    for each in (Relation.ADAPTER, Relation.MERGE, Relation.QUANTIZED, Relation.FINETUNE)
}
_LONGEST = 500


def is_hub_id(text: str) -> bool:
    """Return whether `text` can be the id of a repository on Hugging Face."""
    return _ID.fullmatch(text) is not None and ".." not in text and "--" not in text


def id_in_address(text: str) -> str | None:
    """Return the id of the Hugging Face repository that an address leads to."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme != "https" or parts.netloc not in {"huggingface.co", "hf.co"}:
        return None
    found = "/".join(parts.path.strip("/").removeprefix("datasets/").split("/")[:2])
    return found if "/" in found and is_hub_id(found) else None


def relation_of(word: str | None) -> tuple[Relation, str | None]:
    """Return the relation that `word` means, and the word where it means none of ours."""
    if word is None:
        return Relation.UNKNOWN, None
    known = _RELATIONS.get(word.casefold())
    return (known, None) if known else (Relation.UNKNOWN, word[:_LONGEST])


def bases_in_card(card: Part, hub: Hub) -> Iterator[Base]:
    """Yield the bases that the fields of a card name."""
    relation, raw = relation_of(card.at("base_model_relation").text)
    for key in ("base_model", "finetuned_from"):
        for part in card.at(key).items():
            named = part
            of_one = (relation, raw)
            if isinstance(part.value, dict):
                named = next(
                    (part.at(name) for name in ("model", "id", "name") if part.has(name)), part
                )
                own = part.at("relation").text
                of_one = relation_of(own) if own is not None else of_one
            yield base_of(named, of_one, Tier.DECLARED, hub)


def bases_resolved(answer: Part, hub: Hub) -> Iterator[Base]:
    """Yield the bases to which the hub itself leads, by current ids."""
    relation = relation_of(answer.at("relation").text)
    for part in answer.at("models").items():
        yield base_of(part.at("id"), relation, Tier.DECLARED, hub, resolved=True)


def bases_in_tags(tags: Part, hub: Hub) -> Iterator[Base]:
    """Yield the bases that tags name, `base_model:x` or `base_model:relation:x`."""
    for part in tags.items():
        word = part.text or ""
        if not word.startswith("base_model:"):
            continue
        first, colon, rest = word.removeprefix("base_model:").partition(":")
        told = relation_of(first if colon else None)
        named = Part(rest if colon else first, part.evidence, part.pointer)
        yield base_of(named, told, Tier.DECLARED, hub)


def base_in_adapter(config: Part, hub: Hub) -> Iterator[Base]:
    """Yield the base that the configuration of an adapter names."""
    named = config.at("base_model_name_or_path")
    if named.text is not None:
        yield base_of(
            named, (Relation.ADAPTER, None), Tier.EMBEDDED, hub, config.at("revision").text
        )


def base_in_config(config: Part, hub: Hub, own: str) -> Iterator[Base]:
    """Yield what a configuration names as its origin, unless that is the model itself."""
    named = config.at("_name_or_path")
    if named.text is not None and named.text.casefold() != own.casefold():
        yield base_of(named, (Relation.UNKNOWN, None), Tier.EMBEDDED, hub)


def bases_in_merge(config: Part, hub: Hub) -> Iterator[Base]:
    """Yield what the configuration of a merge names, wherever in it a model stands."""
    waiting = [config]
    while waiting:
        part = waiting.pop()
        for name in part.names():
            inner = part.at(name)
            if name in {"model", "base_model"} and inner.text is not None:
                yield base_of(inner, (Relation.MERGE, None), Tier.EMBEDDED, hub)
            elif isinstance(inner.value, dict):
                waiting.append(inner)
            elif isinstance(inner.value, list):
                waiting += [each for each in inner.items() if isinstance(each.value, dict)]


def base_of(  # noqa: PLR0913 one record field each
    part: Part,
    relation: tuple[Relation, str | None],
    tier: Tier,
    hub: Hub,
    revision: str | None = None,
    *,
    resolved: bool = False,
) -> Base:
    """Return the base that `part` names; what is no id of the hub keeps its words."""
    name = raw_text(part.value)[:_LONGEST]
    # A bare word in a file may be a folder of its author as well as an old id of the hub.
    on_hub = is_hub_id(name) and ("/" in name or tier is Tier.DECLARED)
    return Base(
        id=name,
        relation=relation[0],
        tier=tier,
        where=part.where,
        raw_relation=relation[1],
        hub=hub if on_hub else None,
        resolved=resolved,
        revision=revision[:_LONGEST] if revision else None,
    )


def data_in_card(card: Part, hub: Hub) -> Iterator[UsedData]:
    """Yield the data sets that the fields of a card name."""
    for part in card.at("datasets").items():
        name = raw_text(part.value)[:_LONGEST]
        yield UsedData(name, part.where, hub if is_hub_id(name) else None)


def data_in_tags(tags: Part, hub: Hub) -> Iterator[UsedData]:
    """Yield the data sets that tags name."""
    for part in tags.items():
        word = part.text or ""
        if word.startswith("dataset:"):
            name = word.removeprefix("dataset:")[:_LONGEST]
            yield UsedData(name, part.where, hub if is_hub_id(name) else None)
