"""How a request shows who makes it: by a key, a token of an identity provider, or a cookie."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from distillgate.usecases.apikeys import PREFIX, opened_by, shown_by
from distillgate.web.identity import KEY_PREFIX, Caller, How, Right
from distillgate.web.problems import refusal
from distillgate.web.sessions import Sessions
from distillgate.web.states import States
from distillgate.web.tokens import Issuer, ProviderAwayError, TokenError
from registry.apikeys import ApiKey

COOKIE = "distillgate"
SECURE_COOKIE = "__Host-distillgate"
_MOST = 8_192
_RIGHTS = {each.value: each for each in Right}


@dataclass(frozen=True, slots=True)
class Doors:
    """Everything by which somebody may be known."""

    sessions: Sessions
    states: States
    issuer: Issuer | None = None

    async def caller(self, request: Request, at: str) -> Caller | None:
        """Return who makes a request at that moment; nothing where they are not known.

        What stands in `Authorization` alone counts where it is sent.
        """
        said = request.headers.get("Authorization")
        if said is not None:
            return await self._bearer(said, request, at)
        secret = request.cookies.get(cookie_name(request))
        if secret is None or len(secret) > _MOST:
            return None
        return await run_in_threadpool(self.sessions.caller, secret)

    async def _bearer(self, said: str, request: Request, at: str) -> Caller | None:
        scheme, _, text = said.partition(" ")
        text = text.strip()
        if scheme.lower() != "bearer" or not text:
            return None
        if text.startswith(PREFIX):
            key = await self._key(text, at)
            return None if key is None else caller_by(key)
        if self.issuer is None:
            return None
        try:
            return await run_in_threadpool(self.issuer.caller, text)
        except ProviderAwayError as error:
            # Whoever asks may well be known: nobody can tell now.
            status, hint = HTTPStatus.SERVICE_UNAVAILABLE, "try it again in a moment"
            said = str(error)
            raise refusal(status, "provider-away", said, hint, Retry_After="5") from error
        except TokenError as error:
            request.state.refused = str(error)
            return None

    async def _key(self, text: str, at: str) -> ApiKey | None:
        """Return the key that `text` shows; what was read of it counts until it changes."""
        number = shown_by(text)
        if number is None:
            return None
        state = await self.states.soon()
        found = state.keys.get(number)
        if found is None:
            found = await run_in_threadpool(state.kept, number, self.states.database)
        return opened_by(text, found, at)


def caller_by(key: ApiKey) -> Caller:
    """Return the machine that shows a key."""
    only = frozenset(_RIGHTS[each] for each in key.rights if each in _RIGHTS)
    return Caller(
        f"{KEY_PREFIX}{key.team}/{key.name}",
        machine=True,
        roles=frozenset(),
        only=only,
        how=How.KEY,
        team=key.team,
    )


def cookie_name(request: Request) -> str:
    """Return what the cookie of a session is called, by whether TLS protects it."""
    return SECURE_COOKIE if request.url.scheme == "https" else COOKIE
