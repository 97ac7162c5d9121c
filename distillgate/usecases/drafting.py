"""The text of a drafted case file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from policy.diagnostics import Span
from policy.documents import Effect
from policy.packtests.suite import Side
from policy.values import Bounds, Several, Unknown, Value, canonical_number
from policy.yamltext import Entry, Fields, Items, Node, Text

_WIDEST = 116
_DRAFT = Span("draft", 1, 1)
_ORDER = (Side.APPLIES, Side.UNMET, Side.MET, Side.NOT, Side.MISSING)
_EXPONENT = Decimal("1e15")


@dataclass(frozen=True, slots=True)
class DraftPatch:
    """A patch as a draft writes it: facts by their paths, and an ingredient."""

    facts: tuple[tuple[str, Value], ...] = ()
    subject: tuple[str, str] | None = None
    """What the one ingredient is, and its reference."""

    def plus(self, more: Mapping[str, Value]) -> "DraftPatch":
        """Return the patch with `more` over its facts."""
        return replace(self, facts=tuple({**dict(self.facts), **more}.items()))

    def less(self, path_and_value: tuple[str, Value]) -> "DraftPatch":
        """Return the patch without one fact."""
        return replace(self, facts=tuple(each for each in self.facts if each != path_and_value))

    def node(self) -> Fields:
        """Return the patch as a case file has it."""
        named = [Entry(_word(self.subject[0]), _word(self.subject[1]))] if self.subject else []
        facts = [Entry(_word(path), _node(value)) for path, value in self.facts]
        return Fields((*named, *facts), _DRAFT)

    def text(self) -> str:
        """Return the patch on one line."""
        return f"{{{', '.join(self.parts())}}}"

    def parts(self) -> list[str]:
        """Return each of its entries."""
        first = [f"{self.subject[0]}: {_quoted(self.subject[1])}"] if self.subject else []
        return [*first, *(f"{path}: {spelled(value)}" for path, value in self.facts)]


def _word(text: str, *, plain: bool = True) -> Text:
    return Text(text, plain, _DRAFT)


def _node(value: Value) -> Node:
    """Return a value as a plan has it."""
    match value:
        case Several(items=items):
            return Items(tuple(map(_word, items)), _DRAFT)
        case Bounds(low=low, high=high):
            ends = (("at_least", low), ("at_most", high))
            known = [(name, canonical_number(end)) for name, end in ends if end is not None]
            return Fields(tuple(Entry(_word(n), _word(e)) for n, e in known), _DRAFT)
        case str():
            return _word(value, plain=False)
        case _:
            return _word(spelled(value))


def spelled(value: Value) -> str:
    """Return a value as a plan writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return _number(value)
        case Several(items=items):
            return f"[{', '.join(map(_quoted, items))}]"
        case Bounds(low=low, high=high):
            ends = (("at_least", low), ("at_most", high))
            inner = ", ".join(
                f"{name}: {_number(end)}" for name, end in ends if end is not None
            )
            return f"{{{inner}}}"
        case str():
            return _quoted(value)
        case _:
            return "unknown" if isinstance(value, Unknown) else value.isoformat()


def _number(number: Decimal) -> str:
    whole, short = canonical_number(number), f"{number.normalize():E}".replace("E+", "e")
    return short if number >= _EXPONENT and len(short) < len(whole) else whole


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./ +")


def _quoted(text: str) -> str:
    odd = not text or set(text) - _PLAIN or text[0] in "-. " or text[-1] == " "
    if odd or (text in {"true", "false", "null", "unknown", "none"} and text != "none"):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """One entry of `clauses`, or of `except`."""

    effect: Effect
    ids: tuple[str, ...] = ()
    version: str | None = None
    plan: str | None = None
    under: DraftPatch = field(default_factory=DraftPatch)
    sides: Mapping[Side, tuple[DraftPatch, ...]] = field(default_factory=dict)
    lifts: tuple[str, ...] = ()
    exceptions: tuple[tuple[str | int, "DraftEntry"], ...] = ()

    @property
    def rest(self) -> tuple[object, ...]:
        """Return what entries share that may be written as one."""
        sides = tuple(sorted((side, found) for side, found in self.sides.items()))
        carved = tuple((name, each.rest) for name, each in self.exceptions)
        return (self.effect, self.version, self.plan, self.under, sides, self.lifts, carved)


def draft_text(
    document: str, as_of: date, plan: str, start: DraftPatch, entries: Iterable[DraftEntry]
) -> str:
    """Return the whole file."""
    lines = [f"cases: {document}", f"as_of: {as_of}", f"plan: {plan}"]
    if start.parts():
        lines.append(f"patch: {start.text()}")
    lines.append("clauses:")
    for entry in _together(entries):
        lines += _entry(entry)
    return "\n".join(lines) + "\n"


def _together(entries: Iterable[DraftEntry]) -> Sequence[DraftEntry]:
    """Return `entries` with those that differ by their id alone made one."""
    found: dict[tuple[object, ...], DraftEntry] = {}
    for each in entries:
        first = found.get(each.rest)
        ids = (*first.ids, *each.ids) if first else each.ids
        found[each.rest] = replace(first or each, ids=ids)
    return list(found.values())


def _entry(entry: DraftEntry) -> list[str]:
    named = entry.ids[0] if len(entry.ids) == 1 else f"[{', '.join(entry.ids)}]"
    lines = [f"  - {entry.effect}: {named}"]
    if entry.version is not None:
        lines.append(f'    version: "{entry.version}"')
    if entry.plan is not None:
        lines.append(f"    plan: {entry.plan}")
    if entry.under.parts():
        lines += _side("with", (entry.under,), 4)
    lines += _sides(entry, 4)
    if entry.lifts:
        lines += _listed("lifts", entry.lifts)
    if entry.exceptions:
        lines.append("    except:")
    for name, each in entry.exceptions:
        lines.append(f"      - {_named(name)}")
        lines += _sides(each, 8)
    return lines


def _sides(entry: DraftEntry, depth: int) -> list[str]:
    found = [side for side in _ORDER if side in entry.sides]
    return [line for side in found for line in _side(side, entry.sides[side], depth)]


def _named(name: str | int) -> str:
    return f"number: {name}" if isinstance(name, int) else f"section: {_text(name)}"


def _text(text: str) -> str:
    plain = text.replace(" ", "").replace("(", "").replace(")", "").replace("-", "")
    return text if plain.isalpha() else '"' + text.replace('"', '\\"') + '"'


def _listed(name: str, items: Sequence[str]) -> list[str]:
    line = f"    {name}: [{', '.join(map(_quoted, items))}]"
    if len(line) <= _WIDEST:
        return [line]
    return [f"    {name}:", *(f"      - {_quoted(item)}" for item in items)]


def _side(name: str, patches: Sequence[DraftPatch], depth: int) -> list[str]:
    pad = " " * depth
    if len(patches) == 1:
        line = f"{pad}{name}: {patches[0].text()}"
        if len(line) <= _WIDEST:
            return [line]
        return [f"{pad}{name}:", *(f"{pad}  {part}" for part in patches[0].parts())]
    lines = [f"{pad}{name}:"]
    for patch in patches:
        line = f"{pad}  - {patch.text()}"
        if len(line) <= _WIDEST:
            lines.append(line)
        else:
            first, *rest = patch.parts()
            lines += [f"{pad}  - {first}", *(f"{pad}    {part}" for part in rest)]
    return lines
