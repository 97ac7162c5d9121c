"""What people answered, as the value of a fact, and where they did."""

from dataclasses import replace

from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span
from policy.facts.fact import Fact, Kind
from policy.planvalues import ValueReader
from policy.reading import Notebook
from policy.values import Value
from policy.yamltext import UnreadableError, read_yaml
from registry.reviews import Before

_WORDS = {"yes": "true", "no": "false"}


def carried_words(before: Before) -> str:
    """Return where an answer was given that is carried, and when."""
    return f"carried: answer {before.act} of review {before.review}, {before.at[:10]}"


def fact_value(fact: Fact, text: str, said: Span) -> Value:
    """Return what `text` means where `fact` is asked; raises `UnreadableError` at `said`."""
    word = _WORDS.get(text.strip().casefold(), text) if fact.kind is Kind.BOOLEAN else text
    notebook = Notebook()
    try:
        value = ValueReader(notebook).value(fact, read_yaml(word.encode(), "answer"))
    except UnreadableError as error:
        notebook.found += error.diagnostics
        value = None
    if value is None or notebook.found:
        moved = tuple(replace(each, span=said) for each in notebook.found)
        if moved:
            raise UnreadableError(moved)
        raise refused(Code.WRONG_VALUE, f"this is no value of `{fact.path}`", said)
    return value
