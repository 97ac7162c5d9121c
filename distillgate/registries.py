"""Opens the registry that settings name; loaded only where there is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from distillgate.usecases.library import Filed, UnreadableLibraryError
from policy.diagnostics import Code, Diagnostic, Span
from policy.yamltext import UnreadableError
from registry.catalogs import SeedCatalog
from registry.database import (
    Database,
    NewerRegistryError,
    NoRegistryError,
    OlderRegistryError,
    RegistryError,
    Standing,
    database_at,
    opened,
)
from registry.filedtexts import filed_texts, house_texts
from registry.packlayers import PackLayer
from registry.recorded import recorded_catalog
from registry.sound import DamagedContentError
from registry.store import Catalog

_FOLDER = 0o700
_DONE = {
    Standing.EMPTY: "made",
    Standing.OLDER: "brought up to date",
    Standing.CURRENT: "is up to date",
    Standing.NEWER: "was made by a newer program",
}


def reading_of(where: str | Path, shipped: SeedCatalog) -> Catalog:
    """Return the catalog over `shipped` that the registry at `where` makes.

    Raises `UnreadableLibraryError` here and whenever it is read.
    """
    with _told(where):
        try:
            database = opened(database_at(where), make=False)
        except NoRegistryError:
            return shipped
    return catalog_in(database, shipped, where)


def catalog_in(database: Database, shipped: SeedCatalog, where: str | Path) -> Catalog:
    """Return the catalog over `shipped` that `database`, which is at `where`, makes."""

    @contextmanager
    def source() -> Iterator[Connection]:
        with _told(where), database.reading() as connection:
            yield connection

    return recorded_catalog(shipped, source)


def filed_at(where: str | Path) -> Filed:
    """Return the texts of all that lies on file in the registry at `where`.

    Raises `UnreadableLibraryError`.
    """
    with _told(where):
        try:
            database = opened(database_at(where), make=False)
        except NoRegistryError:
            return Filed()
        with database.reading() as connection:
            try:
                return Filed(filed_texts(connection), house_texts(connection))
            except DamagedContentError as error:
                place = Span("registry", 1, 1)
                hint = "restore the registry from a backup"
                found = Diagnostic(Code.DAMAGED_CONTENT, str(error), place, hint)
                raise UnreadableLibraryError(place.path, (found,)) from error


def packs_stored(digest: str, where: str | Path | None, said: Span) -> tuple[PackLayer, ...]:
    """Return the files of packs by which something was decided, by the digest of their list.

    Raises `UnreadableError` at `said` where the registry does not have them.
    """
    # They map rows to objects, which a check must not wait for.
    from registry.contents import ContentStore  # noqa: PLC0415 seldom named
    from registry.packsources import stored_layers  # noqa: PLC0415 seldom named

    database = registry_at(where, make=False)
    message = f"the registry has no packs with the digest `{digest}`"
    hint = "a decision names it as `packs`: `distillgate decision show`"
    missing = Diagnostic(Code.UNKNOWN_REVISION, message, said, hint)
    if database is None:
        raise UnreadableError((missing,))
    with refusing(where), database.reading() as connection:
        try:
            return stored_layers(digest, ContentStore(connection))
        except (DamagedContentError, ValueError, KeyError) as error:
            raise UnreadableError((missing,)) from error


def registry_at(where: str | Path | None, *, make: bool) -> Database | None:
    """Return the registry at `where`; where there is none it is made, or nothing.

    Raises `UnreadableError` where it cannot be used.
    """
    if where is None:
        if not make:
            return None
        raise UnreadableError((_nowhere(),))
    if isinstance(where, Path) and not where.exists():
        if not make:
            return None
        _make_room(where)
    try:
        return opened(database_at(where), make=make)
    except NoRegistryError:
        return None
    except RegistryError as error:
        raise UnreadableError((diagnostic_of(error, where),)) from error


def upgraded(where: str | Path | None) -> tuple[Database, str]:
    """Return the registry at `where` with the schema of this program, and what was done.

    Raises `UnreadableError` where it cannot be used.
    """
    if where is None:
        raise UnreadableError((_nowhere(),))
    if isinstance(where, Path) and not where.exists():
        _make_room(where)
    with refusing(where):
        database = database_at(where)
        standing = database.standing()
        if standing in {Standing.EMPTY, Standing.OLDER}:
            database.upgrade()
        return opened(database, make=False), _DONE[standing]


@contextmanager
def refusing(where: str | Path | None) -> Iterator[None]:
    """Turn what the registry refuses into an `UnreadableError`."""
    try:
        yield
    except RegistryError as error:
        raise UnreadableError((diagnostic_of(error, where),)) from error


def diagnostic_of(error: RegistryError, where: str | Path | None) -> Diagnostic:
    """Return the diagnostic of what the registry at `where` refused."""
    place = Span(str(where) if isinstance(where, Path) else "registry", 1, 1)
    code = Code.UNUSABLE_REGISTRY
    if isinstance(error, NewerRegistryError):
        code = Code.NEWER_REGISTRY
    elif isinstance(error, OlderRegistryError):
        code = Code.OLDER_REGISTRY
    return Diagnostic(code, error.message, place, error.hint)


@contextmanager
def _told(where: str | Path) -> Iterator[None]:
    try:
        yield
    except RegistryError as error:
        found = diagnostic_of(error, where)
        raise UnreadableLibraryError(found.span.path, (found,)) from error


def _nowhere() -> Diagnostic:
    hint = "`DISTILLGATE_REGISTRY` names a file, or `postgresql://user@host/name`"
    message = "the registry is switched off, or there is no home to keep one in"
    return Diagnostic(Code.UNUSABLE_REGISTRY, message, Span("registry", 1, 1), hint)


def _make_room(path: Path) -> None:
    try:
        path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "its name").lower()
        message = f"the folder of the registry cannot be made: {reason}"
        place = Span(str(path), 1, 1)
        raise UnreadableError((Diagnostic(Code.UNUSABLE_REGISTRY, message, place),)) from error
