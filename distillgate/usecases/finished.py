"""A finished model as it lies in a folder: its card, its texts, and what its files say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from connectors.cards import Card, read_card
from connectors.evidence import Where
from connectors.ledger import Pulled
from connectors.record import ModelRecord, TextClass
from connectors.textfiles import CARD
from distillgate.usecases.names import readable
from policy.diagnostics import Span

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"#[ \t]+(.+?)[ \t#]*")
_KEY = re.compile(r"[\"']?([A-Za-z0-9_-]+)[\"']?[ \t]*:")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class TextFile:
    """One text that lies at the top of the folder."""

    path: str
    """As people read it, with the folder."""
    content: bytes
    kind: TextClass | None
    """Nothing for the card."""

    def lines(self) -> list[str]:
        """Return its lines; what is no UTF-8 becomes marks."""
        return self.content.decode("utf-8-sig", "replace").splitlines()

    def span(self, line: int = 1) -> Span:
        """Return the place of a line."""
        return Span(self.path, line, 1)


@dataclass(frozen=True, slots=True)
class FinishedModel:
    """A folder with a model that is to be handed on."""

    folder: str
    record: ModelRecord
    texts: tuple[TextFile, ...]
    """Licenses, policies and notices at the top, by name."""
    card: TextFile | None
    head: Card
    bodies: dict[str, bytes]

    def place(self, where: Where, word: str = "") -> Span:
        """Return where a fact of the record stands, at the first line with `word`."""
        evidence = self.record.evidence[where.evidence]
        body = self.bodies.get(evidence.sha256 or "", b"").decode("utf-8", "replace")
        found = (n for n, line in enumerate(body.splitlines(), 1) if word and word in line)
        return Span(readable(evidence.url), next(found, 1), 1)

    def whole(self) -> Span:
        """Return the folder as a place."""
        return Span(self.folder, 1, 1)

    def field(self, name: str) -> Span:
        """Return where a field of the card's head stands; the card where it is not there."""
        if self.card is None:
            return self.whole()
        for number, line in enumerate(self.card.lines(), 1):
            key = _KEY.match(line)
            if key is not None and key[1] == name:
                return self.card.span(number)
        return self.card.span()


def finished_model(pulled: Pulled, folder: str) -> FinishedModel:
    """Return the model that was read from `folder`."""
    record, shown = pulled.record, PurePath(folder)
    files = {
        each.where.evidence: TextFile(
            readable(str(shown / each.path)), pulled.bodies.get(each.sha256, b""), each.kind
        )
        for each in record.texts
    }
    card = _card(pulled, shown)
    return FinishedModel(
        readable(folder),
        record,
        tuple(sorted(files.values(), key=lambda each: each.path)),
        card,
        read_card(card.content) if card else Card({}),
        pulled.bodies,
    )


def _card(pulled: Pulled, folder: PurePath) -> TextFile | None:
    for each in pulled.record.evidence:
        if PurePath(each.url).name == CARD and each.sha256 in pulled.bodies:
            path = readable(str(folder / CARD))
            return TextFile(path, pulled.bodies[each.sha256 or ""], None)
    return None


def visible(file: TextFile) -> Iterator[tuple[int, str]]:
    """Yield the lines that people read, with their numbers: no comments, no head of a card."""
    text = "\n".join(file.lines())
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    lines = text.split("\n")
    first = _after_head(lines) if file.kind is None else 0
    yield from enumerate(lines[first:], first + 1)


def _after_head(lines: list[str]) -> int:
    """Return how many lines the head of a card takes."""
    if not lines or lines[0].strip() != "---":
        return 0
    ends = (n for n, line in enumerate(lines[1:], 2) if line.rstrip() in {"---", "..."})
    return next(ends, 0)


def names_said(model: FinishedModel) -> Iterator[tuple[str, Span]]:
    """Yield each name that the card gives the model, with its place."""
    said = model.head.fields.get("model_name")
    if isinstance(said, str) and said.strip():
        yield said.strip(), model.field("model_name")
    if model.card is None:
        return
    fenced = False
    for number, line in visible(model.card):
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading is not None:
            yield heading[1].strip(), model.card.span(number)
            return
