"""The questions of the intake form, in plain words; then those on which the verdict hangs.

Nothing is guessed: what the asked person does not know stays open in the plan.
"""

import re
from collections.abc import Callable, Sequence

from distillgate.usecases.answers import NOTHING, Misunderstood, parts_of
from distillgate.usecases.interview import (
    NO_DERIVATIONS,
    Asker,
    Asking,
    Sitting,
    ask_fact,
    put,
)
from distillgate.usecases.plandraft import (
    SECTION_FACTS,
    Draft,
    DraftEntry,
    draft_text,
)
from policy.facts.attestations import SIGNATURES
from policy.facts.fact import Who
from policy.facts.vocabulary import VOCABULARY
from policy.plan import People
from policy.plankeys import PLAN_ID
from policy.references import LOCAL, parse_reference, reference_hint
from policy.values import Given, Origin
from policy.verdict import Question

StillOpen = Callable[[str], Sequence[Question]]
"""Gives the questions that still matter for the text of a plan, what settles most first."""
MOST_FURTHER = 100
_TEACHERS = "Which models or services does it learn from (none if none)?"
_DATASETS = "Which data sets is it trained on, of others or your own (none if none)?"
_REFERENCES = "such as hf:org/name, openai:gpt-5-mini, local:./folder; several with commas"
_ONE_REFERENCE = "a reference such as hf:org/name, or none"
_REFERENCE_HELP = (
    "A reference is `scheme:id`: hf: and other hubs for models and data sets, the provider for"
    " an API, local: for what lies in no hub."
)
_PEOPLE_HELP = "Who wrote what no model made; several with commas."
_SIGN_HELP = (
    "What you sign counts as a fact, and the verdict says that you signed it. Left open, each"
    " fact that it covers is asked for where it matters."
)
_YES = {"yes": True, "y": True, "no": False, "n": False}


