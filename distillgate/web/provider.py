"""An identity provider to which browsers are sent: by a code, with a proof, and never by mail.

The authorization code flow of OpenID Connect with PKCE, `state` and `nonce`.
Secrets go to the places that the provider tells at its well-known address.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx

from distillgate.settings import Oidc
from distillgate.web.identity import Caller
from distillgate.web.pending import Pending
from distillgate.web.sessions import FRESH
from distillgate.web.tokens import Issuer, ProviderAwayError, TokenError, answered, object_in
from policy.diagnostics import printable

Ask = Callable[[httpx.Request], tuple[int, bytes]]
_NONE = timedelta(0)
_MOST_WORD = 100
_SERVER_FAULTS = 500


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the provider knows."""

    caller: Caller
    fresh: timedelta
    """For how long they may sign without being there once more."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider that signs people in."""

    issuer: Issuer
    ask: Ask = answered

    @property
    def oidc(self) -> Oidc:
        """What settings say of it."""
        return self.issuer.oidc

    def way_there(self, pending: Pending, back: str, *, again: bool) -> str:
        """Return where a browser is sent to sign in.

        `again` asks that somebody be there themselves, and not a session of theirs.
        """
        said = {
            "response_type": "code",
            "client_id": self.oidc.client_id or "",
            "redirect_uri": back,
            "scope": " ".join(dict.fromkeys(("openid", *self.oidc.scopes))),
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": pending.challenge,
            "code_challenge_method": "S256",
        }
        if again:
            said |= {"prompt": "login", "max_age": "0"}
        return _with(self._place("authorization_endpoint"), said)

    def refuse_mixed(self, told: str | None) -> None:
        """Raise where an answer says that another provider gave it (RFC 9207)."""
        says = self.issuer.metadata().get("authorization_response_iss_parameter_supported")
        if told is None and says is not True:
            return
        if told != self.oidc.issuer:
            raise TokenError("another identity provider answered")

    def known(self, code: str, pending: Pending, back: str, now: datetime) -> Known:
        """Return whom a code is about, which the provider takes once; raises `TokenError`."""
        # 1. The code, with the proof that this browser began, for a token.
        told = self._redeemed(code, pending, back)
        token = told.get("id_token")
        if not isinstance(token, str):
            raise ProviderAwayError("the identity provider sends no `id_token`")
        # 2. The token, which must be for us and answer this sign-in.
        claims = self.issuer.answer(token, pending.nonce)
        # 3. What it leaves out, the provider is asked.
        claims = {**self._told_of(claims, told.get("access_token")), **claims}
        caller = self.issuer.known(claims)
        if caller.machine:
            raise TokenError("the token is that of a program, which signs in nowhere")
        return Known(caller, self._fresh(claims, now))

    def way_out(self, home: str) -> str | None:
        """Return where a browser is sent to sign out there, too; nothing where nowhere."""
        place = self.issuer.place("end_session_endpoint")
        if place is None:
            return None
        said = {"client_id": self.oidc.client_id or "", "post_logout_redirect_uri": home}
        return _with(place, said)

    def _place(self, name: str) -> str:
        found = self.issuer.place(name)
        if found is None:
            raise ProviderAwayError(f"the identity provider says no `{name}`")
        return found

    def _redeemed(self, code: str, pending: Pending, back: str) -> Mapping[str, Any]:
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": pending.verifier,
        }
        headers = {"Accept": "application/json"}
        shown, secret = self.oidc.client_id or "", self.oidc.client_secret
        if secret is None:
            said["client_id"] = shown
        elif self._takes_basic():
            pair = f"{quote_plus(shown)}:{quote_plus(secret)}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        else:
            said |= {"client_id": shown, "client_secret": secret}
        place = self._place("token_endpoint")
        status, content = self.ask(httpx.Request("POST", place, headers=headers, data=said))
        if status >= _SERVER_FAULTS:
            raise ProviderAwayError(f"the identity provider answers {status}")
        told = object_in(content)
        if status != httpx.codes.OK:
            raise TokenError(f"the identity provider does not take the code: {_word(told)}")
        return told

    def _takes_basic(self) -> bool:
        """Return how the secret is shown; what the standard says where nothing is told."""
        ways = self.issuer.metadata().get("token_endpoint_auth_methods_supported")
        return not isinstance(ways, list) or "client_secret_basic" in ways

    def _told_of(self, claims: Mapping[str, Any], token: object) -> Mapping[str, Any]:
        """Return what the provider says besides of whom a token is about."""
        wanted = {self.oidc.name_claim, self.oidc.groups_claim}
        place = self.issuer.place("userinfo_endpoint")
        if wanted <= claims.keys() or place is None or not isinstance(token, str):
            return {}
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        try:
            status, content = self.ask(httpx.Request("GET", place, headers=headers))
        except UnicodeEncodeError as error:
            raise ProviderAwayError("the identity provider sends no token") from error
        if status != httpx.codes.OK:
            raise ProviderAwayError(f"the identity provider answers {status}")
        told = object_in(content)
        if told.get("sub") != claims["sub"]:
            raise TokenError("the identity provider tells of somebody else")
        return told

    def _fresh(self, claims: Mapping[str, Any], now: datetime) -> timedelta:
        """Return how long somebody counts as there, by when they last were."""
        if not self.oidc.auth_time:
            return FRESH
        seen = claims.get("auth_time")
        if not isinstance(seen, int) or isinstance(seen, bool):
            return _NONE
        since = timedelta(seconds=max(0, int(now.timestamp()) - seen))
        return max(_NONE, FRESH - since)


def refusal_told(error: str) -> str:
    """Return in words what a provider says instead of a code."""
    return f"the identity provider refuses: {_word({'error': error})}"


def _word(told: Mapping[str, Any]) -> str:
    """Return the reason that a provider gives, as one word of it is shown."""
    found = told.get("error")
    return printable(found[:_MOST_WORD]) if isinstance(found, str) else "it says not why"


def _with(place: str, said: Mapping[str, str]) -> str:
    return f"{place}{'&' if '?' in place else '?'}{urlencode(said)}"
