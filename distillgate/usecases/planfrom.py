"""Proposes a plan from the configurations of training code; it never guesses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.configs.found import Found, Ingredient, Open, Place, Role, Shape
from connectors.configs.reading import ENDINGS, FRAMEWORKS, found_in
from connectors.parts import UnreadableAnswerError
from distillgate.usecases.files import read_file, refused
from distillgate.usecases.names import readable
from distillgate.usecases.plandraft import Draft, DraftEntry, draft_text
from distillgate.usecases.planwriting import comment, flow
from policy.diagnostics import Code, Span, printable
from policy.planreporting import UNKNOWN_WORD
from policy.references import parse_reference
from policy.yamltext import UnreadableError

MOST_FILES = 200
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that was proposed, and what is still open in it."""

    text: str
    frameworks: tuple[str, ...]
    questions: tuple[Open, ...]


def propose(paths: Sequence[str], organization: str | None) -> Proposal:
    """Return the plan that the configurations at `paths` come to.

    Raises `UnreadableError` where there is none that is known.
    """
    found = [each for path in paths for each in _read(path)]
    ingredients = _once(each for one in found for each in one.ingredients)
    questions = (*_questions(ingredients), *(each for one in found for each in one.questions))
    questions = tuple(dict.fromkeys(questions))
    draft = Draft(organization=organization)
    _fill(draft, ingredients)
    derivations = [one.derivation for one in found if one.derivation is not None]
    if derivations:
        draft.facts["student.derivation"] = derivations[0]
    frameworks = tuple(dict.fromkeys(one.framework for one in found))
    head = "\n".join(_head(frameworks, ingredients, questions))
    return Proposal(f"{head}\n{draft_text(draft)}", frameworks, questions)


def _read(path: str) -> Iterator[Found]:
    """Yield what a file says, or each file of a folder that says anything."""
    folder = Path(path)
    if not folder.is_dir():
        yield _known(path)
        return
    names = sorted(each.name for each in folder.iterdir() if each.suffix in ENDINGS)
    found = [one for name in names[:MOST_FILES] if (one := _maybe(str(folder / name)))]
    if not found:
        raise _refused(path, "no file in this folder is a configuration that is known")
    yield from found


def _found(path: str) -> Found | None:
    def beside(name: str) -> bytes | None:
        try:
            return read_file(str(Path(path).parent / name))
        except UnreadableError:
            return None

    return found_in(read_file(path), readable(path), beside)


def _known(path: str) -> Found:
    try:
        found = _found(path)
    except UnreadableAnswerError as error:
        raise _refused(path, f"the configuration is {error}") from error
    if found is None:
        raise _refused(path, "this is no configuration that is known")
    return found


def _refused(path: str, message: str) -> UnreadableError:
    hint = f"what is known: {' '.join(FRAMEWORKS.split())}"
    return refused(Code.UNKNOWN_CONFIGURATION, message, Span(readable(path), 1, 1), hint)


def _maybe(path: str) -> Found | None:
    """Return what a file among others says; most are no configurations."""
    try:
        return _found(path)
    except (UnreadableAnswerError, UnreadableError):
        return None


def _once(ingredients: Iterable[Ingredient]) -> tuple[Ingredient, ...]:
    """Return each thing once in each role, as its first place says it."""
    found: dict[tuple[Role, str], Ingredient] = {}
    for each in ingredients:
        found.setdefault((each.role, each.name.casefold()), each)
    return tuple(found.values())


def _fill(draft: Draft, ingredients: Iterable[Ingredient]) -> None:
    """Write what is known into `draft`; what is not named in it stays open."""
    for each in ingredients:
        entry = DraftEntry(_reference(each) or UNKNOWN_WORD, dict(_facts(each)))
        match each.role:
            case Role.BASE:
                draft.base = draft.base or DraftEntry(entry.ref)
            case Role.TEACHER:
                draft.teachers = [*(draft.teachers or []), entry]
            case Role.DATASET:
                draft.datasets = [*(draft.datasets or []), DraftEntry(entry.ref)]


def _reference(ingredient: Ingredient) -> str | None:
    """Return the reference that can stand in a plan."""
    told = ingredient.reference
    parsed = parse_reference(told) if told is not None else None
    return parsed.pinned if parsed is not None else None


def _facts(ingredient: Ingredient) -> Iterator[tuple[str, str]]:
    """Yield the facts of a teacher as YAML; of one that nobody can name, none."""
    if ingredient.role is not Role.TEACHER or _reference(ingredient) is None:
        return
    if ingredient.used_as:
        yield "ingredient.used_as", flow(ingredient.used_as)
    if ingredient.access is not None:
        yield "ingredient.access", ingredient.access
    if ingredient.signals:
        yield "ingredient.signals", flow(ingredient.signals)


def _questions(ingredients: Sequence[Ingredient]) -> Iterator[Open]:
    """Yield what the names themselves leave open."""
    bases = {each.name.casefold() for each in ingredients if each.role is Role.BASE}
    for each in ingredients:
        if each.role is Role.TEACHER and each.name.casefold() in bases:
            asked = f"`{each.name}` is teacher and student: is it taught by itself?"
            yield Open(asked, each.place)
        match each.shape:
            case Shape.PLACEHOLDER:
                asked = f"What does `{each.name}` stand for when training starts?"
                yield Open(asked, each.place)
            case Shape.LOCAL:
                what = "Who made" if each.role is Role.DATASET else "Which model is"
                rest = "the data in" if each.role is Role.DATASET else "the one in"
                yield Open(f"{what} {rest} `{each.name}`?", each.place)
            case Shape.WORD:
                what = "data set" if each.role is Role.DATASET else "model"
                asked = f"Which {what} is `{each.name}`, and from where does it come?"
                yield Open(asked, each.place)
            case Shape.HUB | Shape.SERVED:
                pass


def _head(
    frameworks: Sequence[str], ingredients: Sequence[Ingredient], questions: Sequence[Open]
) -> Iterator[str]:
    """Yield the comment that says where each fact was read, and what is open."""
    yield from comment(f"Proposed from {', '.join(frameworks)}. Each fact was read here:")
    for each in ingredients[:MOST_SHOWN]:
        yield f"#   {each.role:<8}{printable(each.name)}  {_at(each.place)}"
    if questions:
        yield "#"
        yield from comment("Still open; the configuration does not tell:")
    for asked in questions[:MOST_SHOWN]:
        yield from comment(f"- {printable(asked.question)} {_at(asked.place)}", "")
    yield "#"


def _at(place: Place) -> str:
    return f"({printable(place.path)}:{place.line})"
