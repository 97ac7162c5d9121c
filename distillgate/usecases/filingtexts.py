"""The texts of determinations and waiver requests, from what people fill in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.answers import Misunderstood, answer_to
from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span
from policy.facts.vocabulary import VOCABULARY
from policy.packs import SourceFile


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that later plans reuse, as it is filled in."""

    name: str
    fact: str
    value: str
    issuer: str
    markets: tuple[str, ...]
    students: tuple[str, ...]
    ingredients: tuple[str, ...]
    role: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Wished:
    """A waiver that somebody asks for, as it is filled in."""

    name: str
    clauses: tuple[str, ...]
    findings: tuple[str, ...]
    plans: tuple[str, ...]
    until: date
    reason: str


def determination_file(said: Answered, by: str, on: date, place: Span) -> SourceFile:
    """Return the determination that `by` signs; raises where the answer is no value."""
    fact = VOCABULARY.find(said.fact)
    if fact is None:
        raise refused(Code.UNKNOWN_FACT, f"no fact is called `{said.fact}`", place)
    answer = answer_to(fact, said.value)
    if isinstance(answer, Misunderstood):
        raise refused(Code.WRONG_VALUE, answer.message, place, answer.hint)
    return _file(
        "determination",
        {
            "determination": _quoted(said.name),
            "fact": said.fact,
            "is": answer.yaml,
            "issuer": _quoted(said.issuer),
            "markets": _listed(said.markets),
            "students": _listed(said.students),
            "ingredients": _listed(said.ingredients),
            "by": _quoted(by),
            "role": _quoted(said.role),
            "on": on.isoformat(),
            "until": said.until.isoformat(),
            "reason": _quoted(said.reason),
        },
    )


def waiver_request_file(said: Wished) -> SourceFile:
    """Return the request for a waiver."""
    return _file(
        "waiver",
        {
            "waiver": _quoted(said.name),
            "clauses": _listed(said.clauses),
            "findings": _listed(said.findings),
            "plans": _listed(said.plans),
            "until": said.until.isoformat(),
            "reason": _quoted(said.reason),
        },
    )


def _file(kind: str, said: Mapping[str, str]) -> SourceFile:
    lines = (f"{key}: {value}\n" for key, value in said.items() if value)
    return SourceFile(f"{kind}.yaml", "".join(lines).encode(errors="replace"))


def _quoted(text: str) -> str:
    """Return `text` as YAML on one line: what JSON quotes, YAML reads."""
    words = " ".join(text.split())
    return json.dumps(words, ensure_ascii=False) if words else ""


def _listed(words: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, words))}]" if words else ""
