"""What a running server has at hand, and the dependencies by which routes ask for it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from time import monotonic
from typing import Annotated, TypeAlias, cast

from fastapi import Depends, Request

from distillgate.ledgers import ledger_over
from distillgate.registries import catalog_in, registry_at
from distillgate.settings import Settings, now
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.library import Library
from distillgate.web.authenticating import Doors
from distillgate.web.identity import Caller, How, Right
from distillgate.web.problems import refusal
from distillgate.web.ratelimits import RateLimit
from distillgate.web.sessions import Sessions, same
from distillgate.web.tokens import Issuer
from distillgate.wiring import Layers, load_library, with_filed
from policy.diagnostics import Span
from policy.packs import SourceFile
from registry.catalogs import SeedCatalog
from registry.database import Database
from registry.filedtexts import filed_texts
from registry.statements import Writer

_SECONDS = 1.0
"""For how long what lies on file may be older than the registry where nothing is recorded."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"


@dataclass(slots=True)
class _Filed:
    """What lies on file, read again where it changed."""

    base: Library
    database: Database
    _library: Library = field(init=False)
    _texts: tuple[SourceFile, ...] = ()
    _read: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._library = self.base

    def library(self, *, fresh: bool) -> Library:
        """Return the library with all that counts; raises `UnreadableLibraryError`."""
        if not fresh and monotonic() - self._read < _SECONDS:
            return self._library
        with self._lock:
            begun = monotonic()
            with self.database.reading() as connection:
                texts = filed_texts(connection)
            if texts != self._texts:
                self._library = with_filed(self.base, texts)
                self._texts = texts
            self._read = begun
            return self._library


def _over(
    database: Database, library: Library, shipped: SeedCatalog, settings: Settings
) -> Library:
    """Return `library` over the connections of `database`, with nothing on file yet."""
    catalog = catalog_in(database, shipped, settings.registry or "registry")
    return replace(library, records=replace(library.records, catalog=catalog))


@dataclass(frozen=True, slots=True)
class Service:
    """The settings, the packs and the registry of a server, shared by its threads."""

    settings: Settings
    database: Database
    shipped: SeedCatalog
    filed: _Filed
    doors: Doors
    limit: RateLimit
    clock: Callable[[], datetime] = now

    @classmethod
    def of(cls, settings: Settings) -> "Service":
        """Return it, with the registry opened and the packs loaded.

        Raises `UnreadableError` or `UnreadableLibraryError` where it cannot serve.
        """
        database = registry_at(settings.registry, make=True)
        if database is None:
            raise TypeError("a registry that is made is there")
        library = load_library(Layers(), replace(settings, registry=None))
        shipped = library.records.catalog
        if not isinstance(shipped, SeedCatalog):
            raise TypeError("without a registry the catalog is the one that ships")
        base = _over(database, library, shipped, settings)
        limit = RateLimit(settings.rate_limit)
        issuer = None if settings.oidc is None else Issuer(settings.oidc)
        doors = Doors(Sessions(now, database), database, issuer)
        return cls(settings, database, shipped, _Filed(base, database), doors, limit)

    @property
    def sessions(self) -> Sessions:
        """The sessions of people."""
        return self.doors.sessions

    def close(self) -> None:
        """Let go of the registry."""
        self.database.engine.dispose()

    def now(self) -> datetime:
        """Return this moment, in UTC."""
        return self.clock()

    def library(self, *, fresh: bool = True) -> Library:
        """Return the packs and the catalog with what lies on file.

        Where nothing is recorded, it need not be `fresh`: then it may be a
        second old. Raises `UnreadableLibraryError`.
        """
        return self.filed.library(fresh=fresh)

    def ledger(self) -> Ledger:
        """Return the registry with its log, ready to be written; raises `RegistryError`."""
        return ledger_over(self.database, self.settings)


def service_of(request: Request) -> Service:
    """Return what the server has at hand."""
    return cast("Service", request.app.state.service)


Serving: TypeAlias = Annotated[Service, Depends(service_of)]


async def _csrf_given(request: Request) -> str | None:
    """Return what a request says to show that a page of ours made it."""
    said = request.headers.get(CSRF_HEADER)
    if said is not None or request.method in _SAFE:
        return said
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        value = (await request.form()).get(CSRF_FIELD)
        return value if isinstance(value, str) else None
    return None


def caller_of(
    request: Request, service: Serving, csrf: Annotated[str | None, Depends(_csrf_given)]
) -> Caller:
    """Return who asks; raises `ProblemError` where nobody known does."""
    caller = service.doors.caller(request, moment(service))
    _refuse_too_often(request, service, caller)
    if caller is None:
        raise refusal(
            HTTPStatus.UNAUTHORIZED,
            "not-signed-in",
            getattr(request.state, "refused", None) or "who asks is not known",
            "send `Authorization: Bearer` with a token or a key, or sign in",
            WWW_Authenticate='Bearer realm="distillgate"',
        )
    if caller.how is How.SESSION and request.method not in _SAFE:
        wanted = caller.csrf or ""
        if not wanted or csrf is None or not same(csrf, wanted):
            message = "a request by cookie must carry the token of its session"
            hint = f"send it as `{CSRF_HEADER}`; `GET /v1/session` tells it"
            raise refusal(HTTPStatus.FORBIDDEN, "csrf", message, hint)
    return caller


def _refuse_too_often(request: Request, service: Service, caller: Caller | None) -> None:
    """Count a request of whoever is known by name, of others by where they are."""
    request.state.caller = caller
    where = request.client.host if request.client else ""
    allowed = service.limit.take(f"name {caller.name}" if caller else f"at {where}")
    request.state.allowed = allowed
    if allowed is not None and allowed.refused:
        message = f"{allowed.most:,} requests a minute are answered"
        hint = f"ask again in {allowed.reset} seconds"
        raise refusal(HTTPStatus.TOO_MANY_REQUESTS, "too-often", message, hint)


Calling: TypeAlias = Annotated[Caller, Depends(caller_of)]


@dataclass(frozen=True, slots=True)
class Needs:
    """A dependency that lets pass who has a right; each route that is not open has one."""

    right: Right

    def __call__(self, caller: Calling) -> Caller:
        """Return who asks; raises `ProblemError` where they may not."""
        if not caller.may(self.right):
            message = f"this takes the right `{self.right}`, which `{caller.name}` has not"
            raise refusal(HTTPStatus.FORBIDDEN, "not-entitled", message)
        return caller


def writer_of(caller: Caller, service: Service) -> Writer:
    """Return who writes, now, as the registry knows them."""
    return Writer(caller.name, moment(service), caller.machine)


def moment(service: Service) -> str:
    """Return this moment as the registry writes it."""
    return service.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def said(request: Request) -> Span:
    """Return the place of what is said in the path of a request."""
    return Span(request.url.path, 1, 1)


def stale(caller: Caller, service: Service) -> bool:
    """Return whether who asks must sign in again before they sign something."""
    if caller.how is not How.SESSION:
        return False
    return caller.fresh_until is None or service.now() >= caller.fresh_until
