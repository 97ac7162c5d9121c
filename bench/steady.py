"""Whether a server takes more memory the longer it is asked.

`python -m bench.steady [MINUTES]`. Plans are judged again, judged for the first time, and
submitted, all at once. What a server keeps on purpose is bounded; it is full before
anything is measured. The exit is 1 where the memory of the last third is more than a
little above that of the second.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from bench.load import Load, Order
from bench.peersetup import ROOT
from bench.serving import Server, serving

MINUTES = 10.0
_RIGHTS = frozenset({"evaluate", "plans:submit"})
_KEPT_MEGABYTES = "8"
_EACH_SECONDS = 2.0
_GROWTH, _SLACK_MB = 1.03, 4.0
_JUDGED = ("judged again", 100.0)
_FRESH = ("judged for the first time", 20.0)
_SUBMITTED = ("submitted", 5.0)


def main() -> int:
    """Measure, print, and return whether memory grew."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    with tempfile.TemporaryDirectory(prefix="distillgate-bench-") as name:
        kept = {"DISTILLGATE_KEPT_VERDICTS": _KEPT_MEGABYTES}
        with serving(Path(name), _RIGHTS, **kept) as server:
            sizes, loads = _measured(server, minutes * 60)
    for what, load in loads.items():
        p99 = load.share(0.99)
        print(f"{what}: {load.rate:,.0f}/s, p99 {p99:.1f} ms, {load.failed} failed")
    second, last = _thirds(sizes)
    rows = sizes[:: max(1, len(sizes) // 12)]
    print("MB:", " ".join(f"{size:.0f}" for _, size in rows))
    print(f"second third: {second:.1f} MB; last third: {last:.1f} MB")
    slope = _slope(sizes[len(sizes) // 3 :])
    print(f"slope: {slope * 60:.2f} MB a minute")
    failed = sum(each.failed for each in loads.values())
    return 1 if failed or last > second * _GROWTH + _SLACK_MB else 0


Sizes = Sequence[tuple[float, float]]


def _measured(server: Server, seconds: float) -> tuple[Sizes, dict[str, Load]]:
    submitted = replace(server.order, path="/v1/plans", fresh=True)
    orders = {
        _JUDGED: server.order,
        _FRESH: replace(server.order, fresh=True),
        _SUBMITTED: submitted,
    }
    sizes: list[tuple[float, float]] = []
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(_loading(order, rate, seconds))
            for (name, rate), order in orders.items()
        }
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            sizes.append((passed, server.memory()))
            time.sleep(_EACH_SECONDS)
        loads = {name: _told(each) for name, each in running.items()}
    return sizes, loads


@contextmanager
def _loading(order: Order, rate: float, seconds: float) -> Iterator["subprocess.Popen[bytes]"]:
    asked = replace(order, rate=rate, seconds=seconds, connections=4)
    command = [sys.executable, "-m", "bench.load"]
    with subprocess.Popen(  # noqa: S603 our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        if process.stdin is None:
            raise BrokenPipeError
        process.stdin.write(json.dumps(asdict(asked)).encode())
        process.stdin.close()
        process.stdin = None
        yield process


def _told(process: "subprocess.Popen[bytes]") -> Load:
    said, _ = process.communicate()
    return Load(**json.loads(said))


def _thirds(sizes: Sizes) -> tuple[float, float]:
    """Return the median of the second third, and that of the last."""
    third = len(sizes) // 3
    parts = (sizes[third : 2 * third], sizes[2 * third :])
    second, last = (statistics.median(size for _, size in part) for part in parts)
    return second, last


def _slope(sizes: Sizes) -> float:
    """Return by how many megabytes a second memory grows, as a line through all sizes."""
    found = statistics.linear_regression(*zip(*sizes, strict=True))
    return float(found.slope)


if __name__ == "__main__":
    sys.exit(main())
