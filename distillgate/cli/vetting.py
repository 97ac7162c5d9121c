"""Runs and draws `vet --page`."""

from dataclasses import dataclass
from pathlib import Path

from distillgate import __version__
from distillgate.cli.checking import Shelf
from distillgate.cli.choices import PageChoice
from distillgate.cli.handing import refusals, tell
from distillgate.cli.terminal import PROGRAM, Terminal, answer, talk
from distillgate.exits import Exit, exit_of
from distillgate.rendering.vetpage import vet_html, vet_markdown
from distillgate.settings import today
from distillgate.usecases.files import write_file
from distillgate.usecases.judged import judged_plan
from distillgate.usecases.vet import Adoption, adoption_plan
from distillgate.usecases.vetpage import vet_page
from policy.diagnostics import printable


@dataclass(frozen=True, slots=True)
class Paper:
    """How the page is wanted."""

    page: PageChoice
    output: Path | None = None
    strict: bool = False


def write_page(adoption: Adoption, shelf: Shelf, paper: Paper, terminal: Terminal) -> Exit:
    """Draw the page about an adoption, and return the exit of its verdict."""
    with refusals(terminal) as lines:
        plan = adoption_plan(adoption)
        lines.know([plan])
        day = shelf.as_of or today()
        found = judged_plan(plan, shelf.library(terminal), as_of=day)
        tell(found.warnings, lines)
        page = vet_page(adoption, found, f"{PROGRAM} {__version__}")
        html = paper.page is PageChoice.HTML
        text = vet_html(page) if html else vet_markdown(page)
        if paper.output is not None:
            write_file(str(paper.output), text, replace=True)
            talk(f"wrote {printable(str(paper.output))}")
    if paper.output is None:
        answer(text)
    return exit_of(found.verdict, strict=paper.strict)
