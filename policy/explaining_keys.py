"""Where in a plan the answer to a question is written, as YAML."""

from collections.abc import Iterator, Mapping, Sequence

from policy.explaining_words import listed
from policy.facts.fact import Attestation, Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.plankeys import COLLECTED, MAPPINGS, TRAINED
from policy.questions import BINDS_US

_STRUCTURAL = {
    "teachers": "teachers: [{model: …}]",
    "datasets": "datasets: [{data: …}]",
    "student.base": "student: {base: …}",
}
_MADE_FROM = "made_from: […]"
_ANSWERS_SHOWN = 10
COMPETES = "terms.competes_with_issuer"
_BY_LEGAL = frozenset({COMPETES, BINDS_US})
_COMPLETE = "attests: [ingredients-complete]"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence: YAML or a name, to be drawn as it is, or plain words."""

    text: str
    literal: bool = False


def plan_key(
    fact: str, about: Sequence[str] = (), issuer: str | None = None
) -> tuple[Part, ...]:
    """Return what to write in the plan, and where, to answer a question about `fact`.

    `about` are the ingredients of which it is asked.

    A fact that no plan may state is answered by the registry or by a
    determination, and the words say so.
    """
    under = tuple(_under(about))
    known = VOCABULARY.find(fact)
    if fact in _STRUCTURAL:
        return (_yaml(_STRUCTURAL[fact]),)
    if fact == "made_from":
        return (_yaml(_MADE_FROM), *under)
    if fact == "lineage":
        return (_yaml(_MADE_FROM), *under, Part(", or "), _yaml(_COMPLETE))
    if known is None or not known.settable or fact in _BY_LEGAL:
        return _signed(known) or _determined(fact, about, issuer)
    where = under if known.group == "ingredient" else ()
    signed = _signed(known)
    either = (Part(", or "), *signed) if signed else ()
    return (_yaml(_written(known, issuer)), *where, *either)


def _determined(fact: str, about: Sequence[str], issuer: str | None) -> tuple[Part, ...]:
    """Return what answers where no plan may, or not every plan."""
    if fact == COMPETES:
        claim = f"competes_with: {{{issuer or '…'}: …}}"
        return (Part("a determination, or "), _yaml(claim))
    if fact == BINDS_US and issuer is None:
        scope = f"fact: {fact}, ingredients: [{', '.join(about) or '…'}]"
        return (Part("a determination with "), _yaml(scope))
    if fact == BINDS_US:
        return (_yaml(f"terms: {{{issuer}: {{binds_us: …}}}}"),)
    return (Part("a determination; a plan cannot say it"),)


def _under(about: Sequence[str]) -> Iterator[Part]:
    for number, name in enumerate(about):
        last = number == len(about) - 1
        yield Part(", " if number and not last else " and " if number else " under ")
        yield Part(name, literal=True)


def signature_key(name: Attestation, facts: Sequence[str]) -> tuple[Part, ...]:
    """Return what to write to sign `name`, and what else where some of `facts` is otherwise."""
    otherwise = f"; or, where one is otherwise, say it: {', '.join(map(_name, facts))}"
    return (_yaml(f"attests: [{name.value}]"), Part(otherwise))


def _yaml(text: str) -> Part:
    return Part(text, literal=True)


def _signed(fact: Fact | None) -> tuple[Part, ...]:
    """Return the attestation that answers for `fact`, with the answer that it gives."""
    if fact is None or fact.attestation is None:
        return ()
    return (_yaml(f"attests: [{fact.attestation.value}]"), Part(_which_says(fact)))


def _which_says(fact: Fact) -> str:
    match fact.attested:
        case bool():
            return f" if the answer is {'yes' if fact.attested else 'no'}"
        case ():
            return " if there are none"
        case _:
            return f" if the answer is {fact.attested}"


def _written(fact: Fact, issuer: str | None) -> str:
    """Return the keys down to `fact`, in flow style."""
    value = "[…]" if fact.many else "…"
    match fact.group:
        case "terms":
            return f"terms: {{{issuer or '…'}: {{{_name(fact.path)}: {value}}}}}"
        case "ingredient":
            window = _key_of(fact.path, COLLECTED)
            name = _name(fact.path)
            return f"collected: {{{window}: {value}}}" if window else f"{name}: {value}"
        case "student" if window := _key_of(fact.path, TRAINED):
            return f"student: {{trained: {{{window}: {value}}}}}"
        case group:
            section = MAPPINGS.get(group)
            key = _key_of(fact.path, section.facts) if section else None
            return f"{group}: {{{key or _name(fact.path)}: {value}}}"


def _name(path: str) -> str:
    return path.partition(".")[2]


def _key_of(path: str, keys: Mapping[str, str]) -> str | None:
    return next((key for key, each in keys.items() if each == path), None)


_SHAPES = {
    (Kind.DATE, False): "a date, YYYY-MM-DD",
    (Kind.NUMBER, False): "a number",
    (Kind.PLACE, False): "a code such as DE or US-CA",
    (Kind.PLACE, True): "codes such as DE, US-CA, EU",
}


def answer_words(fact: str, answers: tuple[str, ...]) -> str:
    """Return what an answer may look like: `yes or no`, a list of words, or a kind."""
    known = VOCABULARY.find(fact)
    if len(answers) > _ANSWERS_SHOWN:
        return f"{len(answers)} words, listed by `distillgate explain {fact}`"
    many = known is not None and known.many
    if answers:
        return listed(answers, "and" if many else "or")
    return _SHAPES.get((known.kind, many), "") if known else ""
