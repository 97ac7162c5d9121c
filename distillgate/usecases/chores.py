"""What a registry needs from time to time, whoever sees to it: told, sealed, cleaned up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from distillgate.usecases.announcing import announce_ending, announce_terms
from distillgate.usecases.delivering import stamp
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.sealing import Sealer
from distillgate.usecases.webhooks import seal_all
from policy.compiling import Pack
from registry.deliveries import DeliveryStore


@dataclass(frozen=True, slots=True)
class Chores:
    """Where it is done, by which packs, keys and clock."""

    ledger: Callable[[], Ledger]
    pack: Callable[[], Pack]
    sealer: Callable[[], Sealer]
    clock: Callable[[], datetime]
    keep_days: int
    """For how many days is kept what was told; 0: for ever."""


@dataclass(frozen=True, slots=True)
class Done:
    """How much there was to do."""

    ending: int = 0
    changed: int = 0
    sealed: int = 0
    forgotten: int = 0


def do_chores(chores: Chores) -> Done:
    """Do what is due; raises `RegistryError`, `UnreadableError` or `UnreadableLibraryError`."""
    ledger, now = chores.ledger(), chores.clock()
    ending = announce_ending(ledger, now)
    changed = announce_terms(ledger, chores.pack(), now)
    sealed = seal_all(ledger.database, chores.sealer())
    forgotten = _forgotten(ledger, now, chores.keep_days)
    return Done(ending, changed, sealed, forgotten)


def _forgotten(ledger: Ledger, now: datetime, days: int) -> int:
    """Drop what was told long ago; what was not told stays, however old it is."""
    if not days:
        return 0
    before = stamp(now - timedelta(days=days))
    with ledger.database.writing() as connection:
        return DeliveryStore(connection).forget_sent(before)
