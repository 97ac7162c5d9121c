"""Runs and draws `summary`."""

from dataclasses import dataclass
from pathlib import Path

from distillgate.cli.choices import Shape, Template
from distillgate.cli.drawing import said
from distillgate.cli.handing import Whose, judged, refusals
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit
from distillgate.rendering.summary import summary_json, summary_markdown
from distillgate.usecases.files import write_file
from distillgate.usecases.trainingsummary import Summary, summary_of
from policy.canonical import canonical_json
from policy.diagnostics import printable


@dataclass(frozen=True, slots=True)
class Paper:
    """Which template is drafted, and how the draft is wanted."""

    template: Template
    form: Shape
    output: Path | None


def summarize(whose: Whose, paper: Paper, terminal: Terminal) -> Exit:
    """Draw the draft; that it could be made says nothing about the verdict."""
    with refusals(terminal) as lines:
        found = summary_of(judged(whose, lines), said(terminal, paper.template.value))
        text = _drawn(found, paper.form)
        if paper.output is not None:
            write_file(str(paper.output), text, replace=True)
            talk(f"wrote {printable(str(paper.output))}")
    if paper.output is None:
        answer(text)
    return Exit.APPROVED


def _drawn(found: Summary, form: Shape) -> str:
    return (
        canonical_json(summary_json(found)) + "\n"
        if form is Shape.JSON
        else (summary_markdown(found))
    )
