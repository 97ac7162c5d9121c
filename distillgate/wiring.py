"""Puts the parts together: finds the packs and the catalog, and makes a library of them."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from distillgate import __version__
from distillgate.cache import Cache, key_of
from distillgate.packfiles import Layer, read_layer
from distillgate.settings import Settings, today
from distillgate.usecases.library import Filed, Library, UnreadableLibraryError
from distillgate.usecases.names import readable
from policy.compiling import Pack
from policy.diagnostics import Code, Diagnostic, Level, Span
from policy.frozen import dataclass
from policy.packjson import pack_from_json, pack_to_json
from policy.packs import SourceFile
from policy.yamltext import UnreadableError
from registry.casework import Records
from registry.catalogs import SeedCatalog
from registry.housetexts import FOLDER, HouseText, coming_after, counting_on, laid_over
from registry.onfile import OnFile
from registry.packlayers import PackLayer
from registry.screening.listsjson import lists_from_json, lists_to_json
from registry.screening.matching import Screener
from registry.screening.memory import ShippedLists
from registry.seedjson import catalog_from_json, catalog_to_json
from registry.store import Catalog

if TYPE_CHECKING:
    from connectors.record import ModelRecord

HERE = Path(__file__).resolve().parent
SHIPPED_PACKS = HERE / "_packs"
SOURCE_PACKS = HERE.parent / "policies"
CATALOG = HERE.parent / "registry" / "catalog"
WHERE_FILED = "registry"
"""What the registry is called where something is told about what lies on file in it."""
_CODE = ("policy", "registry")


@dataclass(frozen=True, slots=True)
class Layers:
    """The folders that make up a library."""

    packs: tuple[Path, ...] = ()
    """They lie over those that ship, the later ones on top."""
    agreements: Path | None = None
    records: tuple[Path, ...] = ()
    """Files of records, laid over the catalog."""


def shipped_packs() -> Path:
    """Return the folder of the packs that ship: in the wheel, else in the source tree."""
    return SHIPPED_PACKS if SHIPPED_PACKS.is_dir() else SOURCE_PACKS


def load_library(layers: Layers, settings: Settings, day: date | None = None) -> Library:
    """Return the library that `layers` make up, from the cache where nothing has changed.

    House policy that was agreed to in the registry is the one that counts on
    `day`, or today; what `layers` name lies over it. Raises
    `UnreadableLibraryError` where anything in it has an error; warnings are
    for `policy lint`.
    """
    told, written = _records(layers.records)
    filed = _filed(settings)
    day = day or today()
    house = counting_on(filed.house, day)
    under = [read_layer(each) for each in (shipped_packs(), *settings.packs)]
    read = [*_with_house(under, house), *map(read_layer, layers.packs)]
    kept = _Kept.over(read, written, settings)
    with _told_of(house, read):
        pack = kept.pack()
    seed = kept.catalog(pack)
    on_file = _on_file(layers.agreements, filed.texts, pack)
    screener = load_screener(kept.lists(seed), settings.screening)
    catalog = _with_records(_recorded(seed, settings), told)
    sources = tuple(PackLayer(layer.name, layer.files) for layer in kept.packs)
    later = coming_after(filed.house, day)
    return Library(pack, Records(catalog, on_file, screener), sources, later)


def library_of(
    packs: Sequence[Layer], settings: Settings, *, registry: bool = False
) -> Library:
    """Return the library of `packs` and the catalog that ships, and nothing else.

    With `registry` it has what the registry knows and what lies on file there.
    Raises `UnreadableLibraryError` where anything in it has an error.
    """
    kept = _Kept.over(packs, (), settings)
    pack = kept.pack()
    sources = tuple(PackLayer(layer.name, layer.files) for layer in kept.packs)
    seed = kept.catalog(pack)
    if not registry:
        return Library(pack, Records(seed), sources)
    on_file = _on_file(None, _filed(settings).texts, pack)
    screener = load_screener(kept.lists(seed), settings.screening)
    return Library(pack, Records(_recorded(seed, settings), on_file, screener), sources)


def shipped_catalog(layers: Layers, settings: Settings) -> tuple[Pack, SeedCatalog]:
    """Return the packs that `layers` make up, and the catalog that ships with them."""
    folders = (shipped_packs(), *settings.packs, *layers.packs)
    kept = _Kept.of(folders, (), settings)
    pack = kept.pack()
    return pack, kept.catalog(pack)


def _recorded(shipped: SeedCatalog, settings: Settings) -> Catalog:
    where = settings.registry
    if where is None or (isinstance(where, Path) and not where.is_file()):
        return shipped
    from distillgate.registries import reading_of  # noqa: PLC0415 see above

    return reading_of(where, shipped)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the layers of packs, and the catalog, come to; kept from one run to the next."""

    packs: tuple[Layer, ...]
    records: Layer
    listed: Layer
    cache: Cache
    key: str

    @classmethod
    def of(
        cls, folders: Sequence[Path], written: Sequence[SourceFile], settings: Settings
    ) -> "_Kept":
        """Return it for the packs in `folders`, with the catalog and its screening lists.

        `written` are records that lie over the catalog.
        """
        return cls.over([read_layer(folder) for folder in folders], written, settings)

    @classmethod
    def over(
        cls, read: Sequence[Layer], written: Sequence[SourceFile], settings: Settings
    ) -> "_Kept":
        """Return it for packs that are read already."""
        listed = CATALOG.with_name("lists")
        layers = list(read)
        seed = read_layer(CATALOG)
        layers.append(replace(seed, files=(*seed.files, *written)))
        layers.append(read_layer(listed) if listed.is_dir() else Layer(str(listed), ()))
        for layer in layers:
            _refuse(layer.diagnostics, layers)
        key = key_of(_parts(layers))
        *packs, records, lists = layers
        return cls(tuple(packs), records, lists, Cache(settings.cache), key)

    def pack(self) -> Pack:
        """Return the pack of all layers together."""
        kept = self.cache.read("pack", self.key)
        if kept is not None:
            with suppress(ValueError, KeyError, TypeError, IndexError):
                return pack_from_json(kept).pack
        from policy.packs import load_packs  # noqa: PLC0415 only a changed pack is parsed

        loaded = load_packs([(layer.name, layer.files) for layer in self.packs])
        _refuse(loaded.diagnostics, self.packs)
        if not loaded.diagnostics:
            self.cache.write("pack", self.key, pack_to_json(loaded))
        return loaded.pack

    def catalog(self, pack: Pack) -> SeedCatalog:
        """Return the catalog, read against the territories of `pack`."""
        kept = self.cache.read("catalog", self.key)
        if kept is not None:
            with suppress(ValueError):
                return catalog_from_json(kept)
        from registry.seed import load_seed  # noqa: PLC0415 only changed records are parsed

        files = [(file.path, file.content) for file in self.records.files]
        catalog, found = load_seed(files, pack.territories)
        _refuse(found, [self.records])
        self.cache.write("catalog", self.key, catalog_to_json(catalog))
        return catalog

    def lists(self, catalog: SeedCatalog) -> ShippedLists:
        """Return the screening lists that ship with the catalog."""
        kept = self.cache.read("lists", self.key)
        if kept is not None:
            with suppress(ValueError):
                return lists_from_json(kept)
        from registry.screening.shipping import load_lists  # noqa: PLC0415 as above

        files = [(file.path, file.content) for file in self.listed.files]
        slugs = frozenset(each.slug for each in catalog.provider_records)
        lists, found = load_lists(files, slugs)
        _refuse(found, [self.listed])
        self.cache.write("lists", self.key, lists_to_json(lists))
        return lists


