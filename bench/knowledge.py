"""Scores packs, aliases, matcher and judging on public material, each difference with a reason.

Alone: `python -m bench.knowledge --shared DIR`, where DIR is the folder of the
public tables. They are not part of the source tree: without it nothing is scored.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import (
    knowledgemodelgo,
    knowledgenames,
    knowledgeplans,
    knowledgereadings,
    knowledgetexts,
)
from bench.knowledgescores import Score, tables_of
from bench.tables import Part, markdown
from distillgate.settings import Settings
from distillgate.usecases.library import Library
from distillgate.wiring import Layers, load_library


def measure(shared: Path | None, library: Library, *, with_texts: bool) -> Part:
    """Return the scores of all material that is at hand, with the word for what is not."""
    found: list[Score] = []
    notes: list[str] = []
    if shared is not None and shared.is_dir():
        found += _scores(shared, library)
    else:
        notes.append("the public tables were not given (`--shared DIR`): they are not scored")
    if with_texts:
        try:
            found += knowledgetexts.scores()
        except OSError as error:
            notes.append(f"the license texts are not scored: {error}")
    first, *rest = tables_of(found)
    tables = (replace(first, notes=tuple(notes)), *rest)
    raw: dict[str, object] = {each.title: each.raw() for each in found}
    return Part(tables, (), raw)


def _scores(shared: Path, library: Library) -> Iterator[Score]:
    yield from knowledgenames.scores(shared, library.pack.license_tags)
    yield from knowledgemodelgo.scores(shared, library)
    yield knowledgereadings.score(shared, library)
    yield from knowledgeplans.scores(shared, library)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description="Score the knowledge on public material.")
    parser.add_argument("--shared", type=Path, help="the folder of the public tables")
    parser.add_argument("--texts", action="store_true", help="score license texts too")
    given = parser.parse_args()
    library = load_library(Layers(), Settings())
    for table in measure(given.shared, library, with_texts=given.texts).tables:
        print(markdown(table))


if __name__ == "__main__":
    main()
