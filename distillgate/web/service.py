"""What a running server has at hand, and the dependencies by which routes ask for it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, TypeAlias, cast

from fastapi import Depends, Request

from distillgate.ledgers import ledger_over
from distillgate.registries import registry_at
from distillgate.settings import Settings, now
from distillgate.usecases.batching import SharedLedger, Turns
from distillgate.usecases.coming import Side
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.library import Library
from distillgate.web.authenticating import Doors
from distillgate.web.identity import Caller, How, Right
from distillgate.web.problems import refusal
from distillgate.web.ratelimits import RateLimit
from distillgate.web.sessions import Sessions, same
from distillgate.web.states import States
from distillgate.web.tokens import Issuer
from distillgate.web.verdicts import MEGABYTE, Verdicts
from distillgate.wiring import Layers, load_library
from policy.diagnostics import Span
from registry.catalogs import SeedCatalog
from registry.database import Database, database_at
from registry.statements import KnownBy, Writer

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"


@dataclass(frozen=True, slots=True)
class Service:
    """The settings, the packs and the registry of a server, shared by its threads."""

    settings: Settings
    database: Database
    shipped: SeedCatalog
    states: States
    doors: Doors
    limit: RateLimit
    verdicts: Verdicts
    clock: Callable[[], datetime] = now
    turns: Turns = field(default_factory=Turns)

    @classmethod
    def of(cls, settings: Settings) -> "Service":
        """Return it, with the registry opened and the packs loaded.

        Raises `UnreadableError` or `UnreadableLibraryError` where it cannot serve.
        """
        made = registry_at(settings.registry, make=True)
        if made is None or settings.registry is None:
            raise TypeError("a registry that is made is there")
        made.engine.dispose()
        library = load_library(Layers(), replace(settings, registry=None))
        shipped = library.records.catalog
        if not isinstance(shipped, SeedCatalog):
            raise TypeError("without a registry the catalog is the one that ships")
        database = database_at(settings.registry, kept=True)
        states = States(library, shipped, database, settings)
        issuer = None if settings.oidc is None else Issuer(settings.oidc)
        doors = Doors(Sessions(now, database), states, issuer)
        limit = RateLimit(settings.rate_limit)
        verdicts = Verdicts(settings.kept_verdicts * MEGABYTE)
        return cls(settings, database, shipped, states, doors, limit, verdicts)

    @property
    def sessions(self) -> Sessions:
        """The sessions of people."""
        return self.doors.sessions

    def close(self) -> None:
        """Let go of the registry."""
        self.verdicts.close()
        self.states.close()
        self.database.engine.dispose()

    def now(self) -> datetime:
        """Return this moment, in UTC."""
        return self.clock()

    def library(self, day: date | None = None) -> Library:
        """Return the packs and the catalog with what lies on file now.

        House policy is the one that counts on `day`, or today. Raises
        `RegistryError` or `UnreadableLibraryError`.
        """
        return self.states.now().library_on(day or self.now().date())

    def sides(self) -> tuple[Side, ...]:
        """Return what will count from later days on, once agreed texts of house policy do.

        Raises `RegistryError` or `UnreadableLibraryError`.
        """
        return self.states.now().house.sides_after(self.now().date())

    def ledger(self) -> Ledger:
        """Return the registry with its log, ready to be written; raises `RegistryError`."""
        return ledger_over(self.database, self.settings)

    def shared_ledger(self) -> SharedLedger:
        """Return it for plans, whose decisions of one moment are committed together.

        Raises `RegistryError`.
        """
        alone = self.ledger()
        return SharedLedger(alone.database, alone.recorder, self.turns)


def service_in(request: Request) -> Service:
    """Return what the server has at hand."""
    return cast("Service", request.app.state.service)


async def service_of(request: Request) -> Service:
    """Return what the server has at hand, for routes that ask for it."""
    return service_in(request)


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


async def caller_of(request: Request) -> Caller:
    """Return who asks; raises `ProblemError` where nobody known does."""
    service = await service_of(request)
    caller = await service.doors.caller(request, moment(service))
    refuse_too_often(request, service, caller)
    if caller is None:
        raise refusal(
            HTTPStatus.UNAUTHORIZED,
            "not-signed-in",
            getattr(request.state, "refused", None) or "who asks is not known",
            "send `Authorization: Bearer` with a token or a key, or sign in",
            WWW_Authenticate='Bearer realm="distillgate"',
        )
    if caller.how is How.SESSION and request.method not in _SAFE:
        wanted, csrf = caller.csrf or "", await _csrf_given(request)
        if not wanted or csrf is None or not same(csrf, wanted):
            message = "a request by cookie must carry the token of its session"
            hint = f"send it as `{CSRF_HEADER}`; `GET /v1/session` tells it"
            raise refusal(HTTPStatus.FORBIDDEN, "csrf", message, hint)
    return caller


def refuse_too_often(request: Request, service: Service, caller: Caller | None) -> None:
    """Count a request of whoever is known by name, of others by where they are."""
    request.state.caller = caller
    where = request.client.host if request.client else ""
    allowed = service.limit.take(f"name {caller.name}" if caller else f"at {where}")
    request.state.allowed = allowed
    if allowed is not None and allowed.refused:
        message = f"{allowed.most:,} requests a minute are answered"
        hint = f"ask again in {allowed.reset} seconds"
        raise refusal(HTTPStatus.TOO_MANY_REQUESTS, "too-often", message, hint)


@dataclass(frozen=True, slots=True)
class Needs:
    """A dependency that lets pass who has a right; each route that is not open has one."""

    right: Right

    async def __call__(self, request: Request) -> Caller:
        """Return who asks; raises `ProblemError` where they may not."""
        caller = await caller_of(request)
        if not caller.may(self.right):
            message = f"this takes the right `{self.right}`, which `{caller.name}` has not"
            raise refusal(HTTPStatus.FORBIDDEN, "not-entitled", message)
        return caller


_KNOWN_BY = {
    How.SESSION: KnownBy.SESSION,
    How.TOKEN: KnownBy.PROVIDER,
    How.KEY: KnownBy.KEY,
}


def writer_of(caller: Caller, service: Service) -> Writer:
    """Return who writes, now, as the registry knows them."""
    return Writer(caller.name, moment(service), caller.machine, _KNOWN_BY[caller.how])


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
