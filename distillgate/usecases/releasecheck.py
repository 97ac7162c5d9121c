"""Holds a finished model directory against the duties of its plan.

What no file can show is told apart from what a file shows to be wrong: the
one is left to a person, the other fails.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from distillgate.usecases.demands import Demand, Licensed, Named, Shown, demands_of
from distillgate.usecases.finished import FinishedModel, names_said
from distillgate.usecases.judged import JudgedPlan
from distillgate.usecases.licensesheld import LicensesHeld
from distillgate.usecases.notice import CREDITED
from distillgate.usecases.planagreement import license_agrees, of_plan
from distillgate.usecases.releasestates import Standing, Told
from distillgate.usecases.wordsearch import left_open, place_of
from policy.diagnostics import Span
from registry.obligations import Duty


@dataclass(frozen=True, slots=True)
class ReleaseCheck:
    """What came of holding a folder against a plan."""

    folder: str
    plan: JudgedPlan
    told: tuple[Told, ...]

    def of(self, standing: Standing) -> tuple[Told, ...]:
        """Return what stands so."""
        return tuple(each for each in self.told if each.standing is standing)


def check_release(
    plan: JudgedPlan, model: FinishedModel, licenses: LicensesHeld
) -> ReleaseCheck:
    """Return what the files of `model` show of the duties of `plan`."""
    demands = demands_of(plan)
    found = [
        told
        for each in demands
        if each.goes_along
        for told in _Holding(each, plan, model, licenses).told()
    ]
    found += of_plan(plan, model)
    found += _left_open(model)
    found += _unread(model)
    others = tuple(each for each in demands if not each.goes_along)
    if others:
        found.append(Told(Standing.NOTE, "no file shows these duties", None, others))
    return ReleaseCheck(model.folder, plan, _together(found))


def _together(found: Iterable[Told]) -> tuple[Told, ...]:
    """Return each thing once, with all duties that ask for it."""
    asking: dict[Told, list[Demand]] = {}
    for each in found:
        bare = replace(each, asked_by=())
        asking.setdefault(bare, []).extend(each.asked_by)
    return tuple(replace(told, asked_by=tuple(asked)) for told, asked in asking.items())


@dataclass(frozen=True, slots=True)
class _Holding:
    """One duty that is held against a folder."""

    demand: Demand
    plan: JudgedPlan
    model: FinishedModel
    licenses: LicensesHeld

    def told(self) -> Iterator[Told]:
        """Yield what the folder shows of the duty."""
        said = self._said()
        if said is not None:
            yield self._tell(Standing.HOLDS, f"{said.standing}, as {_by(said)} says", None)
            return
        for need in self.demand.needs:
            match need:
                case Shown(documents=documents, words=words):
                    yield self._shown(words, documents)
                case Named():
                    yield from self._named(need)
                case Licensed():
                    yield self._licensed(need)
        yield from self._rest()

    def _said(self) -> Duty | None:
        """Return the duty, where a person has said that nothing is left to do about it."""
        owed = self.demand.obligation
        for each in self.plan.duties:
            same = (each.clause, each.ingredients) == (owed.clause, owed.ingredients)
            if same and each.act is not None and each.standing.done:
                return each
        return None

    def _tell(self, standing: Standing, what: str, place: Span | None) -> Told:
        return Told(standing, what, place, (self.demand,))

    def _shown(self, words: tuple[str, ...], documents: tuple[str, ...]) -> Told:
        texts = (*self.model.texts, *([self.model.card] if self.model.card else []))
        for word in words:
            place = place_of(word, texts)
            if place is not None:
                return self._tell(Standing.HOLDS, f'"{word}" is shown', place)
        version = self.demand.obligation.clause.partition("#")[0]
        found = [self.licenses.holds(name, version) for name in documents]
        found.sort(key=lambda each: each.standing)
        if found:
            return self._tell(found[0].standing, found[0].what, found[0].place)
        wanted = " or ".join(f'"{each}"' for each in words)
        what = f"{wanted} stands neither in a notice nor in the card"
        return self._tell(Standing.FAILS, what, self.model.whole())

    def _named(self, rule: Named) -> Iterator[Told]:
        names = list(names_said(self.model))
        for name, place in names:
            holds = rule.holds(name)
            verb = "is a name" if holds else "is to be a name"
            what = f'"{name}" {verb} that {rule.says}'
            yield self._tell(Standing.HOLDS if holds else Standing.FAILS, what, place)
        if not names:
            what = f"no heading of a card says the name, which {rule.says}"
            yield self._tell(Standing.OPEN, what, self.model.whole())

    def _licensed(self, rule: Licensed) -> Told:
        wanted = " or ".join(rule.names)
        for declared in self.model.record.licenses:
            name = declared.name or declared.id or declared.raw
            if rule.holds(name) or any(
                license_agrees(each, name, self.plan.pack) for each in rule.names
            ):
                place = self.model.field("license")
                return self._tell(Standing.HOLDS, f"the card says {name}", place)
        what = f"the card's `license` is to be {wanted}"
        return self._tell(Standing.FAILS, what, self.model.field("license"))

    def _rest(self) -> Iterator[Told]:
        """Yield what no check says in a form that files can be held against."""
        section = self.demand.obligation.section
        where = (
            f"section {section} of the {self.demand.title}" if section else self.demand.title
        )
        shown = [each for each in self.demand.needs if isinstance(each, Shown)]
        if not self.demand.whole:
            yield self._tell(Standing.OPEN, f"what {where} asks for", None)
        elif self.demand.topic == CREDITED and not any(each.words for each in shown):
            what = f"the words that {where} prescribes, if any, are not kept here"
            yield self._tell(Standing.NOTE, what, None)


def _by(duty: Duty) -> str:
    act = duty.act
    if act is None:
        return "nobody"
    return f"{act.writer.name} ({act.evidence or act.note})"


def _left_open(model: FinishedModel) -> Iterator[Told]:
    texts = (*model.texts, *([model.card] if model.card else []))
    for place in left_open(texts):
        yield Told(Standing.FAILS, "something is still to be filled in here", place)


def _unread(model: FinishedModel) -> Iterator[Told]:
    """Yield each part of the folder that could not be read."""
    for each in model.record.failed:
        name = f"`{each.detail}`" if each.detail else each.topic.value
        what = f"{name} was not read: {each.outcome.words}"
        place = model.place(each.where) if each.where else model.whole()
        yield Told(Standing.OPEN, what, place)
    for words in model.record.oddities:
        yield Told(Standing.OPEN, words.value, model.place(words.where))
