"""How long all packs take to load: from the compiled cache, and from YAML."""

from dataclasses import asdict
from pathlib import Path

from bench.tables import Part, Table, Target, milliseconds
from bench.timing import PASSES, Job, Timing, interleaved, ratio
from distillgate.settings import Settings
from distillgate.wiring import Layers, load_library, shipped_packs
from policy.compiling import Pack
from policy.packjson import pack_from_json, pack_to_json
from policy.packs import LoadedPack

_AIM_US = 80_000
_CACHED = "all packs and the catalog from the cache, ready to judge"
_YAML = "the same from YAML"
_SECONDS = 4
_YAML_PASSES = 3


def measure(folder: Path) -> Part:
    """Return how long loading takes, with a cache in `folder`."""
    settings = Settings(cache=folder / "cache")
    kept = pack_to_json(LoadedPack(load_library(Layers(), settings).pack, ()))
    jobs: dict[str, Job] = {
        _CACHED: lambda: load_library(Layers(), settings).pack.standing,
        "of this: finding, reading and hashing the files, catalog, packs": lambda: load_library(
            Layers(), settings
        ),
        "of this: packs from the text of the cache": lambda: pack_from_json(kept),
        "more than a check needs: every document read and compiled": lambda: _every(kept),
    }
    times = interleaved(jobs, _SECONDS, PASSES)
    yaml: dict[str, Job] = {_YAML: lambda: load_library(Layers(), Settings()).pack.standing}
    # Seconds each: no more than it takes.
    times |= interleaved(yaml, 0, _YAML_PASSES)
    raw: dict[str, object] = {name: asdict(each) for name, each in times.items()}
    target = Target(
        "loading all packs, from the compiled cache",
        "80 ms",
        f"{milliseconds(times[_CACHED].median)} ms",
        times[_CACHED].median / _AIM_US,
    )
    return Part((_table(times, kept),), (target,), raw)


def _every(kept: str) -> Pack:
    pack = pack_from_json(kept).pack
    for name in pack.documents:
        pack.compiled(name)
    return pack


def _table(times: dict[str, Timing], kept: str) -> Table:
    rows = tuple(
        (
            name,
            milliseconds(each.median),
            milliseconds(each.cpu),
            milliseconds(each.best),
            f"{ratio(each, times[_CACHED]):.2f}",
        )
        for name, each in times.items()
    )
    files = sum(1 for path in shipped_packs().rglob("*.yaml") if "tests" not in path.parts)
    return Table(
        "Loading all packs (milliseconds)",
        ("what", "median", "CPU", "least CPU", "times the first line"),
        rows,
        (
            (
                f"{files} files; the text of the cache has {len(kept):,} characters; every file"
                " is read and hashed each time, so that a changed one is never served stale"
            ),
        ),
    )
