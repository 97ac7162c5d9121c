"""The state that a registry is in, and the library that counts in it; never an older one.

What changes a verdict or a right is told in the log, in the transaction in
which it happens. So the head of the log, read for each request, says whether
what was read before still counts.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock

from starlette.concurrency import run_in_threadpool

from distillgate.registries import catalog_in
from distillgate.settings import Settings
from distillgate.usecases.apikeys import Kept, kept_in
from distillgate.usecases.library import Filed, Library
from distillgate.web.houseshelf import HousePacks, HouseShelf
from distillgate.wiring import load_screener, with_filed
from registry.audit.marks import Mark, MarkReader
from registry.catalogs import SeedCatalog
from registry.database import Database
from registry.filedtexts import filed_texts, house_texts

_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class State:
    """One state of the registry, with what was read in it."""

    mark: Mark
    lists: int | None
    """When a screening list was last imported or taken away."""
    library: Library
    """By the packs as they are on disk."""
    house: HouseShelf
    keys: dict[str, Kept] = field(default_factory=dict)
    """Keys of teams by their ids, as far as they were shown."""

    def library_on(self, day: date) -> Library:
        """Return what counts on `day`, with the house policy that was agreed to.

        Raises `UnreadableLibraryError`.
        """
        return self.house.library_on(day)

    def kept(self, number: str, database: Database) -> Kept | None:
        """Return the key with that id, read where it was not shown before."""
        found = self.keys.get(number) or kept_in(database, number)
        if found is not None and len(self.keys) < _MOST_KEYS:
            self.keys[number] = found
        return found


@dataclass(slots=True)
class States:
    """The state that counts now; what is read in it is kept until it changes."""

    base: Library
    """The packs and the catalog that ship."""
    shipped: SeedCatalog
    database: Database
    settings: Settings
    marks: MarkReader = field(init=False)
    packs: HousePacks = field(init=False)
    _seen: Mark | None = None
    _state: State | None = None
    _lock: Lock = field(default_factory=Lock)
    _reading: "asyncio.Task[State] | None" = None
    _next: "asyncio.Task[State] | None" = None

    def __post_init__(self) -> None:
        self.marks = MarkReader(self.database)
        self.packs = HousePacks(self.base.layers, self.settings)

    def now(self) -> State:
        """Return the state that counts; raises `RegistryError` or `UnreadableLibraryError`."""
        mark, lists = self.marks.read(), self._lists()
        same = self._same(mark, lists)
        return same if same is not None else self._newer(mark, lists)

    async def soon(self) -> State:
        """Return the state that counts, without holding others up; raises as `now`.

        A file is asked at once; of a server, all who wait ask together.
        """
        if self.database.is_server:
            return await asyncio.shield(self._together())
        mark, lists = self.marks.read(), self._lists()
        same = self._same(mark, lists)
        return same if same is not None else await run_in_threadpool(self._newer, mark, lists)

    def close(self) -> None:
        """Let go of the registry."""
        self.marks.close()

    def _same(self, mark: Mark, lists: int | None) -> State | None:
        state = self._state
        if state is not None and self._seen == mark and state.lists == lists:
            return state
        return None

    def _newer(self, mark: Mark, lists: int | None) -> State:
        with self._lock:
            state = self._still(mark, lists) or self._read(mark, lists)
            self._state, self._seen = state, mark
            return state

    def _still(self, mark: Mark, lists: int | None) -> State | None:
        """Return the state that was read, where nothing since changes what counts."""
        state, seen = self._state, self._seen
        if state is None or seen is None or state.lists != lists:
            return None
        same = mark == seen or self.marks.changes_nothing(seen, mark)
        return state if same else None

    def _read(self, mark: Mark, lists: int | None) -> State:
        """Read what counts; the mark is the older one, so that nothing new is missed."""
        where = self.settings.registry or "registry"
        catalog = catalog_in(self.database, self.shipped, where)
        with self.database.reading() as connection:
            filed = Filed(filed_texts(connection), house_texts(connection))
        records = replace(self.base.records, catalog=catalog)
        screener = load_screener(records.screener.shipped, self.settings.screening)
        records = replace(records, screener=screener)
        library = with_filed(replace(self.base, records=records), filed.texts)
        return State(mark, lists, library, HouseShelf(library, filed, self.packs))

    def _lists(self) -> int | None:
        folder = self.settings.screening
        try:
            return None if folder is None else folder.stat().st_mtime_ns
        except OSError:
            return None

    def _together(self) -> "asyncio.Task[State]":
        """Return the reading that begins next, which all who come before it begins share."""
        loop = asyncio.get_running_loop()
        if self._next is None or self._next.get_loop() is not loop:
            before = self._reading
            self._next = loop.create_task(self._after(before))
        return self._next

    async def _after(self, before: "asyncio.Task[State] | None") -> State:
        if before is not None and before.get_loop() is asyncio.get_running_loop():
            await asyncio.wait([before])
        self._reading, self._next = self._next, None
        return await run_in_threadpool(self.now)
