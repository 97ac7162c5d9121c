"""Libraries by the house policy that counts on a day: packs as on disk, with agreed texts."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock

from distillgate.settings import Settings
from distillgate.usecases.coming import Side
from distillgate.usecases.library import Filed, Library
from distillgate.wiring import repacked, with_filed
from policy.compiling import Pack
from registry.housetexts import HouseText, coming_after, counting_on
from registry.packlayers import PackLayer

_MOST = 8
"""So many packs are kept: what counts, what is to come, and what days in the past ask for."""
Repacked = tuple[Pack, tuple[PackLayer, ...]]


@dataclass(slots=True)
class HousePacks:
    """Packs with agreed texts in them; they are made once, whatever else is filed."""

    layers: tuple[PackLayer, ...]
    """As they are on disk."""
    settings: Settings
    _kept: OrderedDict[tuple[HouseText, ...], Repacked] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, house: tuple[HouseText, ...]) -> Repacked:
        """Return the pack by these texts; raises `UnreadableLibraryError`."""
        with self._lock:
            found = self._kept.get(house)
            if found is None:
                found = self._kept[house] = repacked(self.layers, house, self.settings)
            self._kept.move_to_end(house)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return found


@dataclass(slots=True)
class HouseShelf:
    """The libraries of one state of the registry, by day."""

    base: Library
    """By the packs as they are on disk, with what lies on file."""
    filed: Filed
    packs: HousePacks
    _made: dict[tuple[HouseText, ...], Library] = field(default_factory=dict)

    def library_on(self, day: date) -> Library:
        """Return what counts on `day`; raises `UnreadableLibraryError`."""
        if not self.filed.house:
            return self.base
        return self._by(counting_on(self.filed.house, day))

    def sides_after(self, day: date) -> tuple[Side, ...]:
        """Return what counts from later days on, the next one first.

        Raises `UnreadableLibraryError`.
        """
        later = coming_after(self.filed.house, day)
        days = dict.fromkeys(each.begins for each in later)
        return tuple(
            Side(
                begins,
                tuple(each for each in later if each.begins == begins),
                self.library_on(begins),
            )
            for begins in days
        )

    def _by(self, house: Sequence[HouseText]) -> Library:
        key = tuple(house)
        if not key:
            return self.base
        found = self._made.get(key)
        if found is None:
            pack, layers = self.packs.of(key)
            under = replace(self.base, pack=pack, layers=layers)
            found = self._made[key] = with_filed(under, self.filed.texts)
        return found
