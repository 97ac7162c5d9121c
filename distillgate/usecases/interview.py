"""Asks questions one by one: explains them, skips what cannot matter, guesses nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeVar

from distillgate.usecases.answers import Misunderstood, Written, answer_to, choices_of
from policy.deriving import PLAN_DERIVATIONS
from policy.facts.describing import value_in_words
from policy.facts.fact import Fact
from policy.values import UNKNOWN, Given, Origin
from registry.scopes import Derivations, Scope
from registry.sheet import Sheet

HELP = "?"
NO_DERIVATIONS: Derivations = {}
_NOT_KNOWN = "An empty answer means that you do not know; nothing is guessed then."
Answer = TypeVar("Answer")


class Asker(Protocol):
    """Somebody who can be asked: at a terminal, or through a file of answers."""

    over: bool
    """The input has ended, so that no further answer will come."""

    def ask(self, question: str, choices: str) -> str:
        """Return the answer as typed; empty for not known, and once the input has ended."""
        ...

    def tell(self, text: str) -> None:
        """Say something that needs no answer."""
        ...

    def reject(self, message: str, hint: str | None) -> None:
        """Say why the last answer is none; it is asked for once more.

        Raises `UnreadableError` where answers come from a file: after a wrong
        one, the next would answer another question than it was meant for.
        """
        ...


@dataclass(frozen=True, slots=True)
class Asking(Generic[Answer]):
    """One question, with how its answer is read."""

    words: str
    read: Callable[[str], Answer | Misunderstood]
    choices: str = ""
    help: str = ""


def put(asker: Asker, asking: Asking[Answer]) -> Answer | None:
    """Return the answer to a question, or nothing where it is not known."""
    while True:
        said = asker.ask(asking.words, asking.choices).strip()
        if not said:
            return None
        if said == HELP:
            asker.tell(f"{asking.help} {_NOT_KNOWN}".strip())
            continue
        answer = asking.read(said)
        if not isinstance(answer, Misunderstood):
            return answer
        asker.reject(answer.message, answer.hint)


def ask_fact(asker: Asker, fact: Fact, question: str) -> Written | None:
    """Return the answer to the `question` of `fact`, or nothing where it is not known."""
    read = partial(answer_to, fact)
    return put(asker, Asking(question, read, choices_of(fact), " ".join(_help_on(fact))))


@dataclass(slots=True)
class Sitting:
    """The answers of one scope so far: the organization's, a plan's, or one ingredient's."""

    asker: Asker
    facts: tuple[Fact, ...]
    derivations: Derivations = field(default_factory=lambda: PLAN_DERIVATIONS)
    given: dict[str, Given] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    """The answers as YAML, by the path of the fact."""
    asked: set[str] = field(default_factory=set)
    """What was asked, whether or not there was an answer: nothing is asked twice."""

    def ask_all(self, facts: Iterable[Fact], about: str = "it") -> None:
        """Ask for each of `facts` whose answer is not known yet and can matter."""
        for fact in facts:
            if fact.path in self.asked or self.settles(fact.path):
                continue
            self.asked.add(fact.path)
            question = fact.question.format(ingredient=about, issuer="the issuer")
            answer = ask_fact(self.asker, fact, question)
            if answer is not None:
                self.given[fact.path] = Given(answer.value, Origin.PLAN)
                self.written[fact.path] = answer.yaml

    def settles(self, path: str) -> bool:
        """Return whether the answers so far say what `path` is, or that it cannot matter."""
        sheet = Sheet(Scope(self.facts, self.derivations), self.given)
        sheet.settle()
        return sheet.value(path) is not UNKNOWN


def _help_on(fact: Fact) -> Iterator[str]:
    """Yield what `?` shows about the question of a fact."""
    yield fact.meaning
    if fact.values:
        yield f"Values: {', '.join(fact.values)}."
    if fact.attestation is not None and fact.attested is not None:
        said = value_in_words(fact.attested)
        yield f"Signing {fact.attestation} says {said}."
    if fact.who.value != "engineer":
        yield f"If you cannot tell, leave it open; {fact.who} can answer it."
