"""Runs `plan new`: asks, writes, and says what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from distillgate.cli.asking import TerminalAsker, keep, must_be_free
from distillgate.cli.showing import Stock, shown
from distillgate.cli.terminal import Terminal, talk
from distillgate.settings import today
from distillgate.usecases.check import PlanText, check_plan
from distillgate.usecases.library import Library
from distillgate.usecases.plandraft import Draft, draft_text
from distillgate.usecases.planfiles import includes_from
from distillgate.usecases.planfrom import Proposal, propose
from distillgate.usecases.planinterview import PlanInterview
from policy.explaining_words import counted
from policy.verdict import Question

_ORGANIZATION = "org.yaml"
_WELCOME = (
    "Answer in plain words. An empty answer means that you do not know, ? explains the"
    " question, Ctrl-C ends without writing anything."
)


@dataclass(frozen=True, slots=True)
class Target:
    """The file to write, and the organization's file that it names."""

    file: str
    organization: str | None = None
    force: bool = False

    @property
    def folder(self) -> str:
        """Return the folder in which the plan will lie."""
        return str(Path(self.file).parent)

    def draft(self) -> Draft:
        """Return the plan before anything was asked."""
        beside = Path(self.folder, _ORGANIZATION).is_file()
        return Draft(organization=self.organization or (_ORGANIZATION if beside else None))


def new(
    target: Target,
    terminal: Terminal,
    *,
    blank: bool,
    as_of: date | None,
    packs: Sequence[Path] | None,
) -> None:
    """Ask for a plan and write it."""
    with shown(terminal, tuple(packs or ())) as stock:
        must_be_free(target.file, force=target.force)
        if blank:
            keep(target.file, draft_text(target.draft()), force=target.force)
            return
        left = _ask(target, terminal, stock, as_of or today())
        if left and target.file != "-":
            still = counted(left, "question is", "questions are")
            ways = f"`distillgate check {target.file}` lists them"
            order = f"`distillgate plan questions {target.file}` says which to ask first"
            talk(f"{still} still open; {ways}, {order}")


def from_files(target: Target, paths: tuple[str, ...], terminal: Terminal) -> None:
    """Propose a plan from configurations and write it."""
    with shown(terminal):
        must_be_free(target.file, force=target.force)
        found = propose(paths, target.draft().organization)
        keep(target.file, found.text, force=target.force)
        talk(f"read {', '.join(found.frameworks)}; {_open_in(found)}")


def _open_in(found: Proposal) -> str:
    """Return what the files left open, and where that is asked."""
    if not found.questions:
        return "what they leave out is left out of the plan; `distillgate check` asks for it"
    asked = counted(len(found.questions), "question is", "questions are")
    return f"{asked} open, listed at the top of the plan"


def _ask(target: Target, terminal: Terminal, stock: Stock, day: date) -> int:
    """Ask and write, and return how many questions are left."""
    asker = TerminalAsker(terminal)
    asker.say(_WELCOME)
    interview = PlanInterview(asker, target.draft())
    interview.ask()
    library = stock.library()
    left = interview.go_on(lambda text: _still_open(text, target, library, day))
    keep(target.file, draft_text(interview.draft), force=target.force)
    return left


def _still_open(text: str, target: Target, library: Library, day: date) -> Sequence[Question]:
    plan = PlanText(target.file, text.encode(), includes_from(target.folder))
    verdict = check_plan(plan, library, as_of=day).verdict
    return verdict.questions if verdict else ()
