"""Writes `docs/benchmarks.md` and its pictures from what was found; `python -m bench.page`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.keeping import Found, kept
from bench.knowledgescores import data
from bench.peersetup import ROOT
from bench.plots import svg
from bench.tables import markdown, summary
from bench.worker import OURS

PAGE = "docs/benchmarks.md"
PICTURES = "docs/benchmarks"
_BUSY = 1.0
_TIMELESS = frozenset({"missing facts", "knowledge"})
"""Parts without a time in them: on a busy machine they come out the same."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the figures."""

    head: str
    titles: Mapping[str, str]
    """Of the parts, in their order."""
    said: Mapping[str, str]
    """What must be said before the figures of a part."""


@cache
def frame() -> Frame:
    """Return what stands around the figures."""
    read = data("page.yaml")
    parts = read["parts"]
    if not isinstance(parts, dict):
        raise TypeError("page.yaml does not have its form")
    titles = {name: part["title"] for name, part in parts.items()}
    return Frame(
        str(read["head"]), titles, {name: part["said"] for name, part in parts.items()}
    )


def page(found: tuple[Found, ...]) -> str:
    """Return the page."""
    targets = summary(target for each in found for target in each.part.targets)
    parts = [frame().head, markdown(targets)]
    parts += ("\n".join(_section(each)) for each in found)
    parts.append("\n".join(_machines(found)))
    return "\n".join(part.rstrip() + "\n" for part in parts)


def pictures(found: tuple[Found, ...]) -> Iterator[tuple[str, str]]:
    """Yield the path of each picture with the picture."""
    for each in found:
        for plot in each.part.plots:
            yield f"{PICTURES}/{plot.name}.svg", svg(plot, OURS)


def write(root: Path = ROOT) -> None:
    """Write the page and its pictures under `root`."""
    found = kept(tuple(frame().titles))
    for path, text in ((PAGE, page(found)), *pictures(found)):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def _section(found: Found) -> Iterator[str]:
    yield f"## {frame().titles[found.name]}\n"
    said = frame().said[found.name]
    if said:
        yield f"{said}\n"
    if _is_preliminary(found):
        load = found.machine["load average at start"]
        yield f"*Preliminary: the load average of the machine was {load} when this began.*\n"
    for plot in found.part.plots:
        yield f"![{plot.title}](benchmarks/{plot.name}.svg)\n"
    for table in found.part.tables:
        yield markdown(table, 3)


def _is_preliminary(found: Found) -> bool:
    """Return whether others used the machine while times were taken."""
    if found.name in _TIMELESS:
        return False
    try:
        return float(found.machine["load average at start"]) > _BUSY
    except ValueError:
        return True


def _machines(found: tuple[Found, ...]) -> Iterator[str]:
    """Yield on which machine, when and with which versions each part was measured."""
    yield "## Machine and versions\n"
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for each in found:
        groups.setdefault(tuple(each.machine.items()), []).append(frame().titles[each.name])
    for about, titles in groups.items():
        yield f"{', '.join(titles)}:\n"
        yield from (f"- {name}: {value}" for name, value in about)
        yield ""
    yield "The versions of peers stand beside their names."


if __name__ == "__main__":
    write()
