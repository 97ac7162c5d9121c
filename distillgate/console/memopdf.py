"""The memo as PDF, drawn by the library of the extra `pdf` where that is installed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from distillgate.console.findings import FactLine, FindingView
from distillgate.console.memo import Memo
from distillgate.console.memofonts import Face, faces_for, is_plain, written
from distillgate.console.memoproof import Proof

if TYPE_CHECKING:
    from fpdf import FPDF

EXTRA = "`pip install 'distillgate[pdf]'` installs what draws it"
_SIZES = {"title": 15.0, "head": 11.5, "text": 9.5, "small": 8.0, "mono": 7.5}
_GRAY = 90


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a memo."""

    kind: str
    """`title`, `head`, `text`, `small` or `mono`."""
    text: str
    marked: bool = False
    """It is one of a list."""


def can_draw() -> bool:
    """Return whether what draws a PDF is installed."""
    return find_spec("fpdf") is not None


def memo_pdf(memo: Memo, proof: Proof | None, made_at: str) -> bytes:
    """Return the memo as PDF; the same memo is the same bytes."""
    from fpdf import FPDF  # noqa: PLC0415 the extra may not be there

    lines = tuple(lines_of(memo, proof))
    faces = faces_for(each.text for each in lines)
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime.fromisoformat(made_at))
    pdf.set_title(f"Record of decision {memo.page.decision}")
    pdf.set_lang("en")
    pdf.set_margins(20, 18, 20)
    pdf.set_auto_page_break(auto=True, margin=18)
    for face in faces:
        pdf.add_font(face.name, fname=face.path)
    pdf.set_fallback_fonts([each.name for each in faces[1:]], exact_match=False)
    pdf.add_page()
    for line in lines:
        _draw(pdf, line, faces)
    return bytes(pdf.output())


def _draw(pdf: "FPDF", line: Line, faces: tuple[Face, ...]) -> None:
    size = _SIZES[line.kind]
    text = written(line.text, faces)
    if is_plain(text):
        bold = line.kind in {"title", "head"}
        family = "Courier" if line.kind == "mono" else "Times" if bold else "Helvetica"
        pdf.set_font(family, style="B" if bold else "", size=size)
    else:
        pdf.set_font(faces[0].name, size=size)
    pdf.set_text_color(_GRAY if line.kind == "small" else 0)
    if line.kind == "head":
        pdf.ln(3)
    left = pdf.l_margin + (4 if line.marked else 0)
    words, height = f"- {text}" if line.marked else text, size * 0.46
    if not is_plain(text):
        pdf.set_x(left)
        pdf.multi_cell(0, height, words, align="L", new_x="LMARGIN", new_y="NEXT")
        return
    # The library would measure each line anew with every letter that it adds.
    width = _widths(pdf, size)
    for part in wrapped(words, width, pdf.w - pdf.r_margin - left - 2 * pdf.c_margin):
        pdf.set_x(left)
        pdf.cell(0, height, part, align="L", new_x="LMARGIN", new_y="NEXT")


def _widths(pdf: "FPDF", size: float) -> Callable[[str], float]:
    """Return what measures a text in the font that is set, letter by letter."""
    font, scale = pdf.current_font, size / 1000 / pdf.k
    widths: Mapping[str, float] = getattr(font, "cw", {})
    return lambda text: scale * sum(widths[each] for each in text)


def wrapped(text: str, width: Callable[[str], float], room: float) -> Iterator[str]:
    """Yield the lines of a text: whole words where they fit, pieces where one does not."""
    blank, line, used = width(" "), list[str](), 0.0
    for word in text.split():
        needs = width(word)
        if line and used + blank + needs > room:
            yield " ".join(line)
            line, used = [], 0.0
        while needs > room:
            count = max(1, int(len(word) * room / needs))
            while count > 1 and width(word[:count]) > room:
                count -= 1
            yield word[:count]
            word = word[count:]  # noqa: PLW2901 the rest goes on in the next line
            needs = width(word)
        used += needs + (blank if line else 0.0)
        line.append(word)
    if line:
        yield " ".join(line)


