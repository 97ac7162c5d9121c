"""A configuration as a tree of words: values by key, with their lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.configs.found import (
    Ingredient,
    Place,
    Role,
    Shape,
    is_own_machine,
    provider_at,
    shape_of,
)
from connectors.evidence import pointer
from connectors.parts import Json
from connectors.wordyaml import Words

_REFERENCE = re.compile(r"\$\{(\.*)([A-Za-z0-9_.\-]+)\}")
_MOST_STEPS = 8
_MOST_LISTED = 200
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a configuration, and the way to it."""

    words: Words
    path: str
    """The file."""
    steps: tuple[str | int, ...] = ()

    @property
    def value(self) -> Json:
        """Return the value, references to other values resolved where they can be."""
        found: Json = self.words.value
        for step in self.steps:
            if isinstance(found, dict) and isinstance(step, str):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def at(self, *names: str) -> "Node":
        """Return the value to which `names` lead."""
        return Node(self.words, self.path, (*self.steps, *names))

    @property
    def there(self) -> bool:
        """Return whether there is anything."""
        return self.value is not None

    @property
    def text(self) -> str | None:
        """Return the words that stand here, with what they refer to in their place."""
        node = self
        for _ in range(_MOST_STEPS):
            value = node.value
            if not isinstance(value, str):
                return None
            told = _REFERENCE.fullmatch(value.strip())
            if told is None:
                return value.strip()[:_LONGEST] or None
            node = node._referred(len(told[1]), tuple(told[2].split(".")))
            if not node.there:
                return value.strip()[:_LONGEST]
        return None

    def _referred(self, dots: int, names: tuple[str, ...]) -> "Node":
        """Return what a reference means: from the root, or from so many levels up."""
        start = self.steps[: max(0, len(self.steps) - dots)] if dots else ()
        return Node(self.words, self.path, (*start, *names))

    def items(self) -> Iterator["Node"]:
        """Yield the values of a list; a single one stands for a list of one."""
        if isinstance(self.value, list):
            for place in range(min(len(self.value), _MOST_LISTED)):
                yield Node(self.words, self.path, (*self.steps, place))
        elif self.there:
            yield self

    def children(self) -> Iterator["Node"]:
        """Yield the values of a mapping."""
        if isinstance(self.value, dict):
            for name in list(self.value)[:_MOST_LISTED]:
                yield self.at(name)

    @property
    def place(self) -> Place:
        """Return the line on which it stands, else that of what it stands in."""
        steps = self.steps
        while steps and pointer(*steps) not in self.words.lines:
            steps = steps[:-1]
        name = pointer(*steps)
        return Place(self.words.files.get(name, self.path), self.words.lines.get(name, 1))


def base_at(node: Node) -> Iterator[Ingredient]:
    """Yield the weights that training starts from, as `node` names them."""
    if node.text is not None:
        yield Ingredient(Role.BASE, node.text, shape_of(node.text), node.place)


def data_at(node: Node) -> Iterator[Ingredient]:
    """Yield the data sets that `node` names; commas part them."""
    for each in node.items():
        for name in (each.text or "").split(","):
            if name.strip():
                word = name.strip()
                yield Ingredient(Role.DATASET, word, shape_of(word), each.place)


def weights_at(
    node: Node, signals: tuple[str, ...], used_as: tuple[str, ...] = ("imitate",)
) -> Iterator[Ingredient]:
    """Yield a teacher whose weights are loaded."""
    if node.text is not None:
        shape = shape_of(node.text)
        yield Ingredient(
            Role.TEACHER, node.text, shape, node.place, None, used_as, "weights", signals
        )


def served_at(
    node: Node, address: str | None, used_as: tuple[str, ...] = ("imitate",)
) -> Iterator[Ingredient]:
    """Yield a teacher that is called at an address; on the own machine we hold its weights."""
    name = node.text
    if name is None:
        return
    if address is not None and is_own_machine(address):
        shape = shape_of(name)
        yield Ingredient(
            Role.TEACHER, name, shape, node.place, None, used_as, "weights", ("text",)
        )
        return
    provider = provider_at(address) if address is not None else None
    shape = Shape.SERVED if provider else shape_of(name)
    yield Ingredient(Role.TEACHER, name, shape, node.place, provider, used_as, "api", ("text",))
