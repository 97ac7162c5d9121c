"""The organization's answers, asked once for all its plans, as a commented YAML file."""

from collections.abc import Iterator

from distillgate.usecases.answers import WRITTEN, choices_of
from distillgate.usecases.interview import NO_DERIVATIONS, Asker, Sitting
from distillgate.usecases.planwriting import comment
from policy.facts.fact import Fact
from policy.facts.vocabulary import VOCABULARY

_FIRST = ("organization.name", "organization.kind")
"""What decides which of the others can matter is asked first."""
_HEAD = """\
The organization's answers, given once for all its plans. A plan names this file:
organization: {file: org.yaml}. What is left out is unknown, and is asked for only where a
verdict hangs on it.\
"""


def organization_facts() -> tuple[Fact, ...]:
    """Return the facts that an organization's file may state, in the order of asking."""
    facts = [fact for fact in VOCABULARY.in_group("organization") if fact.settable]
    return tuple(sorted(facts, key=lambda fact: fact.path not in _FIRST))


def ask_organization(asker: Asker) -> Sitting:
    """Return the answers of the one who is asked."""
    facts = organization_facts()
    sitting = Sitting(asker, facts, NO_DERIVATIONS)
    sitting.ask_all(facts)
    return sitting


def blank_organization(asker: Asker) -> Sitting:
    """Return a sitting in which nothing was asked."""
    return Sitting(asker, organization_facts(), NO_DERIVATIONS)


def organization_text(sitting: Sitting) -> str:
    """Return the file for the answers: each with its question, open ones as comments."""
    lines = [*comment(_HEAD)]
    for fact in sitting.facts:
        lines += ["", *_fact(fact, sitting)]
    return "\n".join(lines) + "\n"


def _fact(fact: Fact, sitting: Sitting) -> Iterator[str]:
    key = fact.path.partition(".")[2]
    choices = choices_of(fact, WRITTEN)
    yield from comment(f"{fact.question}{f' [{choices}]' if choices else ''}")
    answer = sitting.written.get(fact.path)
    if answer is not None:
        yield f"{key}: {answer}"
    elif sitting.settles(fact.path):
        yield f"# {key}: cannot matter, as the answers above are"
    else:
        yield f"# {key}:"
