"""What is wrong with a plan, in words that its readers share; and what nodes say of nothing."""

from collections.abc import Sequence

from policy.diagnostics import Code, Level, Span
from policy.reading import Notebook
from policy.yamltext import Items, Node, Text, misspelled

NONE = "none"
UNKNOWN_WORD = "unknown"
MAX_HINTS = 100
"""So many diagnostics may carry a hint that is searched for: thousands would take minutes."""


def is_null(node: Node) -> bool:
    """Return whether `node` says nothing."""
    return isinstance(node, Text) and node.is_null


def is_none(node: Node) -> bool:
    """Return whether `node` says that there is none: the word, or an empty list."""
    return node.text == NONE if isinstance(node, Text) else node == Items((), node.span)


def sound(notebook: Notebook, start: int) -> bool:
    """Return whether `notebook` has no error among what was found from `start` on."""
    return all(each.level is not Level.ERROR for each in notebook.found[start:])


def may_search(notebook: Notebook) -> bool:
    """Return whether few enough things are wrong to search for what was meant."""
    return len(notebook.found) < MAX_HINTS


def near(notebook: Notebook, word: str, known: Sequence[str]) -> str | None:
    """Return the hint that names what `word` was meant to be."""
    return misspelled(word, tuple(known)) if may_search(notebook) else None


def wrong_type(notebook: Notebook, node: Node, wanted: str) -> None:
    """Report that `node` is not what is `wanted`."""
    shown = f"`{node.text}`" if isinstance(node, Text) and node.text else "this"
    notebook.error(Code.WRONG_TYPE, f"{shown} is not {wanted}", node.span)


def wrong_value(notebook: Notebook, node: Node, message: str, hint: str | None = None) -> None:
    """Report that `node` is of the right type, and yet does not fit."""
    notebook.error(Code.WRONG_VALUE, message, node.span, hint)


def missing(notebook: Notebook, what: str, name: str, span: Span) -> None:
    """Report that `what` has no `name`."""
    notebook.error(Code.MISSING_KEY, f"{what} has no `{name}`", span)
