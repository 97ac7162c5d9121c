"""The vocabulary in words: a reference page, and a card for one fact."""

from datetime import date
from decimal import Decimal
from textwrap import fill

from policy.facts.fact import Attestation, Fact, Moot, Scalar, When
from policy.facts.vocabulary import Vocabulary, attested_by

HEADINGS = {
    "organization": "The organization, answered once in its own file.",
    "student": "The model that is trained.",
    "use": "What the student is for.",
    "release": "Who gets the student, in what form, where and when.",
    "prompts": "What was sent to teachers.",
    "compute": "Where and on what training runs.",
    "service": "The services that use the student.",
    "ingredient": "Anything the student is made from; each ingredient has its own values.",
    "terms": "An ingredient under the terms of one issuer.",
}
"""What each group is about."""

COLUMNS = (
    "fact",
    "kind",
    "values",
    "meaning",
    "question",
    "asked of",
    "moot",
    "attestation",
)

INTRODUCTION = """\
# Facts

A condition may read these facts and no others. Each has one kind, one meaning and one question.
A fact that nobody gave is unknown, which is never the same as `false` or an empty list.

- *Derived* facts are worked out, from other facts or from the registry. A plan does not state
  them, except where the table says so.
- *Structural* facts decide which ingredients and versions there are, and are asked first.
- An *extent* is an area, which any overlap with a territory meets; other places are points.
- A fact is *moot* where it cannot matter; it then has the value that the table gives.
- An *attestation* gives several facts a value by one signature."""


def facts_markdown(vocabulary: Vocabulary) -> str:
    """Return the reference page of all facts, a table for each group."""
    tables = [_group_table(vocabulary, group) for group in vocabulary.groups]
    return "\n\n".join([INTRODUCTION, *tables, _attestations(vocabulary)]) + "\n"


def fact_card(fact: Fact) -> str:
    """Return what `explain` prints for one fact, as plain text of at most 96 columns."""
    rows = [
        ("kind", kind_in_words(fact)),
        ("values", ", ".join(fact.values)),
        ("meaning", fact.meaning),
        ("question", _readable(fact.question)),
        ("asked of", fact.who.value),
        ("ask instead", ", ".join(fact.inputs)),
        *(("moot", moot_in_words(moot)) for moot in fact.moot),
        ("attestation", _attested_in_words(fact)),
    ]
    lines = [_card_row(name, text) for name, text in rows if text]
    return "\n".join([fact.path, *lines]) + "\n"


def kind_in_words(fact: Fact) -> str:
    """Return the kind of `fact` with what is special about it, such as `list of places`."""
    kind = f"list of {fact.kind.value}s" if fact.many else fact.kind.value
    marks = (
        ("extent", fact.extent),
        ("derived", fact.derived),
        ("may be stated", fact.derived and fact.settable),
        ("structural", fact.structural),
    )
    return ", ".join([kind, *(mark for mark, holds in marks if holds)])


def moot_in_words(moot: Moot) -> str:
    """Return `moot` as a sentence part: the value, and when the fact has it."""
    return f"{value_in_words(moot.value)} when {_when_in_words(moot.when)}"


def value_in_words(value: Scalar | tuple[()]) -> str:
    """Return `value` as a plan writes it; an empty list as two brackets."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case str():
            return value
        case ():
            return "[]"


def _when_in_words(when: When) -> str:
    parts = (
        f"{path} is {' or '.join(map(value_in_words, values)) if values else '[]'}"
        for path, values in when
    )
    return " and ".join(parts)


def _attested_in_words(fact: Fact) -> str:
    if fact.attestation is None or fact.attested is None:
        return ""
    return f"{fact.attestation.value} says {value_in_words(fact.attested)}"


def _readable(question: str) -> str:
    return question.format(ingredient="INGREDIENT", issuer="ISSUER")


def _card_row(name: str, text: str) -> str:
    return fill(
        text,
        width=96,
        initial_indent=f"  {name + ':':<14}",
        subsequent_indent=" " * 16,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _group_table(vocabulary: Vocabulary, group: str) -> str:
    head = [f"## {group}", "", HEADINGS.get(group, ""), "", _row(COLUMNS)]
    rule = _row(("---",) * len(COLUMNS))
    return "\n".join([*head, rule, *map(_fact_row, vocabulary.in_group(group))])


def _fact_row(fact: Fact) -> str:
    question = _readable(fact.question)
    if fact.inputs:
        question += f" Instead we ask for {', '.join(f'`{path}`' for path in fact.inputs)}."
    return _row(
        (
            f"`{fact.path}`",
            kind_in_words(fact),
            " ".join(f"`{value}`" for value in fact.values),
            fact.meaning,
            question,
            fact.who.value,
            "; ".join(map(moot_in_words, fact.moot)),
            _attested_in_words(fact),
        )
    )


def _row(cells: tuple[str, ...]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _attestations(vocabulary: Vocabulary) -> str:
    lines = ["## Attestations", ""]
    for attestation in Attestation:
        said = attested_by(vocabulary, attestation)
        words = ", ".join(f"`{path}` is {value_in_words(value)}" for path, value in said)
        lines.append(f"- `{attestation.value}`: {words or 'the plan names every ingredient'}.")
    return "\n".join(lines)
