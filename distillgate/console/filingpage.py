"""The forms by which something is put on file: determinations, waiver requests, agreements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from distillgate.console.intake import Field
from distillgate.console.problempages import Told
from distillgate.console.words import spoken
from distillgate.usecases.files import refused
from distillgate.usecases.filingtexts import Answered, Wished
from policy.diagnostics import Code, Span
from policy.facts.vocabulary import VOCABULARY

Said = Mapping[str, Sequence[str]]


class Filed(StrEnum):
    """What is filled in."""

    __hash__ = str.__hash__

    DETERMINATION = "determination"
    REQUEST = "waiver-request"
    AGREEMENT = "agreement"


_WORDS: Mapping[Filed, tuple[str, str, str]] = {
    Filed.DETERMINATION: (
        "Remember an answer",
        "It answers a fact for later plans, within its scope and until it ends. You sign it.",
        "Sign and file it",
    ),
    Filed.REQUEST: (
        "Ask for a waiver",
        "It sets findings aside that it names, once somebody else has granted it.",
        "Ask for it",
    ),
    Filed.AGREEMENT: (
        "File an agreement",
        "A signed contract with an issuer, written as a document with clauses.",
        "File it",
    ),
}


@dataclass(frozen=True, slots=True)
class FilingForm:
    """A form with what was said in it."""

    what: Filed
    title: str
    lede: str
    button: str
    fields: tuple[Field, ...]
    text: str
    """Of an agreement: the document."""
    told: tuple[Told, ...]


def filing_form(
    what: Filed, said: Said, roles: Sequence[str], told: tuple[Told, ...] = ()
) -> FilingForm:
    """Return the form for `what` by somebody who acts in `roles`."""
    title, lede, button = _WORDS[what]
    fields = _fields(what, said, roles)
    return FilingForm(what, title, lede, button, tuple(fields), text_in(said, "text"), told)


def _fields(what: Filed, said: Said, roles: Sequence[str]) -> Sequence[Field]:
    match what:
        case Filed.DETERMINATION:
            return _determination(said, roles)
        case Filed.REQUEST:
            return _request(said)
        case Filed.AGREEMENT:
            return ()


def _determination(said: Said, roles: Sequence[str]) -> Sequence[Field]:
    fact = VOCABULARY.find(text_in(said, "fact"))
    about = fact.meaning if fact else "such as terms.competes_with_issuer"
    return (
        _text(said, "name", "What is it called?", "such as legal-2026-031"),
        _text(said, "fact", "Which fact does it answer?", about),
        _text(said, "value", "What is the answer?", "such as yes, no, or a value of the fact"),
        _text(said, "issuer", "Under whose terms?", "The issuer; empty: under anybody's"),
        _text(said, "markets", "For which markets?", "With commas; empty: for all"),
        _text(said, "students", "For which students?", "Names, * stands for anything"),
        _text(said, "ingredients", "For which ingredients?", "such as openai:gpt-5*"),
        _role(said, roles),
        _until(said),
        _text(said, "reason", "Why is that so?", "One sentence that somebody else understands"),
    )


def _request(said: Said) -> Sequence[Field]:
    return (
        _text(said, "name", "What is it called?", "such as waiver-2026-07"),
        _text(said, "clauses", "Which clauses?", "document#clause, with commas"),
        _text(said, "findings", "Which findings alone?", "Fingerprints; empty: all of them"),
        _text(said, "plans", "For which plans?", "Names, * stands for anything"),
        _until(said),
        _text(said, "reason", "Why should it be granted?", ""),
    )


def _text(said: Said, name: str, question: str, about: str) -> Field:
    return Field(name, question, about, "text", said=(text_in(said, name),))


def _until(said: Said) -> Field:
    about = "The first day on which it no longer counts"
    return Field("until", "Until when?", about, "date", said=(text_in(said, "until"),))


def _role(said: Said, roles: Sequence[str]) -> Field:
    choices = tuple((each, spoken(each)) for each in roles)
    about = "It must be a role of yours"
    return Field(
        "role", "In which role do you sign?", about, "one", choices, (text_in(said, "role"),)
    )


def answered_in(said: Said, place: Span) -> Answered:
    """Return the determination that was filled in."""
    return Answered(
        text_in(said, "name"),
        text_in(said, "fact"),
        text_in(said, "value"),
        text_in(said, "issuer"),
        _words(said, "markets"),
        _words(said, "students"),
        _words(said, "ingredients"),
        text_in(said, "role"),
        _day(said, place),
        text_in(said, "reason"),
    )


def wished_in(said: Said, place: Span) -> Wished:
    """Return the waiver that was filled in."""
    return Wished(
        text_in(said, "name"),
        _words(said, "clauses"),
        _words(said, "findings"),
        _words(said, "plans"),
        _day(said, place),
        text_in(said, "reason"),
    )


def text_in(said: Said, name: str) -> str:
    """Return what was said under a name, as one text."""
    found = said.get(name, ())
    return found[0].strip() if found else ""


def _words(said: Said, name: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text_in(said, name).split(","))))


def _day(said: Said, place: Span) -> date:
    try:
        return date.fromisoformat(text_in(said, "until"))
    except ValueError as error:
        message = "until when does it count?"
        raise refused(Code.WRONG_VALUE, message, place, "a day, as YYYY-MM-DD") from error
