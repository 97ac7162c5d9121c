"""Bearer tokens of an identity provider: believed by its keys, and by nothing else."""

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


Fetch = Callable[[str], bytes]


def fetched(url: str) -> bytes:
    """Return what lies at `url`; raises `TokenError` where it cannot be had."""
    try:
        with httpx.stream("GET", url, timeout=_SECONDS, follow_redirects=False) as answer:
            content = b""
            for part in answer.iter_bytes():
                content += part
                if len(content) > _MOST_BYTES:
                    raise TokenError("the identity provider answers too much")
            if answer.status_code != httpx.codes.OK:
                raise TokenError(f"the identity provider answers {answer.status_code}")
            return content
    except httpx.HTTPError as error:
        raise TokenError("the identity provider cannot be reached") from error


@dataclass(slots=True)
class Issuer:
    """An identity provider, and its keys as they were last seen."""

    oidc: Oidc
    fetch: Fetch = fetched
    clock: Callable[[], float] = time.monotonic
    _keys: Mapping[str, jwt.PyJWK] = field(default_factory=dict)
    _read: float | None = None
    _lock: Lock = field(default_factory=Lock)

    def caller(self, token: str) -> Caller:
        """Return whom a token is about; raises `TokenError` where it is not believed."""
        if len(token) > _MOST_TOKEN:
            raise TokenError("the token is too long")
        try:
            header = jwt.get_unverified_header(token)
            key = self._key(header.get("kid"))
            kind = key.key_type or ""
            allowed = [each for each in _ALGORITHMS.get(kind, ()) if each == header.get("alg")]
            if not allowed:
                raise TokenError("the token is signed by no algorithm that is believed")
            claims = jwt.decode(
                token,
                key.key,
                algorithms=allowed,
                audience=self.oidc.audience,
                issuer=self.oidc.issuer,
                leeway=_LEEWAY,
                options={"require": list(_REQUIRED)},
            )
        except jwt.PyJWTError as error:
            raise TokenError(f"the token is not believed: {error}") from error
        return self._known(claims)

    def _known(self, claims: Mapping[str, Any]) -> Caller:
        name = claims.get(self.oidc.name_claim)
        if not isinstance(name, str) or not name.strip() or len(name) > _MOST_NAME:
            raise TokenError(f"the token has no `{self.oidc.name_claim}`")
        if name.startswith(KEY_PREFIX):
            raise TokenError(f"nobody is called `{KEY_PREFIX}…`")
        if self.oidc.name_claim == "email" and claims.get("email_verified") is not True:
            raise TokenError("the address in the token was not verified")
        said = claims.get(self.oidc.groups_claim, [])
        said = said.split() if isinstance(said, str) else said
        groups = frozenset(each for each in said if isinstance(each, str))
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
                self._keys = self._asked()
                self._read = now
            found = self._keys.get(kid)
        if found is None:
            raise TokenError("the identity provider has no such key")
        return found

    def _asked(self) -> Mapping[str, jwt.PyJWK]:
        place = f"{self.oidc.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = _object(self.fetch(place))
        if told.get("issuer") != self.oidc.issuer:
            raise TokenError("the identity provider says that it is another one")
        where = told.get("jwks_uri")
        if not isinstance(where, str) or not _is_safe(where, self.oidc.issuer):
            raise TokenError("the identity provider says no safe place of its keys")
        found = {}
        for each in _object(self.fetch(where)).get("keys", []):
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


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise TokenError("the identity provider answers no JSON") from error
    if not isinstance(found, dict):
        raise TokenError("the identity provider answers no object")
    return found


def _is_machine(claims: Mapping[str, Any]) -> bool:
    """Return whether a token was given to a program for itself, and to no person."""
    return (
        claims.get("gty") == "client-credentials"
        or claims.get("idtyp") == "app"
        or claims.get("sub") in {claims.get("azp"), claims.get("client_id")}
    )
