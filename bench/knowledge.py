"""Scores packs, aliases, matcher and judging on public material, each difference with a reason.

Alone: `python -m bench.knowledge --shared DIR`, where DIR is the folder of the
public tables. They are not part of the source tree: without it nothing is scored.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from bench import knowledgemodelgo, knowledgenames, knowledgeplans, knowledgereadings
from bench.knowledgescores import Score, tables_of
from bench.tables import Part, Table, markdown
from distillgate.settings import Settings
from distillgate.usecases.library import Library
from distillgate.wiring import Layers, load_library


def measure(shared: Path | None, library: Library) -> Part:
    """Return the scores of everything that lies in `shared`, or the word that nothing does."""
    if shared is None or not shared.is_dir():
        note = "the public tables were not given (`--shared DIR`), so nothing was scored"
        return Part((Table("Knowledge", ("material",), (), (note,)),), (), {})
    found = tuple(_scores(shared, library))
    return Part(tables_of(found), (), {each.title: each.raw() for each in found})


def _scores(shared: Path, library: Library) -> Iterator[Score]:
    yield from knowledgenames.scores(shared, library.pack.license_tags)
    yield from knowledgemodelgo.scores(shared, library)
    yield knowledgereadings.score(shared, library)
    yield from knowledgeplans.scores(shared, library)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description="Score the knowledge on public material.")
    parser.add_argument("--shared", type=Path, help="the folder of the public tables")
    given = parser.parse_args()
    for table in measure(given.shared, load_library(Layers(), Settings())).tables:
        print(markdown(table))


if __name__ == "__main__":
    main()
