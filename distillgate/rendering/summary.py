"""Draws a draft of the summary of training content, as Markdown and for programs."""

from collections.abc import Iterator

from distillgate.rendering.escaping import code, escaped
from distillgate.usecases.trainingsummary import SCHEMA, Answer, Section, Summary

BLANK = "____"


def summary_markdown(summary: Summary) -> str:
    """Return the draft in Markdown; each blank stands out, and says what it waits for."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: Summary) -> Iterator[str]:
    yield "# Public summary of training content"
    yield ""
    yield f"A draft of {code(summary.plan)}, with {summary.blanks} blanks, after"
    yield f"{escaped(summary.title)}."
    if summary.url:
        yield f"<{summary.url}>"
    yield ""
    if summary.owed:
        yield f"Asked for by {', '.join(map(code, summary.owed))}."
    else:
        yield "By the verdict the plan does not owe it."
    for section in summary.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    number = "" if section.number == "other" else f"{section.number} "
    yield ""
    yield f"## {number}{section.title}"
    if section.clause:
        yield ""
        yield f"Asked for by {code(section.clause)}."
    yield ""
    for each in section.answers:
        yield f"- {escaped(each.label)}: {_answer(each)}"


def _answer(answer: Answer) -> str:
    said = ", ".join(map(escaped, answer.values))
    if answer.blank is None:
        return said
    return f"{said + ', ' if said else ''}{BLANK} ({escaped(answer.blank)})"


def summary_json(summary: Summary) -> dict[str, object]:
    """Return the draft in the types of JSON."""
    return {
        "schema": SCHEMA,
        "plan": summary.plan,
        "template": summary.title,
        "url": summary.url,
        "owed": list(summary.owed),
        "blanks": summary.blanks,
        "sections": [
            {
                "number": each.number,
                "title": each.title,
                "clause": each.clause,
                "answers": [
                    {"label": one.label, "values": list(one.values), "blank": one.blank}
                    for one in each.answers
                ],
            }
            for each in summary.sections
        ],
    }
