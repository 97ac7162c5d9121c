"""Measure everything, keep what was found, and write the page; `make bench`.

Nothing here is asserted but that engines allow and deny alike: the machine is
shared, so read ratios before times.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bench import (
    barerules,
    cerbos,
    coldstart,
    judgement,
    knowledge,
    lineage,
    loading,
    log,
    missing,
    page,
    serving,
    starting,
    work,
)
from bench.keeping import FOLDER, keep
from bench.peersetup import ROOT, peers_python
from bench.profiling import keep_profile
from bench.tables import Part, markdown, summary
from bench.timing import machine, pin
from distillgate.settings import read_settings
from distillgate.usecases.library import Library
from distillgate.wiring import Layers, load_library

_FEWER_MODELS = 100_000
_MANY_RECORDS = 1_000_000


@dataclass(frozen=True)
class Run:
    """What a run is given, and what its parts share."""

    full: bool
    shared: Path | None
    folder: Path
    peers: Path | None
    said: tuple[str, ...]

    @cached_property
    def library(self) -> Library:
        """The packs and the catalog that ship, loaded when a part first asks; no registry."""
        return load_library(Layers(), replace(read_settings(), registry=None))

    @property
    def parts(self) -> dict[str, Callable[[], Part]]:
        """Each part by its name; processes come first, before there is much to copy."""
        return {
            "starting": lambda: starting.measure(self.folder, self.peers),
            "cold starts": lambda: coldstart.measure(self.peers, full=self.full),
            "bare rules": lambda: barerules.measure(self.peers, self.said, full=self.full),
            "missing facts": lambda: missing.measure(self.peers),
            "loading": lambda: loading.measure(self.folder),
            "lineage": lambda: lineage.measure(
                self.folder, lineage.MODELS if self.full else _FEWER_MODELS
            ),
            "log": lambda: log.measure(
                self.folder, _MANY_RECORDS if self.full else log.RECORDS
            ),
            "serving": lambda: serving.measure(self.folder),
            "real work": lambda: work.measure(self.folder, self.library, full=self.full),
            "judgement": lambda: judgement.measure(self.library),
            "knowledge": lambda: knowledge.measure(self.shared, self.library, with_texts=True),
        }


def main() -> int:
    """Run the parts one after the other; return 1 where an engine decides otherwise."""
    given = _given()
    begun = time.perf_counter()
    about = machine(pin())
    found: dict[str, Part] = {}
    with tempfile.TemporaryDirectory(prefix="distillgate-bench-") as name:
        run = Run(given.full, given.shared, Path(name), *_peers(full=given.full))
        for part, measure in _chosen(run, given.only):
            found[part] = measure()
            keep(part, found[part], about)
            page.write()
            profile = keep_profile(part, found[part], run.folder, lambda: run.library)
            if profile is not None:
                print(f"- a target is missed; profile: {profile.relative_to(ROOT)}\n")
            for table in found[part].tables:
                print(markdown(table), flush=True)
    print(markdown(summary(target for part in found.values() for target in part.targets)))
    print("## Machine\n")
    print("\n".join(f"- {name}: {value}" for name, value in about.items()))
    print(f"- this run: {time.perf_counter() - begun:.0f} seconds")
    print(f"- written: {page.PAGE}, from {FOLDER.relative_to(ROOT)}")
    differing = sum(part.differing for part in found.values())
    if differing:
        print(f"\n{differing} answers allow where one must deny, or the other way round")
    return 1 if differing else 0


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure everything.")
    parser.add_argument("--full", action="store_true", help="what takes long too")
    parser.add_argument("--shared", type=Path, help="the folder of the public tables")
    parser.add_argument("--only", action="append", help="a part, by its name")
    return parser.parse_args()


def _chosen(run: Run, only: list[str] | None) -> Iterator[tuple[str, Callable[[], Part]]]:
    """Yield the parts to run; the knowledge is scored again only where its tables are."""
    for name, measure in run.parts.items():
        if name == "knowledge" and run.shared is None:
            continue
        if only is None or name in only:
            yield name, measure


def _peers(*, full: bool) -> tuple[Path | None, tuple[str, ...]]:
    python, said = peers_python()
    if full and python is not None and not cerbos.installed():
        said = (*said, f"`{cerbos.PACKAGE}` does not install here")
    return python, said


if __name__ == "__main__":
    sys.exit(main())
