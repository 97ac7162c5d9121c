"""Edits of a plan's text: comments and the author's layout stay as they are."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from policy.suggesting.changes import Act, Append, Place, Put, Remove, Replace, Step, Write

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Pairs = list[tuple[yaml.Node, yaml.Node]]


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines of a plan that read otherwise."""

    line: int
    """The first line that changes, from 1; what is only added comes before it."""
    old: tuple[str, ...]
    new: tuple[str, ...]


class NoSuchPlaceError(Exception):
    """The plan has no place to which an edit belongs."""


def edited(text: str, acts: Iterable[Act]) -> str:
    """Return `text` with `acts` done to it; entries go last, so that numbers keep their sense.

    Raises `NoSuchPlaceError` where the plan has no such place.
    """
    own = [act for act in acts if not isinstance(act, Write)]
    removals = sorted((each for each in own if isinstance(each, Remove)), key=_order)
    for act in (*(each for each in own if not isinstance(each, Remove)), *removals):
        text = _done(text, act)
    return text


def _order(act: Remove) -> list[tuple[int, int | str]]:
    """Return what to sort by, so that the last entry of a list goes first."""
    return [(0, -each) if isinstance(each, int) else (1, each) for each in act.place]


def edits_of(old: str, new: str) -> tuple[Edit, ...]:
    """Return the lines in which `new` differs from `old`."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        Edit(first + 1, tuple(before[first:last]), tuple(after[start:end]))
        for tag, first, last, start, end in matcher.get_opcodes()
        if tag != "equal"
    )


def _done(text: str, act: Put | Replace | Append | Remove) -> str:
    root = _composed(text)
    match act:
        case Put(place=place, value=value):
            return _put(text, root, place, value)
        case Replace(place=place, fields=fields):
            return _replaced(text, root, place, fields)
        case Append(place=place, value=value):
            return _appended(text, root, place, value)
        case Remove(place=place):
            return _removed(text, root, place)


def _composed(text: str) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        # JSON that is indented with tabs is a plan, and no text of YAML.
        raise NoSuchPlaceError from error
    if root is None:
        raise NoSuchPlaceError
    found: yaml.Node = root
    return found


def _put(text: str, node: yaml.Node, place: Place, value: str) -> str:
    for at, step in enumerate(place):
        if isinstance(node, yaml.ScalarNode):
            return _opened(text, node, place[at:], value)
        inner = _inner(node, step)
        if inner is None:
            return _added(text, node, place[at:], value)
        node = inner
    return _cut(text, node, value)


def _cut(text: str, node: yaml.Node, value: str) -> str:
    start, end = node.start_mark.index, _end(node)
    gap = " " if start == end and text[start - 1 : start] == ":" else ""
    return f"{text[:start]}{gap}{value}{text[end:]}"


def _opened(text: str, node: yaml.ScalarNode, rest: Place, value: str) -> str:
    """Return `text` with a bare reference as a mapping that says more."""
    if rest == (0,):
        return _cut(text, node, value)
    steps = rest[1:] if rest[0] == 0 else rest
    written = text[node.start_mark.index : _end(node)]
    if node.value in {"", "null", "~"} or any(isinstance(each, int) for each in steps):
        raise NoSuchPlaceError
    return _cut(text, node, f"{{model: {_quoted(written)}, {_nested(steps, value)}}}")


def _quoted(written: str) -> str:
    return written if written[:1] in {'"', "'"} else f'"{written}"'


def _appended(text: str, root: yaml.Node, place: Place, value: str) -> str:
    node: yaml.Node | None = root
    for step in place:
        node = _inner(node, step) if node is not None else None
    if not isinstance(node, yaml.SequenceNode):
        before = f"{text[node.start_mark.index : _end(node)]}, " if node and node.value else ""
        return _put(text, root, place, f"[{before}{value}]")
    if node.flow_style or not node.value:
        end = node.end_mark.index - 1
        before = ", " if node.value else ""
        return f"{text[:end].rstrip()}{before}{value}{text[end:]}"
    end = _line_end(text, _end(node))
    return f"{text[:end]}\n{' ' * node.start_mark.column}- {value}{text[end:]}"


def _nested(steps: Iterable[Step], value: str) -> str:
    first, *rest = steps
    inner = f"{{{_nested(rest, value)}}}" if rest else value
    return f"{first}: {inner}"


def _inner(node: yaml.Node, step: Step) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        pairs: _Pairs = node.value
        return next((value for key, value in pairs if key.value == step), None)
    return None


def _added(text: str, node: yaml.Node, rest: Place, value: str) -> str:
    """Return `text` with a key that the mapping `node` does not have yet."""
    if not isinstance(node, yaml.MappingNode) or any(isinstance(each, int) for each in rest):
        raise NoSuchPlaceError
    said = _nested(rest, value)
    if node.flow_style:
        before = ", " if node.value else ""
        end = node.end_mark.index - 1
        return f"{text[:end].rstrip()}{before}{said}{text[end:]}"
    column = node.start_mark.column
    end = _line_end(text, _end(node))
    return f"{text[:end]}\n{' ' * column}{said}{text[end:]}"


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _replaced(
    text: str, root: yaml.Node, place: Place, fields: tuple[tuple[str, str], ...]
) -> str:
    node, above = _found(root, place)
    said = [f"{key}: {value}" for key, value in fields]
    block = isinstance(above, yaml.SequenceNode) and not above.flow_style
    if not block:
        return _cut(text, node, f"{{{', '.join(said)}}}")
    column = node.start_mark.column
    comment = _line_end(text, _end(node)) if isinstance(node, yaml.ScalarNode) else _end(node)
    lines = f"\n{' ' * column}".join(said)
    return f"{text[: node.start_mark.index]}{lines}{text[comment:]}"


def _found(root: yaml.Node, place: Place) -> tuple[yaml.Node, yaml.Node | None]:
    node, above = root, None
    for step in place:
        if isinstance(node, yaml.ScalarNode) and step == 0:
            continue
        inner = _inner(node, step)
        if inner is None:
            raise NoSuchPlaceError
        node, above = inner, node
    return node, above


def _removed(text: str, root: yaml.Node, place: Place) -> str:
    node, above = _found(root, place)
    if not isinstance(above, yaml.SequenceNode):
        return _cut(text, node, "[]")
    if len(above.value) == 1:
        return _emptied(text, above)
    at = above.value.index(node)
    if above.flow_style:
        if at:
            start, end = _end(above.value[at - 1]), _end(node)
        else:
            start, end = node.start_mark.index, above.value[1].start_mark.index
        return f"{text[:start]}{text[end:]}"
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    end = _line_end(text, _end(node)) + 1
    return f"{text[:start]}{text[end:]}"


def _emptied(text: str, node: yaml.SequenceNode) -> str:
    """Return `text` with `[]` in the place of a list."""
    if node.flow_style:
        return _cut(text, node, "[]")
    key_end = len(text[: node.start_mark.index].rstrip())
    while "#" in text[text.rfind("\n", 0, key_end) + 1 : key_end].rsplit(":", maxsplit=1)[-1]:
        key_end = len(text[: text.rfind("#", 0, key_end)].rstrip())
    return f"{text[:key_end]} []{text[_line_end(text, _end(node)) :]}"


def _end(node: yaml.Node) -> int:
    """Return where the text of `node` ends; a block ends with the last thing in it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    end: int = node.end_mark.index
    return end
