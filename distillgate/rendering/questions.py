"""The order of questions for a terminal and for programs."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from distillgate import __version__
from distillgate.rendering.jsonformat import diagnostic_json
from distillgate.rendering.options import LinesOf
from distillgate.rendering.pen import Pen, Tone
from distillgate.usecases.questions import Ordered
from policy.asking.numbering import Numbered, numbered
from policy.asking.tree import End, Tree, most
from policy.canonical import canonical_json
from policy.diagnostics import printable, render
from policy.explaining import headline
from policy.explaining_questions import Asked
from policy.explaining_words import counted, either
from policy.verdict import Ruling, Verdict

SCHEMA = "distillgate/questions/v1"
_SHOWN = 12
_TONES = {
    Ruling.DENIED: Tone.BAD,
    Ruling.NEEDS_REVIEW: Tone.OPEN,
    Ruling.WITH_OBLIGATIONS: Tone.GOOD,
    Ruling.APPROVED: Tone.GOOD,
}


def questions_text(ordered: Ordered, pen: Pen, lines_of: LinesOf, *, full: bool = False) -> str:
    """Return the order of questions as text, ending in a line break; `full`: all of them."""
    return "\n".join(_lines(ordered, pen, lines_of, full=full)) + "\n"


def _lines(ordered: Ordered, pen: Pen, lines_of: LinesOf, *, full: bool) -> Iterator[str]:
    if ordered.verdict is None:
        word = pen.paint("unreadable", Tone.BAD)
        yield f"{word}  {printable(ordered.path)}: nothing can be asked"
    else:
        yield from _head(ordered.verdict, pen)
        yield from _first(ordered, pen)
        if ordered.tree is not None:
            yield from tree_lines(ordered.tree, pen, full=full)
    for each in ordered.diagnostics:
        yield ""
        yield render(each, lines_of)


def _head(verdict: Verdict, pen: Pen) -> Iterator[str]:
    word = verdict.ruling.word
    lines = pen.fold(f"{word}  {verdict.plan}: {headline(verdict)}", "", "  ")
    yield from pen.marked(lines, word, _TONES[verdict.ruling])


def _first(ordered: Ordered, pen: Pen) -> Iterator[str]:
    """Yield what must be known before any order can be told."""
    if not ordered.first:
        return
    yield from ("", pen.paint("say first what it is made of:", Tone.STRONG))
    for each in ordered.first:
        yield from pen.fold(f"? {each.who}: {each.question}", "  ", "    ")
    yield ""
    yield from pen.fold("which other questions there are depends on it; ask again then")


def tree_lines(tree: Tree, pen: Pen, *, full: bool) -> Iterator[str]:
    """Yield the questions in order, each with where its answers lead, and what it takes."""
    steps = numbered(tree.root)
    for step in steps if full else steps[:_SHOWN]:
        yield ""
        yield from _step(step, pen)
    if len(steps) > _SHOWN and not full:
        more = counted(len(steps) - _SHOWN, "more question")
        yield from ("", f"{more} on other ways; `--full` shows each")
    yield ""
    yield from pen.fold(summary(tree), "", "  ")
    if isinstance(tree.root, End):
        yield from _waiting(tree.root.waiting, pen)


def _step(step: Numbered, pen: Pen) -> Iterator[str]:
    asked = step.ask.asked
    mark = f"{step.number}."
    lines = pen.fold(f"{mark} {asked.who}: {asked.question}", "", "   ")
    yield from pen.marked(lines, mark, Tone.STRONG)
    key = "".join(f"`{part.text}`" if part.literal else part.text for part in asked.key)
    yield from pen.fold(f"write: {key}", "   ", "     ")
    for answers, then in step.leads:
        words = either(answers)
        if isinstance(then, int):
            yield from pen.fold(f"{words}: ask {then}", "   ", "     ")
            continue
        lines = pen.fold(f"{words}: {end_words(then)}", "   ", "     ")
        yield from pen.marked(lines, then.ruling.word, _TONES[then.ruling])


def _waiting(asked: Iterable[Asked], pen: Pen) -> Iterator[str]:
    for each in asked:
        yield from pen.fold(f"? {each.who}: {each.question}", "  ", "    ")


def end_words(end: End) -> str:
    """Return what an end comes to, and what may change it still."""
    word = end.ruling.word
    if end.settled:
        return word
    left = counted(len(end.waiting), "question")
    reason = "not put in order" if end.cut else "without a list of answers"
    between = f"from {end.best.word} to {end.worst.word}"
    return f"{word}, {between} by {left} {reason}"


def summary(tree: Tree) -> str:
    """Return how many answers it takes, and what is known of other orders."""
    if isinstance(tree.root, End):
        if tree.root.settled:
            return "no answer can change the verdict"
        if tree.root.cut:
            return "the time ran out before the questions were put in order"
        return "what is still open has no list of answers to put in order:"
    least = "" if tree.complete else "at least "
    noun = "answer" if tree.expected == 1 else "answers"
    average = f"{least}{number_words(tree.expected)} {noun} on average"
    longest = f"{most(tree.root)} on the longest way"
    known = (
        "no other order needs fewer"
        if tree.least
        else "the time ran out before all other orders were tried"
    )
    said = f"{average}, {longest}, each answer taken as equally likely; {known}"
    return said if tree.settles else f"{said}; some ways end in further questions"


def number_words(number: Fraction) -> str:
    """Return `number` in decimals, two at most, for people."""
    hundredths = (number * 100 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")


def questions_json(ordered: Ordered) -> str:
    """Return the order of questions as canonical JSON on one line."""
    verdict = ordered.verdict
    found: dict[str, object] = {
        "schema": SCHEMA,
        "path": ordered.path,
        "diagnostics": [diagnostic_json(each) for each in ordered.diagnostics],
        "engine": __version__,
    }
    if verdict is not None:
        found |= {
            "plan": {"id": verdict.plan, "digest": verdict.digest},
            "as_of": verdict.as_of.isoformat(),
            "verdict": verdict.ruling.word,
            "range": {"best": verdict.best.word, "worst": verdict.worst.word},
            "first": [
                {"fact": each.fact, "question": each.question, "who": each.who}
                for each in ordered.first
            ],
            "judged": ordered.judged,
        }
    if ordered.tree is not None:
        found["order"] = tree_json(ordered.tree)
    return canonical_json(found) + "\n"


def tree_json(tree: Tree) -> dict[str, object]:
    """Return the order in the types of JSON."""
    root = tree.root
    return {
        "expected": {"answers": tree.expected.numerator, "of": tree.expected.denominator},
        "most": most(root),
        "least": tree.least,
        "complete": tree.complete,
        "settles": tree.settles,
        "questions": [_step_json(each) for each in numbered(root)],
        "end": _end_json(root) if isinstance(root, End) else None,
    }


def _step_json(step: Numbered) -> dict[str, object]:
    return {
        "number": step.number,
        **_asked_json(step.ask.asked),
        "leads": [
            {
                "answers": [*answers],
                "ask": then if isinstance(then, int) else None,
                "end": _end_json(then) if isinstance(then, End) else None,
            }
            for answers, then in step.leads
        ],
    }


def _end_json(end: End) -> dict[str, object]:
    return {
        "verdict": end.ruling.word,
        "range": {"best": end.best.word, "worst": end.worst.word},
        "settled": end.settled,
        "cut": end.cut,
        "waiting": [_asked_json(each) for each in end.waiting],
    }


def _asked_json(asked: Asked) -> dict[str, object]:
    return {
        "question": asked.question,
        "who": asked.who,
        "facts": [
            {"fact": each.fact, "ingredient": each.ingredient, "issuer": each.issuer}
            for each in asked.questions
        ],
        "decides": [*asked.decides],
    }
