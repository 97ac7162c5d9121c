"""Stored plans, judged anew by the workers of a cluster.

Each worker reads packs, catalog and registry itself, so that all machines of
the cluster must see the same: the registry by a URL, or a file that all share.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from distillgate.clusters import on_ray, one_cluster
from distillgate.settings import Settings
from distillgate.usecases.rejudging import Rejudged, Rejudger, Stored
from distillgate.usecases.sweep import Bench
from distillgate.wiring import Layers, load_library
from registry.onfile import OnFile

_PIECE = 25
"""So many plans go to a worker at once."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a worker judges by; all of them judge by the same."""

    layers: Layers
    settings: Settings
    digest: str
    """Of the packs that were loaded where the sweep was begun."""
    on_file: OnFile
    day: date
    sweep: str
    """Which sweep it is: what was loaded for one is not used in another."""


class _Loaded:
    """What this worker has loaded, and for which sweep."""

    sweep: str = ""
    judge: Rejudger


@contextmanager
def bench_on_ray(desk: Desk) -> Iterator[Bench]:
    """Give a bench of all workers of a cluster; raises `NoClusterError` here and at work."""
    sent = replace(desk, layers=_whole(desk.layers), settings=_plain(desk.settings))

    def judged(batch: Sequence[Stored]) -> Iterator[Rejudged]:
        starts = range(0, len(batch), _PIECE)
        pieces = [(sent, tuple(batch[start : start + _PIECE])) for start in starts]
        for done in on_ray(judged_piece, pieces):
            yield from done

    with one_cluster():
        yield judged


def judged_piece(piece: tuple[Desk, tuple[Stored, ...]]) -> tuple[Rejudged, ...]:
    """Return what the plans of a piece come to, on this worker."""
    desk, plans = piece
    judge = _judge(desk)
    return tuple(map(judge, plans))


def _judge(desk: Desk) -> Rejudger:
    if _Loaded.sweep != desk.sweep:
        library = load_library(desk.layers, desk.settings, desk.day)
        if library.pack.digest != desk.digest:
            raise ValueError("a worker has other packs than the machine that began the sweep")
        records = replace(library.records, on_file=desk.on_file)
        whole = replace(library, records=records)
        _Loaded.judge, _Loaded.sweep = Rejudger(whole, desk.day), desk.sweep
    return _Loaded.judge


def _plain(settings: Settings) -> Settings:
    """Return what a worker needs of `settings`: whole paths; of secrets the registry alone."""
    where = settings.registry
    return replace(
        settings,
        registry=where.absolute() if isinstance(where, Path) else where,
        packs=tuple(each.absolute() for each in settings.packs),
        screening=settings.screening.absolute() if settings.screening else None,
        cache=settings.cache.absolute() if settings.cache else None,
        tokens={},
        passphrase=None,
    )


def _whole(layers: Layers) -> Layers:
    folder = layers.agreements
    return Layers(
        tuple(each.absolute() for each in layers.packs),
        folder.absolute() if folder else None,
        tuple(each.absolute() for each in layers.records),
    )
