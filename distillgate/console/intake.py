"""The intake form: plain questions, each with "I do not know"; what comes out is a plan.

The questions are those of `plan new`, and so are their answers: what is not
known stays unknown, and nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from distillgate.usecases.answers import NOTHING, Misunderstood, answer_to, choices_of, parts_of
from distillgate.usecases.plandraft import ENTRY_FACTS, SECTION_FACTS, Draft, DraftEntry
from policy.facts.attestations import SIGNATURES
from policy.facts.fact import Attestation, Fact, Kind, Who
from policy.facts.vocabulary import VOCABULARY
from policy.plankeys import PLAN_ID
from policy.references import parse_reference, reference_hint
from policy.verdict import Question

TEACHERS = 3
"""As many teachers as the form has room for; a plan in YAML may have more."""
_NONE = "none"
_PLAN_FACTS = (
    "organization.name",
    "organization.country",
    "organization.kind",
    "student.name",
    "student.type",
    "student.derivation",
    "student.markets",
    *(path for paths in SECTION_FACTS.values() for path in paths),
)
Said = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form, with what was said."""

    name: str
    question: str
    help: str
    kind: str
    """How it is asked: `text`, `date`, `one` of the choices, or `many` of them."""
    choices: tuple[tuple[str, str], ...] = ()
    said: tuple[str, ...] = ()
    told: str = ""
    hint: str = ""

    @property
    def value(self) -> str:
        """What was said, as one text."""
        return self.said[0] if self.said else ""


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that belong together."""

    title: str
    hint: str
    fields: tuple[Field, ...]
    folded: bool = False


@dataclass(slots=True)
class Form:
    """The form as somebody filled it in, and the plan that it comes to."""

    said: Said
    draft: Draft = field(default_factory=Draft)
    blocks: list[Block] = field(default_factory=list)
    wrong: int = 0

    def text(self, name: str) -> str:
        """Return what was said in a field."""
        found = self.said.get(name, ())
        return found[0].strip() if found else ""


def read_form(said: Said) -> Form:
    """Return the form that `said` fills in; what is wrong in it is told at its field."""
    form = Form(said)
    form.blocks = [
        _who(form),
        _student(form),
        *(_teacher(form, number) for number in range(1, TEACHERS + 1)),
        _data(form),
        *_sections(form),
        _signs(form),
    ]
    form.blocks += _further(form)
    return form


def open_questions(form: Form, questions: Sequence[Question]) -> Block | None:
    """Return those of a verdict's `questions` that the form does not ask, and a plan answers.

    What legal answers is left to them.
    """
    asked = {each.name for block in form.blocks for each in block.fields}
    fields = [
        fact_field(form, key, fact, {}, each.ingredient or "it", words=each.question)
        for each in questions
        if (key := key_of(each)) not in asked
        and (fact := VOCABULARY.find(each.fact)) is not None
        and _place(form.draft, key) is not None
    ]
    hint = "The verdict still hangs on these; what settles most comes first."
    return Block("Further questions", hint, tuple(fields)) if fields else None


def key_of(question: Question) -> str:
    """Return the name of the field that asks a question of a verdict."""
    return "|".join(("q", question.fact, question.ingredient or "", question.issuer or ""))


def _further(form: Form) -> list[Block]:
    """Return the further questions that were answered already."""
    fields = []
    for name in form.said:
        place = _place(form.draft, name) if name.startswith("q|") else None
        if place is not None:
            _, path, about, _ = name.split("|")
            fields.append(fact_field(form, name, VOCABULARY.get(path), place, about or "it"))
    return [Block("Further questions", "", tuple(fields))] if fields else []


def _place(draft: Draft, name: str) -> dict[str, str] | None:
    """Return where in the plan an answer stands; nothing where a plan does not give it."""
    parts = name.split("|")
    fact = (
        VOCABULARY.find(parts[1])
        if len(parts) == len(("q", "fact", "about", "issuer"))
        else None
    )
    if fact is None or not fact.settable or fact.who is Who.LEGAL:
        return None
    if fact.group == "terms":
        return draft.terms.setdefault(parts[3], {}) if parts[3] else None
    if fact.group != "ingredient":
        return draft.facts
    for entry in draft.entries:
        ref = parse_reference(entry.ref)
        if ref is not None and ref.canonical == parts[2]:
            return entry.facts
    return None


def _who(form: Form) -> Block:
    title = _words(form, "title", "What will the new model do, in one sentence?")
    name = _words(form, "id", "What shall the plan be called, in short?", "such as support-bot")
    form.draft.title = title.value or None
    if name.value and not re.fullmatch(PLAN_ID, name.value):
        name = _wrong(form, name, Misunderstood("letters, digits, dots and dashes only"))
    elif name.value:
        form.draft.id = name.value
    facts = _facts(form, "organization")
    return Block("The request", "Who asks, and for what.", (title, name, *facts))


def _student(form: Form) -> Block:
    base = _reference(form, "base", "Which weights does it start from?")
    if base.value.casefold() in NOTHING:
        form.draft.no_base = True
    elif base.value and not base.told:
        form.draft.base = DraftEntry(base.value)
    facts = _facts(form, "student")
    hint = "The model that is to be trained."
    return Block("The student", hint, (facts[0], base, *facts[1:]))


def _teacher(form: Form, number: int) -> Block:
    key = f"teacher{number}"
    name = _reference(form, key, "Which model or service teaches it?")
    entry = DraftEntry(name.value)
    named = bool(name.value) and not name.told and name.value.casefold() not in NOTHING
    fields = [
        fact_field(form, f"{key}.{path}", VOCABULARY.get(path), entry.facts, "it")
        for path in ENTRY_FACTS
    ]
    if named:
        form.draft.teachers = [*(form.draft.teachers or ()), entry]
    if number == 1 and name.value.casefold() in NOTHING:
        form.draft.teachers = []
    title = "The teacher" if number == 1 else f"Teacher {number}"
    hint = "A model that it learns from; `none` if there is none." if number == 1 else ""
    return Block(title, hint, (name, *fields), folded=number > 1 and not name.value)


def _data(form: Form) -> Block:
    text = _words(
        form,
        "datasets",
        "Which data sets is it trained on, of others or your own?",
        "hf:org/name, local:./folder; several with commas, none for none",
    )
    names = [] if text.value.casefold() in NOTHING else parts_of(text.value)
    bad = next((each for each in names if parse_reference(each) is None), None)
    if bad is not None:
        hint = reference_hint(bad)
        text = _wrong(form, text, Misunderstood(f"`{bad}` is no reference", hint))
    elif text.value:
        form.draft.datasets = [DraftEntry(each) for each in names]
    return Block("Data", "What else it learns from.", (text, *_facts(form, "prompts")))


def _sections(form: Form) -> Iterator[Block]:
    yield Block("Use", "What for.", tuple(_facts(form, "use")))
    hint = "Who gets it, where, and when."
    yield Block("Release", hint, tuple(_facts(form, "release")))
    yield Block("Where it is trained", "", tuple(_facts(form, "compute")))


def _signs(form: Form) -> Block:
    signed = form.said.get("attests", ())
    form.draft.attests += [each for each in Attestation if each.value in signed]
    choices = tuple((name.value, words) for name, words in SIGNATURES.items())
    question = "What do you sign for?"
    hint = "Sign only what you know. What you leave out is asked for where it matters."
    one = Field("attests", question, "", "signs", choices, tuple(signed))
    return Block("Signed by you", hint, (one,))


def _facts(form: Form, group: str) -> list[Field]:
    facts = (VOCABULARY.get(path) for path in _PLAN_FACTS if path.startswith(f"{group}."))
    return [fact_field(form, each.path, each, form.draft.facts, "it") for each in facts]


def fact_field(  # noqa: PLR0913 what is asked, where it stands, and in which words
    form: Form, name: str, fact: Fact, place: dict[str, str], about: str, *, words: str = ""
) -> Field:
    """Return the field that asks for a fact; an answer that can be read goes to `place`."""
    said = tuple(each.strip() for each in form.said.get(name, ()) if each.strip())
    question = words or fact.question.format(ingredient=about, issuer="the issuer")
    found = Field(name, question, fact.meaning, _kind(fact), _choices(fact), said)
    if not said:
        return found
    answer = answer_to(fact, ", ".join(said))
    if isinstance(answer, Misunderstood):
        return _wrong(form, found, answer)
    place[fact.path] = answer.yaml
    return found


def _kind(fact: Fact) -> str:
    if fact.kind is Kind.DATE:
        return "date"
    if fact.kind is Kind.BOOLEAN or (fact.kind is Kind.ENUM and not fact.many):
        return "one"
    return "many" if fact.kind is Kind.ENUM else "text"


def _choices(fact: Fact) -> tuple[tuple[str, str], ...]:
    if fact.kind is Kind.BOOLEAN:
        return (("yes", "yes"), ("no", "no"))
    if fact.kind is Kind.ENUM:
        listed = tuple((each, each.replace("-", " ")) for each in fact.values)
        return (*listed, (_NONE, "none of these")) if fact.many else listed
    return (("", choices_of(fact)),)


def _words(form: Form, name: str, question: str, hint: str = "") -> Field:
    said = form.text(name)
    found = Field(name, question, hint, "text", said=(said,) if said else ())
    if not said.isprintable():
        return _wrong(form, found, Misunderstood("this holds control characters"))
    return found


def _reference(form: Form, name: str, question: str) -> Field:
    hint = "such as hf:org/name, openai:gpt-5-mini, local:./folder; none if there is none"
    found = _words(form, name, question, hint)
    known = not found.value or found.value.casefold() in NOTHING
    if known or found.told or parse_reference(found.value) is not None:
        return found
    hint = reference_hint(found.value) or ""
    return _wrong(form, found, Misunderstood("this is no reference", hint))


def _wrong(form: Form, found: Field, why: Misunderstood) -> Field:
    form.wrong += 1
    return Field(
        found.name,
        found.question,
        found.help,
        found.kind,
        found.choices,
        found.said,
        why.message,
        why.hint or "",
    )
