"""Measure everything and print it as Markdown; `make bench`.

Nothing here is asserted: the machine is shared, so read ratios before times.
"""

import json
import tempfile
import time
from pathlib import Path

from bench import barerules, judgement, lineage, loading, log, serving, starting
from bench.peersetup import ROOT, peers_python
from bench.tables import Part, markdown, summary
from bench.timing import machine, pin
from distillgate.settings import read_settings
from distillgate.wiring import Layers, load_library

RESULTS = ROOT / "bench" / "results" / "latest.json"


def main() -> None:
    """Run all parts one after the other, print their tables, and write the raw figures."""
    begun = time.perf_counter()
    peers, said = peers_python()
    about = machine(pin())
    parts: dict[str, Part] = {}
    # Processes come first: what is built later would be copied into each of them.
    with tempfile.TemporaryDirectory(prefix="distillgate-bench-") as name:
        folder = Path(name)
        parts["starting"] = _told(starting.measure(folder, peers))
        parts["serving"] = _told(serving.measure(folder))
        parts["bare rules"] = _told(barerules.measure(peers, said))
        parts["loading"] = _told(loading.measure(folder))
        parts["lineage"] = _told(lineage.measure(folder))
        parts["log"] = _told(log.measure(folder))
    library = load_library(Layers(), read_settings())
    parts["judgement"] = _told(judgement.measure(library))
    print(markdown(summary(target for part in parts.values() for target in part.targets)))
    seconds = f"{time.perf_counter() - begun:.0f}"
    print("## Machine\n")
    print("\n".join(f"- {name}: {value}" for name, value in about.items()))
    print(f"- this run: {seconds} seconds")
    _write(about, parts)


def _told(part: Part) -> Part:
    """Print the tables of `part` as soon as it is done."""
    for table in part.tables:
        print(markdown(table), flush=True)
    return part


def _write(about: dict[str, str], parts: dict[str, Part]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    raw = {"machine": about, **{name: part.raw for name, part in parts.items()}}
    RESULTS.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    print(f"- raw figures: {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