def lines_of(memo: Memo, proof: Proof | None) -> Iterator[Line]:
    """Yield the memo, paragraph by paragraph, as the page says it."""
    page = memo.page
    yield Line("small", f"Decision record; {memo.today}")
    yield Line("title", page.title)
    where = f"Plan {page.plan}, version {page.version}; decision {page.decision}"
    yield Line("text", f"{where}, as of {page.as_of}.")
    yield Line("head", "1. Question and answer")
    yield Line("text", "".join(each.text for each in page.sentence))
    yield Line("text", f"{page.mark.text}. {page.summary[:1].upper()}{page.summary[1:]}.")
    if not page.settled:
        best, worst = page.best.text.lower(), page.worst.text.lower()
        yield Line("text", f"With what is open: {best} at best, {worst} at worst.")
    if page.standing:
        until = f", until {page.standing.until}" if page.standing.until else ""
        state = page.standing.mark.text.lower()
        yield Line("text", f"Review {page.standing.number}: {state}{until}.")
    yield Line("head", "2. Grounds")
    yield from _several(map(_ground, memo.grounds), "No clause that was read forbids it.")
    for basis in page.bases:
        by = f" by {', '.join(basis.clauses)}" if basis.clauses else ""
        yield Line("text", f"{basis.about}, {basis.thing}: {basis.kind}{by}", marked=True)
    yield Line("head", "3. Obligations")
    duties = (f"{each.duty} ({each.due}; {each.mark.text.lower()})" for each in page.duties)
    set_by = (f"Set by {act.who}: {duty}" for act in page.acts for duty in act.duties)
    yield from _several((*duties, *set_by), "None.")
    yield Line("head", "4. Facts relied on")
    for group in memo.relied_on:
        yield Line("text", ", ".join((group.title, *group.also)))
        yield from (Line("small", _fact(each), marked=True) for each in group.known)
    yield Line("head", "5. Assumptions, and who answers for them")
    taken = (
        _fact(each.line) + (f" of {'; '.join(each.about)}" if each.about else "")
        for each in page.assumptions
    )
    yield from _several(taken, "None.")
    yield Line("head", "6. Open questions")
    yield from _several((f"{each.question} ({each.who})" for each in page.questions), "None.")
    yield Line("head", "7. What was not examined")
    yield from _several(memo.not_examined, "")
    yield Line("head", "8. What people did")
    did = (f"{act.who} {act.did} at {act.at}: {act.text}".rstrip(": ") for act in page.acts)
    yield from _several(did, "Nobody: the verdict is the engine's.")
    yield from _proof(memo, proof)
    yield Line("head", "")
    yield Line("text", "Name, date, signature: ____________________________________________")


def _proof(memo: Memo, proof: Proof | None) -> Iterator[Line]:
    page = memo.page
    yield Line("head", "9. Proof")
    yield Line("small", "Plan, facts, texts and verdict are stored under these digests.")
    for name, digest in page.digests:
        yield Line("mono", f"{name}: {digest}")
    yield Line("mono", f"engine: {page.engine}")
    if proof is None:
        yield Line("small", "No log tells of it.")
        return
    covered = f"; a signed head of {proof.size} records covers it" if proof.text else ""
    yield Line("small", f"Record {proof.index} of the log {proof.log}{covered}.")
    yield from (Line("mono", each) for each in proof.text.splitlines() if each)


def _several(texts: Iterable[str], none: str) -> Iterator[Line]:
    found = tuple(texts)
    yield from (Line("text", each, marked=True) for each in found)
    if not found and none:
        yield Line("text", none)


def _ground(each: FindingView) -> str:
    card = each.card
    says = f" {each.says}" if each.says else ""
    section = f", {card.section}" if card.section else ""
    names = ", ".join(filter(None, (each.about, *(one.about for one in each.also))))
    about = f", on {names}" if names else ""
    breaks = f" If it is broken: {'; '.join(each.consequences)}." if each.consequences else ""
    source = f"{card.title}{section}, version {card.version}, confidence {card.confidence}"
    return f"{each.headline}.{says} ({source}{about}){breaks}"


def _fact(line: FactLine) -> str:
    where = f"; {line.where}" if line.where else ""
    until = f"; until {line.until}" if line.until else ""
    return f"{line.path} is {line.value} ({line.origin.text}{where}{until})"
