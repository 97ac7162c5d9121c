"""Tokens of an identity provider: believed by its keys, and by nothing else."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import httpx
import jwt

from distillgate.settings import Oidc
from distillgate.web.identity import KEY_PREFIX, Caller, How, Role, roles_in
from distillgate.web.sessions import same

_ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
"""What may sign, by the kind of key; nothing that whoever checks could sign with, too."""
_LEEWAY = 60
_KEPT_SECONDS = 300.0
_AGAIN_SECONDS = 10.0
_MOST_BYTES = 1_000_000
_MOST_TOKEN = 16_384
_MOST_NAME = 200
_SECONDS = 5.0
_REQUIRED = ("exp", "iat", "iss", "aud", "sub")


class TokenError(Exception):
    """A token that is not believed, with the reason."""


class ProviderAwayError(TokenError):
    """An identity provider that cannot be reached, or answers what none would."""


Fetch = Callable[[str], bytes]


def fetched(url: str) -> bytes:
    """Return what lies at `url`; raises `ProviderAwayError` where it cannot be had."""
    status, content = answered(httpx.Request("GET", url))
    if status != httpx.codes.OK:
        raise ProviderAwayError(f"the identity provider answers {status}")
    return content


def answered(request: httpx.Request) -> tuple[int, bytes]:
    """Return what a provider answers; raises `ProviderAwayError` where it does not."""
    try:
        with httpx.Client(timeout=_SECONDS, follow_redirects=False) as client:
            answer = client.send(request, stream=True)
            content = b""
            for part in answer.iter_bytes():
                content += part
                if len(content) > _MOST_BYTES:
                    raise ProviderAwayError("the identity provider answers too much")
            return answer.status_code, content
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderAwayError("the identity provider cannot be reached") from error


@dataclass(slots=True)
class Issuer:
    """An identity provider, and its keys as they were last seen."""

    oidc: Oidc
    fetch: Fetch = fetched
    clock: Callable[[], float] = time.monotonic
    _keys: Mapping[str, jwt.PyJWK] = field(default_factory=dict)
    _told: Mapping[str, Any] = field(default_factory=dict)
    _read: float | None = None
    _failed: float | None = None
    """When the provider was last asked in vain."""
    _lock: Lock = field(default_factory=Lock)

    def caller(self, token: str) -> Caller:
        """Return whom a token is about; raises `TokenError` where it is not believed."""
        return self.known(self._claims(token, self.oidc.audience))

    def answer(self, token: str, nonce: str) -> Mapping[str, Any]:
        """Return what the token says that answers a sign-in; raises `TokenError`.

        It must be for this server as a client, and for no sign-in but this one.
        """
        client = self.oidc.client_id or ""
        claims = self._claims(token, client)
        told = claims.get("nonce")
        if not isinstance(told, str) or not same(told, nonce):
            raise TokenError("the token answers another sign-in")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        party = claims.get("azp")
        if party != client and (several or party is not None):
            raise TokenError("the token was made for another program")
        return claims

    def place(self, name: str) -> str | None:
        """Return an endpoint by the name that the provider tells it under.

        Raises `TokenError` where it is one to which nothing secret may go.
        """
        found = self.metadata().get(name)
        if found is None:
            return None
        if not isinstance(found, str) or not _is_safe(found, self.oidc.issuer):
            raise ProviderAwayError(f"the identity provider says no safe `{name}`")
        return found

    def metadata(self) -> Mapping[str, Any]:
        """Return what the provider tells of itself, as it was last read."""
        with self._lock:
            now = self.clock()
            if self._read is None or now - self._read > _KEPT_SECONDS:
                self._read_anew(now)
            return self._told

    def _read_anew(self, now: float) -> None:
        """Read what the provider tells; one that is away is not asked by each who waits."""
        if self._failed is not None and now - self._failed < _AGAIN_SECONDS:
            raise ProviderAwayError("the identity provider could not be reached a moment ago")
        try:
            self._keys = self._asked()
        except ProviderAwayError:
            self._failed = now
            raise
        self._read, self._failed = now, None

    def _claims(self, token: str, audience: str) -> Mapping[str, Any]:
        if len(token) > _MOST_TOKEN:
            raise TokenError("the token is too long")
        try:
            header = jwt.get_unverified_header(token)
            key = self._key(header.get("kid"))
            kind = key.key_type or ""
            allowed = [each for each in _ALGORITHMS.get(kind, ()) if each == header.get("alg")]
            if not allowed:
                raise TokenError("the token is signed by no algorithm that is believed")
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=allowed,
                audience=audience,
                issuer=self.oidc.issuer,
                leeway=_LEEWAY,
                options={"require": list(_REQUIRED)},
            )
        except jwt.PyJWTError as error:
            raise TokenError(f"the token is not believed: {error}") from error
        return claims

    def known(self, claims: Mapping[str, Any]) -> Caller:
        """Return whom claims are about that are believed; raises `TokenError`."""
        name = claims.get(self.oidc.name_claim)
        if not isinstance(name, str) or not name.strip() or len(name) > _MOST_NAME:
            raise TokenError(f"the token has no `{self.oidc.name_claim}`")
        if name.startswith(KEY_PREFIX):
            raise TokenError(f"nobody is called `{KEY_PREFIX}…`")
        if self.oidc.name_claim == "email" and claims.get("email_verified") is not True:
            raise TokenError("the address in the token was not verified")
        said = claims.get(self.oidc.groups_claim, [])
        said = said.split() if isinstance(said, str) else said
        listed = said if isinstance(said, list) else []
        groups = frozenset(each for each in listed if isinstance(each, str))
        roles: set[Role] = set()
        for group in groups:
            roles |= roles_in(self.oidc.roles.get(group, ()))[0]
        return Caller(name, _is_machine(claims), frozenset(roles), groups, how=How.TOKEN)

    def _key(self, kid: object) -> jwt.PyJWK:
        """Return the key with that id; where it is new, the keys are read once more."""
        if not isinstance(kid, str):
            raise TokenError("the token names no key")
        with self._lock:
            now = self.clock()
            age = None if self._read is None else now - self._read
            stale = age is None or age > _KEPT_SECONDS
            if stale or (kid not in self._keys and age is not None and age > _AGAIN_SECONDS):
                self._read_anew(now)
            found = self._keys.get(kid)
        if found is None:
            raise TokenError("the identity provider has no such key")
        return found

    def _asked(self) -> Mapping[str, jwt.PyJWK]:
        place = f"{self.oidc.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = object_in(self.fetch(place))
        if told.get("issuer") != self.oidc.issuer:
            raise ProviderAwayError("the identity provider says that it is another one")
        where = told.get("jwks_uri")
        if not isinstance(where, str) or not _is_safe(where, self.oidc.issuer):
            raise ProviderAwayError("the identity provider says no safe place of its keys")
        self._told = told
        found = {}
        for each in object_in(self.fetch(where)).get("keys", []):
            if not isinstance(each, dict) or each.get("use", "sig") != "sig":
                continue
            if each.get("kty") not in _ALGORITHMS or not isinstance(each.get("kid"), str):
                continue
            try:
                found[each["kid"]] = jwt.PyJWK(each)
            except jwt.PyJWTError:
                continue
        return found


def _is_safe(where: str, issuer: str) -> bool:
    """Return whether keys may be read there: by TLS, or beside an issuer that has none."""
    return where.startswith("https://") or (
        issuer.startswith("http://") and where.startswith("http://")
    )


def object_in(content: bytes) -> dict[str, Any]:
    """Return the object that a provider answers; raises `ProviderAwayError`."""
    try:
        found = json.loads(content)
    except ValueError as error:
        raise ProviderAwayError("the identity provider answers no JSON") from error
    if not isinstance(found, dict):
        raise ProviderAwayError("the identity provider answers no object")
    return found


def _is_machine(claims: Mapping[str, Any]) -> bool:
    """Return whether a token was given to a program for itself, and to no person."""
    return (
        claims.get("gty") == "client-credentials"
        or claims.get("idtyp") == "app"
        or claims.get("sub") in {claims.get("azp"), claims.get("client_id")}
    )
