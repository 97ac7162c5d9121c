"""What goes along with a finished model: its notices, its credits, and the head of its card.

Each line names the duty that asks for it. The words of a notice come from the
checks of clauses alone; where the documents do not hold them, that is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from distillgate.usecases.cardfields import Blank, CardField, card_fields
from distillgate.usecases.demands import NAME, Demand, Named, Shown, demands_of
from distillgate.usecases.judged import JudgedPlan
from policy.case import Ingredient
from policy.verdict import Ruling

SCHEMA = "distillgate/notice/v1"
HUB = "https://huggingface.co/"
CREDITED = "attribution-notice"


class LineKind(StrEnum):
    """What a line of a notice is."""

    __hash__ = str.__hash__

    NAME = "name"
    WORDS = "words"
    """As the check of a clause gives them, word for word."""
    CREDIT = "credit"
    LICENSE_TEXT = "license-text"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a notice."""

    kind: LineKind
    text: str
    asked_by: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything that goes along with one model, as far as it can be written."""

    plan: str
    name: str | None
    ruling: Ruling
    lines: tuple[Line, ...]
    fields: tuple[CardField, ...]
    blanks: tuple[Blank, ...]
    """What has to be filled in by a person, and why."""

    def of_kind(self, kind: LineKind) -> tuple[Line, ...]:
        """Return the lines of one kind."""
        return tuple(each for each in self.lines if each.kind is kind)


def notice_of(plan: JudgedPlan) -> Notice:
    """Return what goes along with the student of `plan`."""
    demands = tuple(each for each in demands_of(plan) if each.goes_along)
    fields, open_fields = card_fields(plan, demands)
    blanks = _together((*_name_blanks(plan, demands), *open_fields, *_blanks(demands)))
    return Notice(
        plan.verdict.plan,
        plan.text(NAME),
        plan.verdict.ruling,
        tuple(_lines(plan, demands)),
        fields,
        blanks,
    )


def _together(blanks: Iterable[Blank]) -> tuple[Blank, ...]:
    """Return each blank once, with all that ask for it."""
    by_text: dict[str, list[Demand]] = {}
    for each in blanks:
        by_text.setdefault(each.what, []).extend(each.asked_by)
    return tuple(Blank(what, tuple(dict.fromkeys(asked))) for what, asked in by_text.items())


def _lines(plan: JudgedPlan, demands: Iterable[Demand]) -> Iterator[Line]:
    pairs = [(each, need) for each in demands for need in each.needs]
    name = plan.text(NAME)
    naming = [
        each for each, need in pairs if name and isinstance(need, Named) and need.holds(name)
    ]
    yield from _gathered(LineKind.NAME, [(name or "", each) for each in naming])
    shown = [(each, need) for each, need in pairs if isinstance(need, Shown)]
    words = [(need.words[0], each) for each, need in shown if need.words]
    yield from _gathered(LineKind.WORDS, words)
    yield from _gathered(LineKind.CREDIT, list(_credits(plan, demands)))
    texts = [
        (_of_document(name, plan), each)
        for each, need in shown
        if not need.words
        for name in need.documents
    ]
    yield from _gathered(LineKind.LICENSE_TEXT, texts)


def _gathered(kind: LineKind, found: Iterable[tuple[str, Demand]]) -> Iterator[Line]:
    """Yield each text once, with all that ask for it."""
    by_text: dict[str, list[Demand]] = {}
    for text, demand in found:
        by_text.setdefault(text, []).append(demand)
    for text, demands in by_text.items():
        yield Line(kind, text, tuple(dict.fromkeys(demands)))


def _of_document(name: str, plan: JudgedPlan) -> str:
    document = plan.pack.documents[name]
    url = next((each.url for each in reversed(document.versions) if each.url), None)
    return f"{document.title} ({url})" if url else document.title


def _credits(plan: JudgedPlan, demands: Iterable[Demand]) -> Iterator[tuple[str, Demand]]:
    known = {each.id: each for each in plan.case.ingredients}
    for demand in demands:
        if demand.topic == CREDITED:
            for name in demand.obligation.ingredients:
                yield _credit(known.get(name), name, demand), demand


def _credit(ingredient: Ingredient | None, name: str, demand: Demand) -> str:
    """Return a line that names what was used, by whom it is, and under which text."""
    shown = name.partition("@")[0]
    scheme, _, rest = shown.partition(":")
    if scheme == "hf":
        dataset = ingredient is not None and ingredient.role.value == "dataset"
        shown = f"{rest} ({HUB}{'datasets/' if dataset else ''}{rest})"
    where = f" ({demand.url})" if demand.url else ""
    return f"{shown}, under the {demand.title}{where}"


def _name_blanks(plan: JudgedPlan, demands: Iterable[Demand]) -> Iterator[Blank]:
    name = plan.text(NAME)
    for demand in demands:
        for need in demand.needs:
            if isinstance(need, Named) and (name is None or not need.holds(name)):
                said = (
                    f'the name "{name}"' if name else "the name, which the plan does not give,"
                )
                rule = "is to be one that" if need.wanted else "is to be one that it"
                yield Blank(f"{said} {rule} {need.says}", (demand,))


def _blanks(demands: Iterable[Demand]) -> Iterator[Blank]:
    """Yield what a person has to see to, because no check says what it is."""
    for demand in demands:
        shown = [each for each in demand.needs if isinstance(each, Shown)]
        texts = [each for need in shown if not need.words for each in need.documents]
        section = demand.obligation.section
        where = f"section {section} of the {demand.title}" if section else demand.title
        for name in texts:
            yield Blank(f"the text of `{name}`, in a file of its own", (demand,))
        if demand.topic == CREDITED and not any(need.words for need in shown):
            yield Blank(f"the words that {where} asks for, if it prescribes any", (demand,))
        elif not demand.whole:
            yield Blank(f"what {where} asks for", (demand,))
