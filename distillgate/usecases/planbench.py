"""Judges one plan with changes, from the very text that they make."""

from dataclasses import replace
from datetime import date

from distillgate.usecases.check import PlanText
from distillgate.usecases.library import Library
from distillgate.usecases.remedied import Written
from policy.diagnostics import Diagnostic, Level, in_order
from policy.judging import judge
from policy.packs import SourceFile
from policy.plan import Plan
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.suggesting.changes import Change, Remove, Write
from policy.suggesting.editing import NoSuchPlaceError, edited, edits_of
from policy.suggesting.outcome import Outcome
from policy.yamltext import UnreadableError, read_yaml
from registry.casework import Records, make_case
from registry.onfile import OnFile, load_on_file


class PlanBench:
    """Judges one plan with changes."""

    def __init__(self, plan: PlanText, library: Library, as_of: date) -> None:
        self._plan = plan
        self._library = library
        self._as_of = as_of
        self._text = plan.content.decode("utf-8-sig", errors="replace")
        self._filed: dict[str, OnFile | None] = {}
        self.told: tuple[Diagnostic, ...] = plan.diagnostics

    def judge(self, changes: tuple[Change, ...]) -> Outcome | None:
        """Return what the plan with `changes` comes to, or nothing where it has an error."""
        text = self._edited(changes)
        if text is None or (not changes and self._plan.diagnostics):
            return None
        found: list[Diagnostic] = []
        plan = self._parsed(text, found)
        records = self._records(changes)
        if plan is None or records is None:
            self._tell(changes, found)
            return None
        casework = make_case(plan, records, self._library.pack, as_of=self._as_of)
        found += casework.diagnostics
        self._tell(changes, found)
        if any(each.level is Level.ERROR for each in found):
            return None
        verdict = judge(self._library.pack, casework.case)
        acts = (act for change in changes for act in change.acts)
        gone = frozenset(act.place for act in acts if isinstance(act, Remove))
        return Outcome(plan, casework.case, verdict, gone)

    def written(self, changes: tuple[Change, ...]) -> Written:
        """Return the lines and files that make `changes`."""
        text = self._edited(changes) or self._text
        acts = [act for change in changes for act in change.acts]
        files = tuple(act for act in acts if isinstance(act, Write))
        return Written(edits_of(self._text, text), files, text)

    def _tell(self, changes: tuple[Change, ...], found: list[Diagnostic]) -> None:
        if not changes:
            self.told = in_order(found)

    def _edited(self, changes: tuple[Change, ...]) -> str | None:
        if not changes:
            return self._text
        try:
            return edited(self._text, (act for change in changes for act in change.acts))
        except NoSuchPlaceError:
            return None

    def _parsed(self, text: str, found: list[Diagnostic]) -> Plan | None:
        notebook = Notebook()
        try:
            node = read_yaml(text.encode(), self._plan.path)
        except UnreadableError as error:
            found += error.diagnostics
            return None
        plan = parse_plan(node, notebook, self._plan.include)
        found += notebook.found
        return plan

    def _records(self, changes: tuple[Change, ...]) -> Records | None:
        """Return what is on file with the files that `changes` lay beside it."""
        records = self._library.records
        on_file = records.on_file
        for act in (act for change in changes for act in change.acts):
            if isinstance(act, Write):
                more = self._read(act)
                if more is None:
                    return None
                on_file = OnFile(
                    (*on_file.agreements, *more.agreements),
                    (*on_file.determinations, *more.determinations),
                    (*on_file.waivers, *more.waivers),
                )
        return replace(records, on_file=on_file)

    def _read(self, file: Write) -> OnFile | None:
        if file.text not in self._filed:
            files = [SourceFile(file.name, file.text.encode())]
            on_file, found = load_on_file(files, self._library.pack)
            bad = any(each.level is Level.ERROR for each in found)
            self._filed[file.text] = None if bad else on_file
        return self._filed[file.text]