class PlanInterview:
    """One sitting in which a plan comes about."""

    def __init__(self, asker: Asker, draft: Draft) -> None:
        self.draft = draft
        self._asker = asker
        facts = tuple(fact for fact in VOCABULARY if not fact.per_ingredient)
        self._sitting = Sitting(asker, facts, written=draft.facts)

    def ask(self) -> Draft:
        """Return the plan after the questions that every plan is asked."""
        draft = self.draft
        draft.title = self._put("What will the new model do, in one sentence?", _words)
        short = "letters, digits, dots, dashes; such as support-assistant"
        draft.id = self._put("What shall the plan be called, in short?", _plan_id, short)
        if draft.organization is None:
            self._facts("organization.name")
        self._facts("student.name", "student.type")
        self._base()
        draft.teachers = self._entries(_TEACHERS)
        for teacher in draft.teachers or ():
            self._about(teacher)
        draft.datasets = self._entries(_DATASETS)
        for data in draft.datasets or ():
            self._origin(data)
        self._facts(*(path for paths in SECTION_FACTS.values() for path in paths))
        self._facts("student.markets")
        self._sign()
        return draft

    def go_on(self, still_open: StillOpen) -> int:
        """Ask on what the verdict still hangs, and return how many questions are left.

        The plan is judged after each answer, so that nothing is asked that the
        answers before it have settled. Questions for legal, and those that no
        plan can answer, are left.
        """
        put_before: set[tuple[str, str | None, str | None]] = set()
        left = still_open(draft_text(self.draft))
        for _ in range(MOST_FURTHER):
            fresh = [each for each in left if _key(each) not in put_before]
            question = next((each for each in fresh if self._place(each) is not None), None)
            if question is None or self._asker.over:
                break
            put_before.add(_key(question))
            self._further(question)
            left = still_open(draft_text(self.draft))
        return len(left)

    def _put(
        self,
        words: str,
        read: Callable[[str], str | Misunderstood],
        choices: str = "any words",
    ) -> str | None:
        return put(self._asker, Asking(words, read, choices))

    def _facts(self, *paths: str) -> None:
        self._sitting.ask_all(map(VOCABULARY.get, paths))

    def _base(self) -> None:
        fact = VOCABULARY.get("student.base")
        asking = Asking(fact.question, _one_reference, _ONE_REFERENCE, _REFERENCE_HELP)
        found = put(self._asker, asking)
        if found is None:
            return
        self.draft.base = DraftEntry(found[0]) if found else None
        self.draft.no_base = not found
        self._sitting.given[fact.path] = Given(found[0] if found else "none", Origin.PLAN)
        self._facts("student.derivation")

    def _entries(self, words: str) -> list[DraftEntry] | None:
        found = put(self._asker, Asking(words, _references, _REFERENCES, _REFERENCE_HELP))
        return None if found is None else [DraftEntry(name) for name in found]

    def _about(self, entry: DraftEntry) -> None:
        facts = tuple(fact for fact in VOCABULARY if fact.group == "ingredient")
        sitting = Sitting(self._asker, facts, NO_DERIVATIONS, written=entry.facts)
        sitting.ask_all([VOCABULARY.get("ingredient.access")], entry.ref)
        sitting.ask_all(map(VOCABULARY.get, entry.asked), entry.ref)

    def _origin(self, entry: DraftEntry) -> None:
        """Ask what a data set is made from that lies on no hub."""
        if not entry.ref.startswith(f"{LOCAL}:"):
            return
        words = f"Which people wrote what is in {entry.ref} (none if none)?"
        people = put(self._asker, Asking(words, _people, ", ".join(People), _PEOPLE_HELP))
        words = f"Which models wrote or labeled what is in {entry.ref} (none if none)?"
        models = put(self._asker, Asking(words, _references, _REFERENCES, _REFERENCE_HELP))
        if people is None and models is None:
            return
        authors = [("people", each) for each in people or ()]
        teachers = ("unknown",) if models is None else models
        entry.made_from = [*authors, *(("teacher", each) for each in teachers)]

    def _sign(self) -> None:
        for name, words in SIGNATURES.items():
            if put(self._asker, Asking(words, _yes, "yes or no", _SIGN_HELP)):
                self.draft.attests.append(name)

    def _further(self, question: Question) -> None:
        place = self._place(question)
        answer = ask_fact(self._asker, VOCABULARY.get(question.fact), question.question)
        if answer is not None and place is not None:
            place[question.fact] = answer.yaml

    def _place(self, question: Question) -> dict[str, str] | None:
        """Return where in the plan the answer stands; nothing where it is not asked here."""
        fact = VOCABULARY.find(question.fact)
        if fact is None or not fact.settable or fact.who is Who.LEGAL:
            return None
        match fact.group:
            case "terms":
                return self.draft.terms.setdefault(question.issuer or "", {})
            case "organization" if self.draft.organization:
                return None
            case "ingredient":
                return self._facts_of(question.ingredient)
            case _:
                return self.draft.facts

    def _facts_of(self, ingredient: str | None) -> dict[str, str] | None:
        for entry in self.draft.entries:
            ref = parse_reference(entry.ref)
            if ref is not None and ref.canonical == ingredient:
                return entry.facts
        return None


def _key(question: Question) -> tuple[str, str | None, str | None]:
    return question.fact, question.ingredient, question.issuer


def _words(said: str) -> str | Misunderstood:
    words = " ".join(said.split())
    return words if words.isprintable() else Misunderstood("this holds control characters")


def _plan_id(said: str) -> str | Misunderstood:
    if re.fullmatch(PLAN_ID, said):
        return said
    return Misunderstood(f"`{said}` is no id of a plan", "letters, digits, dots and dashes")


def _references(said: str) -> tuple[str, ...] | Misunderstood:
    if said.casefold() in NOTHING:
        return ()
    names = tuple(dict.fromkeys(parts_of(said)))
    for name in names:
        if parse_reference(name) is None:
            return Misunderstood(f"`{name}` is no reference", reference_hint(name))
    return names


def _one_reference(said: str) -> tuple[str, ...] | Misunderstood:
    found = _references(said)
    if isinstance(found, tuple) and len(found) > 1:
        return Misunderstood("training starts from one model", "a merge is a model of its own")
    return found


def _people(said: str) -> tuple[str, ...] | Misunderstood:
    if said.casefold() in NOTHING:
        return ()
    words = tuple(part.casefold() for part in parts_of(said))
    for word in words:
        if word not in tuple(People):
            return Misunderstood(
                f"`{word}` is no word for people", f"one of {', '.join(People)}"
            )
    return words


def _yes(said: str) -> bool | Misunderstood:
    answer = _YES.get(said.casefold())
    return Misunderstood(f"`{said}` is neither yes nor no") if answer is None else answer