def with_filed(library: Library, filed: Sequence[SourceFile]) -> Library:
    """Return `library` with what was filed in the registry, and nothing else, on file.

    Raises `UnreadableLibraryError`.
    """
    on_file = _on_file(None, filed, library.pack)
    return replace(library, records=replace(library.records, on_file=on_file))


def load_screener(shipped: ShippedLists, folder: Path | None) -> Screener:
    """Return the lists that ship together with those imported into `folder`.

    Raises `UnreadableLibraryError` where one of these cannot be read.
    """
    if folder is None or not folder.is_dir():
        return Screener(shipped)
    from registry.screening.files import ListFiles, NotAListFileError  # noqa: PLC0415 rarely there

    imported = ListFiles(folder)
    try:
        imported.editions()
    except NotAListFileError as error:
        place = Span(readable(error.path), 1, 1)
        hint = "take it out of the folder, or import the list again"
        found = Diagnostic(Code.UNREADABLE_LIST, error.why, place, hint)
        raise UnreadableLibraryError(place.path, (found,)) from error
    return Screener(shipped, (imported,))


def repacked(
    layers: Sequence[PackLayer], house: Sequence[HouseText], settings: Settings
) -> tuple[Pack, tuple[PackLayer, ...]]:
    """Return the pack of `layers` with agreed texts of house policy in it, and its layers.

    Raises `UnreadableLibraryError`.
    """
    laid = _with_house([Layer(each.name, each.files) for each in layers], house)
    with _told_of(house, laid):
        pack = _Kept.over(laid, (), settings).pack()
    return pack, tuple(PackLayer(each.name, each.files) for each in laid)


