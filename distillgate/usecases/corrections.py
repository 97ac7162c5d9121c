"""Facts that are wrong: corrected in the record that they come from, with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from distillgate.usecases.declare import Declaring, declare_node
from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span
from policy.references import parse_reference
from policy.yamltext import Entry, Fields, Text
from registry.declaring import NAMED_BY
from registry.statements import SubjectKind

FIELDS: Mapping[str, str] = {
    "ingredient.declared_license": "declared_license",
    "ingredient.maker": "maker",
    "ingredient.multimodal": "multimodal",
    "ingredient.released_on": "released_on",
    "ingredient.weights": "weights",
}
"""Facts that a record of a model or data set states, with its key for them."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody says a fact should be, and why."""

    fact: str
    ref: str
    kind: SubjectKind
    value: str
    reason: str
    evidence: str = ""


def field_of(fact: str, ref: str) -> str | None:
    """Return the key by which a record of `ref` states `fact`; nothing where none does."""
    named = parse_reference(ref)
    known = named is not None and named.scheme != "local"
    return FIELDS.get(fact) if known else None


def correct(said: Correction, declaring: Declaring, place: Span) -> None:
    """Write down that a record is wrong; raises `UnreadableError`.

    From then on plans are judged by what was said; decisions that were made stay as
    they are.
    """
    key = field_of(said.fact, said.ref)
    if key is None:
        message = f"no record states `{said.fact}`"
        raise refused(Code.WRONG_VALUE, message, place, "a determination answers it")
    entries = {
        NAMED_BY[said.kind]: said.ref,
        key: said.value.strip(),
        "evidence": said.evidence.strip(),
        "reason": said.reason.strip(),
    }
    if not entries[key]:
        raise refused(Code.MISSING_KEY, "what is it in truth?", place)
    node = Fields(
        tuple(
            Entry(Text(name, plain=True, span=place), Text(value, plain=True, span=place))
            for name, value in entries.items()
            if value
        ),
        place,
    )
    declare_node(node, said.kind, declaring)
