"""Answers as people type them, turned into what a plan says and checked as a plan is."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from distillgate.usecases.planwriting import flow, scalar
from policy.diagnostics import Diagnostic
from policy.facts.fact import Fact, Kind
from policy.planplaces import PLACES_BY_NAME
from policy.planvalues import ValueReader
from policy.reading import Notebook, as_number
from policy.values import Value
from policy.yamltext import Fields, UnreadableError, read_yaml

TYPED = "several with commas, none for none"
WRITTEN = "a list, [] for none"
"""How a list is typed, and how it is written in a file."""
NOTHING = frozenset({"none", "[]", "nothing", "empty"})
"""What people type for an empty list."""
_YES = frozenset({"yes", "y", "true"})
_NO = frozenset({"no", "n", "false"})
_GROUPED = re.compile(r"\d{1,3}([,_ ']\d{3})+")
_BOUND = re.compile(r"(?:(at most|up to|<=)|(at least|>=))\s*(.+)")
_UNSPOKEN = str.maketrans({" ": "-", "_": "-"})


@dataclass(frozen=True, slots=True)
class Written:
    """One answer: as YAML in one line, and as the value that a plan then has."""

    yaml: str
    value: Value


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """Why an answer is none, and what would be one."""

    message: str
    hint: str | None = None


def answer_to(fact: Fact, said: str) -> Written | Misunderstood:
    """Return what `said` means as the value of `fact`, by the rules of the plan format."""
    if not " ".join(said.split()).isprintable():
        return Misunderstood("this holds control characters")
    text = _written(fact, " ".join(said.split()))
    notebook = Notebook()
    try:
        node = read_yaml(f"answer: {text}".encode(errors="replace"), "answer")
    except UnreadableError as error:
        return _misunderstood(error.diagnostics)
    value = None
    if isinstance(node, Fields):
        value = ValueReader(notebook).value(fact, node.entries[0].value)
    return _misunderstood(notebook.found) if value is None else Written(text, value)


def choices_of(fact: Fact, several: str = TYPED) -> str:
    """Return what an answer to `fact` may look like, in a few words; `several` is for lists."""
    word = {
        Kind.BOOLEAN: "yes or no",
        Kind.NUMBER: "a number",
        Kind.DATE: "YYYY-MM-DD",
        Kind.PLACE: "codes" if fact.many else "a code",
        Kind.STRING: "words" if fact.many else "",
        Kind.ENUM: "" if _lists_all(fact) else ", ".join(fact.values),
    }[fact.kind]
    return "; ".join(part for part in (word, several if fact.many else "") if part)


def _lists_all(fact: Fact) -> bool:
    """Return whether the question names every value already."""
    return all(value in re.split(r"[^a-z-]+", fact.question) for value in fact.values)


def _misunderstood(found: Sequence[Diagnostic]) -> Misunderstood:
    first = found[0] if found else None
    if first is None:
        return Misunderstood("this is no answer")
    return Misunderstood(first.message, first.hint)


def _written(fact: Fact, said: str) -> str:
    """Return `said` as YAML; what cannot be made sense of stays as it is, to be refused."""
    if fact.many:
        if said.casefold() in NOTHING:
            return "[]"
        return flow(_one(fact, part) for part in parts_of(said))
    match fact.kind:
        case Kind.BOOLEAN:
            word = said.casefold()
            return "true" if word in _YES else "false" if word in _NO else scalar(said)
        case Kind.NUMBER:
            return _number(said)
        case _:
            return scalar(_one(fact, said))


def parts_of(said: str) -> list[str]:
    """Return the parts of a list with commas; a part in quotes may hold some."""
    rows = csv.reader([said], skipinitialspace=True)
    parts = (part.strip() for row in rows for part in row)
    return [part for part in parts if part]


def _one(fact: Fact, said: str) -> str:
    if fact.kind is Kind.ENUM:
        word = said.casefold().translate(_UNSPOKEN)
        return word if word in fact.values else said
    if fact.kind is Kind.PLACE:
        return PLACES_BY_NAME.get(said.casefold().removeprefix("the "), said)
    return said


def _number(said: str) -> str:
    bound = _BOUND.fullmatch(said.casefold())
    if bound is None:
        return _digits(said)
    end = "at_most" if bound[1] else "at_least"
    return f"{{{end}: {_digits(bound[3])}}}"


def _digits(said: str) -> str:
    bare = re.sub(r"[,_ ']", "", said) if _GROUPED.fullmatch(said) else said
    return bare if as_number(bare) is not None else scalar(said)
