"""What in a record a person should look at: leads, never findings or verdicts.

Connectors keep what they read as it stands. Here contradictions, gaps and
known traps are named, each with the places that show it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from connectors.evidence import Where
from connectors.licensenames import (
    PLACEHOLDERS,
    SHARED,
    is_unnamed,
    names_declared,
)
from connectors.lineage import bases_told
from connectors.lineagefacts import id_in_address
from connectors.record import (
    DeclaredLicense,
    Gate,
    Kind,
    Knowledge,
    ModelRecord,
    Relation,
    RevisionKind,
    TextClass,
    Tier,
    Topic,
)
from connectors.textfiles import text_class


class LeadKind(StrEnum):
    """The closed list of what is looked for."""

    LICENSE_UNNAMED = "license-unnamed"
    LICENSE_PLACEHOLDER = "license-placeholder"
    LICENSE_NAME_SHARED = "license-name-shared"
    LICENSES_DIFFER = "licenses-differ"
    LICENSE_IN_FILE_ONLY = "license-in-file-only"
    LICENSE_NOT_DECLARED = "license-not-declared"
    LICENSE_TEXT_SHUT = "license-text-shut"
    LICENSE_LIES_ELSEWHERE = "license-lies-elsewhere"
    LICENSE_FILE_MISSING = "license-file-missing"
    LICENSE_OF_CODE_TOO = "license-of-code-too"
    LICENSE_BY_TOOL = "license-by-tool"
    LICENSE_NOT_OF_BASE = "license-not-of-base"
    MODEL_LICENSE_ON_DATA = "model-license-on-data"
    GATE_SHUTS_OUT_EU = "gate-shuts-out-eu"
    GATE_TEXT_BUT_OPEN = "gate-text-but-open"
    GATE_OF_BASE_LOST = "gate-of-base-lost"
    RELATION_UNKNOWN = "relation-unknown"
    SEVERAL_BASES = "several-bases"
    BASES_DIFFER = "bases-differ"
    BASE_IS_NO_ID = "base-is-no-id"
    BASE_BY_NAME = "base-by-name"
    BASE_IN_PROSE = "base-in-prose"
    DISTILLED_BY_NAME = "distilled-by-name"
    SERVED_BY_OTHERS = "served-by-others"
    REVISION_MOVES = "revision-moves"
    WORDS_AGAINST_TRAINING = "words-against-training"


@dataclass(frozen=True, slots=True)
class Lead:
    """One thing to look at."""

    kind: LeadKind
    message: str
    where: tuple[Where, ...] = ()


_DISTILLED = re.compile(r"(?<![a-z])distil(?:l(?:ed|ation)?)?(?![a-z])")
_CLOSED = re.compile(
    r"(?<![a-z0-9])(?:claude|opus|sonnet|gpt-?[345]|o[134]-mini|chatgpt|gemini|grok)(?![a-z])"
)
_REPACKED = re.compile(r"[-_.](?:gguf|gptq|awq|exl2|mlx|fp8|nvfp4|int4|int8|bnb|4bit|8bit)\b")
_AGAINST = re.compile(
    r"(?:not|never|prohibited|forbidden|without)\b[^.\n]{0,100}\btrain(?:ing|ed)?\b"
    r"|\btrain(?:ing)?\b[^.\n]{0,60}\b(?:is|are) (?:not|prohibited|forbidden)\b",
    re.IGNORECASE,
)
_MADE_FROM = re.compile(
    r"\b(?:fine-?tuned|distilled|derived|adapted|initiali[sz]ed|pruned|quantized|merged|based"
    r"|built|generated|sampled)\b[^.\n]{0,60}\b(?:from|of|on|upon|with|using|by)\b"
    r"(?P<what>[^\n]{0,90})",
    re.IGNORECASE,
)
_A_MODEL = re.compile(r"(?<![\w/])[A-Za-z][\w/]{0,40}(?:[-.][\w/]{1,20}){1,8}")
_VERSION = re.compile(r"v?[\d.]+(?:[-.]?(?:rc|dev|post|b)\d*)?", re.IGNORECASE)
_OF_MODELS = ("llama", "gemma", "openrail", "bigcode-openrail", "creativeml-openrail")
_LONGEST_BODY = 200_000


def leads(
    record: ModelRecord, bases: Sequence[ModelRecord] = (), body: str = ""
) -> tuple[Lead, ...]:
    """Return what to look at in `record`.

    `bases` are the records of what it was made from, as far as they were
    read, and `body` the words of its card.
    """
    found = [
        *_declared(record),
        *_not_declared(record),
        *_links(record),
        *_gates(record),
        *_lineage(record),
        *_names(record),
        *_against_bases(record, bases),
    ]
    if record.remote is not None:
        message = f"outputs come from {record.remote.model} at {record.remote.host}"
        found.append(Lead(LeadKind.SERVED_BY_OTHERS, message, (record.remote.where,)))
    if record.revision_kind in {RevisionKind.BRANCH, RevisionKind.VERSION}:
        where = (record.revision.where,) if record.revision else ()
        message = "the revision is a name that may come to mean something else"
        found.append(Lead(LeadKind.REVISION_MOVES, message, where))
    found += _in_prose(record, body[:_LONGEST_BODY])
    words = _AGAINST.search(body[:_LONGEST_BODY])
    if words is not None:
        message = f"the card has words about training: `{' '.join(words[0].split())}`"
        found.append(Lead(LeadKind.WORDS_AGAINST_TRAINING, message))
    return tuple(found)


def _declared(record: ModelRecord) -> Iterator[Lead]:
    names = names_declared(record)
    if len(names) > 1:
        told = ", ".join(f"{name} at {_place(each)}" for name, each in names.items())
        where = tuple(each.where for each in names.values())
        yield Lead(LeadKind.LICENSES_DIFFER, f"licenses differ: {told}", where)
    for each in record.licenses:
        if is_unnamed(each):
            but = f"only linked: {each.link}" if each.link else "neither named nor linked"
            message = f"`{each.raw}` is declared, and {but}"
            yield Lead(LeadKind.LICENSE_UNNAMED, message, (each.where,))
        if (each.id or each.raw).strip().casefold() in PLACEHOLDERS:
            message = f"`{each.raw}` is what a tool writes, and declares nothing"
            yield Lead(LeadKind.LICENSE_PLACEHOLDER, message, (each.where,))
    for name, each in names.items():
        yield from _known_trap(record, name, each)


def _known_trap(record: ModelRecord, name: str, each: DeclaredLicense) -> Iterator[Lead]:
    """Yield what is known to go wrong with a license of this name."""
    if name in SHARED:
        message = f"several different texts go by the name {name}"
        yield Lead(LeadKind.LICENSE_NAME_SHARED, message, (each.where,))
    if record.kind is Kind.DATASET and name.startswith(_OF_MODELS):
        message = f"{name} is a license for models, and this is a data set"
        yield Lead(LeadKind.MODEL_LICENSE_ON_DATA, message, (each.where,))
    if name == "openrail++" and record.tags and "autotrain" in record.tags.value:
        message = "the tool AutoTrain writes openrail++ whatever the base is"
        yield Lead(LeadKind.LICENSE_BY_TOOL, message, (each.where,))


def _place(each: DeclaredLicense) -> str:
    return f"[{each.where.evidence}{each.where.pointer}]"


def _not_declared(record: ModelRecord) -> Iterator[Lead]:
    texts = [each for each in record.texts if each.kind is TextClass.LICENSE]
    named = names_declared(record)
    listed = [each for each in record.files if text_class(each.path) is TextClass.LICENSE]
    shut = record.knows(Topic.LICENSE_TEXT) is Knowledge.UNREADABLE
    if listed and not texts and shut:
        paths = ", ".join(each.path for each in listed[:4])
        where = tuple(each.where for each in listed[:4])
        message = f"there is a license text that could not be read: {paths}"
        yield Lead(LeadKind.LICENSE_TEXT_SHUT, message, where)
    for_code = [each for each in texts if "code" in each.path.casefold()]
    if for_code and len(texts) > len(for_code):
        where = tuple(each.where for each in texts)
        message = "there is a license of the code and another one; that of the weights counts"
        yield Lead(LeadKind.LICENSE_OF_CODE_TOO, message, where)
    if named or any(map(is_unnamed, record.licenses)):
        return
    if texts or listed:
        where = (*(each.where for each in texts), *(each.where for each in listed))[:4]
        message = "nothing is declared, but a license file is there"
        yield Lead(LeadKind.LICENSE_IN_FILE_ONLY, message, where)
    elif record.knows(Topic.LICENSE) is Knowledge.ANSWERED:
        message = "no license is declared, which does not mean that there are no terms"
        yield Lead(LeadKind.LICENSE_NOT_DECLARED, message)


def _links(record: ModelRecord) -> Iterator[Lead]:
    paths = {each.path.casefold() for each in record.files}
    for link, each in {each.link: each for each in record.licenses if each.link}.items():
        if "://" not in link:
            name = link.removeprefix("./").casefold()
            if paths and name not in paths:
                message = f"the license is said to be in `{link}`, which is not there"
                yield Lead(LeadKind.LICENSE_FILE_MISSING, message, (each.where,))
            continue
        own = {record.id.casefold(), record.asked_id.casefold()}
        if (id_in_address(link) or "").casefold() not in own:
            message = f"the license lies elsewhere, and may change there: {link}"
            yield Lead(LeadKind.LICENSE_LIES_ELSEWHERE, message, (each.where,))


def _gates(record: ModelRecord) -> Iterator[Lead]:
    if record.eu_disallowed is not None and record.eu_disallowed.value:
        message = "the gate shuts out the EU, whatever the license says"
        yield Lead(LeadKind.GATE_SHUTS_OUT_EU, message, (record.eu_disallowed.where,))
    prompts = [each for each in record.texts if each.kind is TextClass.GATE]
    if prompts and record.gate is not None and record.gate.value is Gate.NONE:
        message = "the card has the words of a gate, and there is no gate"
        yield Lead(LeadKind.GATE_TEXT_BUT_OPEN, message, (prompts[0].where, record.gate.where))


def _lineage(record: ModelRecord) -> Iterator[Lead]:
    told = bases_told(record)
    for each in told:
        if each.relation is Relation.UNKNOWN:
            word = f", but as `{each.raw_relation}`" if each.raw_relation else ""
            message = f"how it was made from {each.id} is not told in the hubs' words{word}"
            yield Lead(LeadKind.RELATION_UNKNOWN, message, (each.where,))
        if each.hub is None:
            message = f"what it was made from is no id of a hub: `{each.id}`"
            yield Lead(LeadKind.BASE_IS_NO_ID, message, (each.where,))
    if len(told) > 1:
        where = tuple(each.where for each in told)
        message = f"it was made from {len(told)} models, and the terms of each count"
        yield Lead(LeadKind.SEVERAL_BASES, message, where)
    declared = {each.id.casefold() for each in record.bases if each.tier is Tier.DECLARED}
    other = [
        each
        for each in record.bases
        if each.tier is Tier.EMBEDDED and each.hub and each.id.casefold() not in declared
    ]
    if declared and other:
        where = tuple(each.where for each in other)
        names = ", ".join(each.id for each in other)
        message = f"the files say that it was made from {names}, the card says otherwise"
        yield Lead(LeadKind.BASES_DIFFER, message, where)


def _names(record: ModelRecord) -> Iterator[Lead]:
    """Yield what a name or a tag suggests: questions for a person, nothing more."""
    tags = record.tags.value if record.tags else ()
    words = " ".join((record.id, *tags)).casefold()
    told = any(each.relation is Relation.DISTILLED for each in record.bases)
    if not told and (_DISTILLED.search(words) or _CLOSED.search(words)):
        message = "its name or tags speak of a teacher that nobody declares"
        yield Lead(
            LeadKind.DISTILLED_BY_NAME,
            message,
            (record.tags.where,) if tags and record.tags else (),
        )
    if not record.bases and _REPACKED.search(record.id.casefold()):
        message = "its name is that of a repackaged model, and no base is declared"
        yield Lead(LeadKind.BASE_BY_NAME, message)


def _in_prose(record: ModelRecord, body: str) -> Iterator[Lead]:
    """Yield the first words of a card that say of what a model was made, if only they do."""
    if record.kind is not Kind.MODEL:
        return
    told = [record.id, *(each.id for each in record.bases)]
    for words in _MADE_FROM.finditer(body):
        named = next(filter(_names_a_model, _A_MODEL.finditer(words["what"])), None)
        if named is None or any(_may_be_one(named[0], each) for each in told):
            continue
        said = words[0][: words.start("what") - words.start() + named.end()]
        only = "only the words of its card say of what it was made"
        also = "the words of its card also speak of what is not declared"
        message = f"{also if record.bases else only}: `{' '.join(said.split())}`"
        yield Lead(LeadKind.BASE_IN_PROSE, message)
        return


def _names_a_model(found: re.Match[str]) -> bool:
    """Return whether a word may name a model: it has a digit, and is no bare version."""
    return any(map(str.isdigit, found[0])) and _VERSION.fullmatch(found[0]) is None


def _may_be_one(named: str, other: str) -> bool:
    """Return whether two names of models may be of one: the shorter begins the longer."""
    short, long = sorted((_last(named), _last(other)), key=len)
    return long.startswith(short)


def _last(name: str) -> str:
    """Return the name of a model without its publisher, in small letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", name.rpartition("/")[2].casefold())


def _against_bases(record: ModelRecord, bases: Iterable[ModelRecord]) -> Iterator[Lead]:
    """Yield where the record and those of its bases do not go together."""
    own = names_declared(record)
    for base in bases:
        theirs = names_declared(base)
        if theirs and own and not set(own) & set(theirs):
            message = (
                f"it declares {', '.join(own)}, and {base.id}, from which it was made,"
                f" {', '.join(theirs)}: the terms of both count until a person clears them"
            )
            where = tuple(each.where for each in own.values())
            yield Lead(LeadKind.LICENSE_NOT_OF_BASE, message, where)
        shut = base.gate is not None and base.gate.value in {Gate.MANUAL, Gate.AUTO}
        if shut and record.gate is not None and record.gate.value is Gate.NONE:
            message = f"{base.id}, from which it was made, is gated, and this is not"
            yield Lead(LeadKind.GATE_OF_BASE_LOST, message, (record.gate.where,))
