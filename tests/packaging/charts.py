"""Draws the templates of our chart, as far as they use what charts are drawn with.

It knows the few words that our templates are made of, and fails on any other.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

CHART = Path(__file__).parents[2] / "packaging" / "helm"
_TAG = re.compile(r"(\s*)\{\{(-?) (.*?) \}\}", re.DOTALL)
_RANGE = re.compile(r"range (\$\w+), (\$\w+) := (\S+)")
Names = Mapping[str, Any]


def drawn(**values: Any) -> dict[str, Any]:  # noqa: ANN401 YAML
    """Return the objects of the chart by kind, with `values` over those that it brings."""
    found = {}
    for path in sorted((CHART / "templates").glob("*.yaml")):
        text = render(path.read_text("utf-8"), names(values))
        for each in yaml.safe_load_all(text):
            if each is not None:
                found[each["kind"]] = each
    return found


def names(values: Mapping[str, Any]) -> Names:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    brought = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
    for name, value in values.items():
        assert name in brought, name
        old = brought[name]
        brought[name] = {**old, **value} if isinstance(old, dict) else value
    return {
        ".Values": brought,
        ".Chart": {"AppVersion": chart["appVersion"]},
        ".Release": {"Name": "gate"},
    }


def render(text: str, known: Names) -> str:
    parts = list(_parts(text))
    drawn_text, rest = _block(parts, known)
    assert not rest
    return drawn_text


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield text and tags, with blanks taken off before a tag that asks for it."""
    place = 0
    for tag in _TAG.finditer(text):
        blank = "" if tag[2] else tag[1]
        yield "text", text[place : tag.start()] + blank
        yield "tag", tag[3]
        place = tag.end()
    yield "text", text[place:]


def _block(parts: Sequence[tuple[str, str]], known: Names) -> tuple[str, list[tuple[str, str]]]:
    """Return what a block draws, up to its end, and what comes after."""
    made, left = "", list(parts)
    while left:
        kind, said = left.pop(0)
        if kind == "text":
            made += said
        elif said == "end":
            return made, left
        elif said.startswith("if "):
            inner, left = _block(left, known)
            made += inner if _value(said.removeprefix("if "), known) else ""
        elif looped := _RANGE.fullmatch(said):
            rest = left
            for key, value in _value(looped[3], known).items():
                inner, rest = _block(left, {**known, looped[1]: key, looped[2]: value})
                made += inner
            left = rest if rest is not left else _block(left, known_of(looped, known))[1]
        else:
            made += str(_value(said, known))
    return made, left


def known_of(looped: re.Match[str], known: Names) -> Names:
    return {**known, looped[1]: "", looped[2]: ""}


def _value(said: str, known: Names) -> Any:  # noqa: ANN401 a value of the chart
    first, *pipes = (each.strip() for each in said.split("|"))
    value = _term(first, known)
    for pipe in pipes:
        word, *arguments = pipe.split()
        match word:
            case "quote":
                value = json.dumps("" if value is None else str(value))
            case "default":
                value = value or _term(arguments[0], known)
            case "nindent":
                value = "\n" + textwrap.indent(value, " " * int(arguments[0]))
            case _:
                raise AssertionError(f"the templates use `{word}`")
    return value


def _term(said: str, known: Names) -> Any:  # noqa: ANN401 as above
    if said.startswith("toYaml "):
        return yaml.safe_dump(_term(said.removeprefix("toYaml "), known)).rstrip("\n")
    if said in known:
        return known[said]
    head, *path = said.lstrip(".").split(".")
    found = known[f".{head}"]
    for each in path:
        found = found[each]
    return found
