"""Where the time goes, kept beside the figures where a target is missed."""

import cProfile
import io
import pstats
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.keeping import FOLDER, RAW
from bench.peersetup import ROOT
from bench.plans import AS_OF, MOST, Desk, small_plan
from bench.tables import Part
from distillgate.settings import read_settings
from distillgate.usecases.library import Library
from distillgate.wiring import Layers, load_library
from policy.judging import judge

_JUDGEMENTS = 100
_LINES = 40
_SECONDS = 60


def keep_profile(
    name: str, part: Part, folder: Path, library: Callable[[], Library]
) -> Path | None:
    """Write where the time of a part goes, where it has a profile and misses a target.

    The `library` is loaded only where it is needed.
    """
    makers: dict[str, Callable[[], str]] = {
        "starting": lambda: _imports(folder),
        "judgement": lambda: _judging(library()),
        "loading": _loading,
    }
    if name not in makers or all(each.share <= 1 for each in part.targets):
        return None
    path = FOLDER / RAW / f"{name}.profile.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(makers[name](), encoding="utf-8")
    return path


def _judging(library: Library) -> str:
    """Return the profile of judgements of a plan of five ingredients."""
    case = Desk(library.pack, library.records).case(small_plan(MOST))
    judge(library.pack, case)
    return _profiled(lambda: [judge(library.pack, case) for _ in range(_JUDGEMENTS)])


def _loading() -> str:
    settings = read_settings()
    load_library(Layers(), settings)
    return _profiled(lambda: load_library(Layers(), settings).pack.standing)


def _profiled(work: Callable[[], object]) -> str:
    profile = cProfile.Profile()
    profile.runcall(work)
    told = io.StringIO()
    pstats.Stats(profile, stream=told).sort_stats("tottime").print_stats(_LINES)
    return told.getvalue()


def _imports(folder: Path) -> str:
    """Return what each import of one check takes, the longest last."""
    plan = folder / "profiled.yaml"
    plan.write_text(small_plan(3), encoding="utf-8")
    check = ("-m", "distillgate", "check", str(plan), "--as-of", AS_OF.isoformat())
    ran = subprocess.run(  # noqa: S603 our own interpreter
        [sys.executable, "-X", "importtime", *check],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    lines = [each for each in ran.stderr.splitlines() if each.startswith("import time:")]
    rows = [each for each in lines if each.split("|")[1].strip().isdigit()]
    rows.sort(key=lambda each: int(each.split("|")[1]))
    return "\n".join([lines[0], *rows[-_LINES:]]) + "\n"