def _with_house(layers: Sequence[Layer], house: Sequence[HouseText]) -> list[Layer]:
    """Return `layers` with agreed texts in the place of what they change."""
    if not house:
        return list(layers)
    laid = laid_over([each.files for each in layers], house)
    changed = [replace(each, files=files) for each, files in zip(layers, laid, strict=False)]
    return [*changed, *(Layer(FOLDER, files) for files in laid[len(layers) :])]


@contextmanager
def _told_of(house: Sequence[HouseText], layers: Sequence[Layer]) -> Iterator[None]:
    """Say of what is wrong in an agreed text that it stands in the registry, not on disk."""
    try:
        yield
    except UnreadableLibraryError as error:
        said = {each.text.encode(): each.path for each in house}
        files = (file for layer in layers for file in layer.files)
        moved = {file.path: said[file.content] for file in files if file.content in said}
        found = tuple(
            replace(
                each, span=replace(each.span, path=moved.get(each.span.path, each.span.path))
            )
            for each in error.diagnostics
        )
        first = found[0].span.path
        name = first if first in moved.values() else error.name
        raise UnreadableLibraryError(name, found) from error


def _parts(layers: Sequence[Layer]) -> list[bytes]:
    """Return everything that the outcome of parsing rests on: the program and all files."""
    parts = [__version__.encode(), *_program()]
    for layer in layers:
        parts.append(f"layer {layer.name}".encode(errors="surrogateescape"))
        for file in layer.files:
            parts += (file.path.encode(errors="surrogateescape"), file.content)
    return parts


def _program() -> list[bytes]:
    """Return what tells one state of the parsing code from another while it is worked on."""
    found: list[str] = []
    for package in _CODE:
        _note_code(str(HERE.parent / package), found)
    return [each.encode(errors="surrogateescape") for each in sorted(found)]


def _note_code(folder: str, found: list[str]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                state = entry.stat()
                found.append(f"{entry.path} {state.st_size} {state.st_mtime_ns}")
            elif "." not in entry.name and entry.is_dir():
                _note_code(entry.path, found)


def _records(
    paths: Sequence[Path],
) -> "tuple[tuple[ModelRecord, ...], tuple[SourceFile, ...]]":
    """Return the records that were pulled, and the files in the form of the catalog."""
    if not paths:
        return (), ()
    from distillgate.usecases.recordfiles import read_records  # noqa: PLC0415 seldom named

    try:
        return read_records(paths)
    except UnreadableError as error:
        path = error.diagnostics[0].span.path
        raise UnreadableLibraryError(path, error.diagnostics) from error


def _with_records(catalog: Catalog, told: "Sequence[ModelRecord]") -> Catalog:
    if not told:
        return catalog
    from registry.hubrecords import overlaid  # noqa: PLC0415 seldom named

    return overlaid(catalog, told)


def _on_file(folder: Path | None, filed: Sequence[SourceFile], pack: Pack) -> OnFile:
    """Return what lies in `folder` and what was `filed` in the registry, together."""
    if folder is None and not filed:
        return OnFile()
    from registry.onfile import load_on_file  # noqa: PLC0415 most checks have neither

    layer = Layer(WHERE_FILED, ()) if folder is None else read_layer(folder)
    on_file, found = load_on_file((*layer.files, *filed), pack)
    _refuse((*layer.diagnostics, *found), [layer])
    return on_file


def _filed(settings: Settings) -> Filed:
    where = settings.registry
    if where is None or (isinstance(where, Path) and not where.is_file()):
        return Filed()
    from distillgate.registries import filed_at  # noqa: PLC0415 seldom there

    return filed_at(where)


def _refuse(found: Sequence[Diagnostic], layers: Sequence[Layer]) -> None:
    """Raise where there is an error among `found`; then everything that was found is told."""
    errors = [each for each in found if each.level is Level.ERROR]
    if errors:
        path = errors[0].span.path
        names = [layer.name for layer in layers if path.startswith(layer.name)]
        raise UnreadableLibraryError(names[-1] if names else path, tuple(found))
