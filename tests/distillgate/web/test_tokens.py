"""Tokens as an identity provider signs them, and as others forge them."""

import json
import time
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.settings import Oidc, settings_from
from distillgate.web.identity import Role
from distillgate.web.tokens import Issuer, ProviderAwayError, TokenError
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import service_in

ISSUER = "https://id.example"
OIDC = Oidc(
    ISSUER, "distillgate", roles={"lawyers": ("legal",), "builders": ("engineer", "viewer")}
)
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65_537, 2_048)


Signing = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Provider:
    """An identity provider that answers from memory, and counts how often it is asked."""

    def __init__(self) -> None:
        self.keys = [public(KEY, "one"), {**public(RSA, "two"), "alg": "RS256"}]
        self.asked = 0
        self.issuer = ISSUER

    def __call__(self, url: str) -> bytes:
        self.asked += 1
        if url.endswith("/.well-known/openid-configuration"):
            told = {"issuer": self.issuer, "jwks_uri": f"{ISSUER}/keys"}
            return json.dumps(told).encode()
        assert url == f"{ISSUER}/keys"
        return json.dumps({"keys": self.keys}).encode()


def public(key: Signing, kid: str) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        made = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())
    else:
        made = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())
    return {**json.loads(made), "kid": kid, "use": "sig"}


def claims(**more: object) -> dict[str, object]:
    now = int(time.time())
    return {
        "iss": ISSUER,
        "aud": "distillgate",
        "sub": "u-1",
        "iat": now,
        "exp": now + 300,
        "groups": ["builders", "elsewhere"],
        **more,
    }


def signed(key: Signing = KEY, alg: str = "ES256", kid: str = "one", **more: object) -> str:
    return jwt.encode(claims(**more), key, algorithm=alg, headers={"kid": kid})


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def issuer(provider: Provider) -> Issuer:
    return Issuer(OIDC, provider)


def test_a_good_token_tells_who_somebody_is(issuer: Issuer) -> None:
    caller = issuer.caller(signed())
    assert (caller.name, caller.machine) == ("u-1", False)
    assert caller.roles == {Role.ENGINEER, Role.VIEWER}
    assert caller.groups == {"builders", "elsewhere"}
    assert issuer.caller(signed(RSA, "RS256", "two")).name == "u-1"


def forged() -> dict[str, str]:
    now = int(time.time())
    pem = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, body, mark = signed().split(".")
    nobody = jwt.encode(claims(), "", algorithm="none", headers={"kid": "one"})
    shared = jwt.encode(claims(), pem.hex().encode(), algorithm="HS256", headers={"kid": "one"})
    return {
        "signed by nobody": nobody,
        "signed by another key": signed(OTHER),
        "signed with the public key as a secret": shared,
        "another algorithm": signed(RSA, "RS256", "one"),
        "changed": f"{head}.{signed(sub='u-2').split('.')[1]}.{mark}",
        "cut": f"{head}.{body}.",
        "expired": signed(exp=now - 120),
        "of the future": signed(nbf=now + 600),
        "for others": signed(aud="billing"),
        "of others": signed(iss="https://elsewhere.example"),
        "of no known key": signed(kid="three"),
        "of no key": jwt.encode(claims(), KEY, algorithm="ES256"),
        "about nobody": signed(sub=""),
        "of a key of a team": signed(sub="key:ml/ci"),
        "too long": "a" * 20_000,
        "no token": "a.b",
    }


@pytest.mark.parametrize("what", sorted(forged()))
def test_what_is_not_believed_opens_nothing(what: str, issuer: Issuer) -> None:
    with pytest.raises(TokenError):
        issuer.caller(forged()[what])


@pytest.mark.parametrize("name", ["exp", "iat", "aud", "iss", "sub"])
def test_a_token_says_all_that_must_be_said(name: str, issuer: Issuer) -> None:
    said = claims()
    del said[name]
    token = jwt.encode(said, KEY, algorithm="ES256", headers={"kid": "one"})
    with pytest.raises(TokenError):
        issuer.caller(token)


def test_a_token_of_a_program_is_a_machine(issuer: Issuer) -> None:
    for more in ({"gty": "client-credentials"}, {"idtyp": "app"}, {"azp": "u-1"}):
        said = {**claims(), **more}
        token = jwt.encode(said, KEY, algorithm="ES256", headers={"kid": "one"})
        assert issuer.caller(token).machine, more


def test_an_address_counts_only_where_it_was_verified(provider: Provider) -> None:
    issuer = Issuer(replace(OIDC, name_claim="email"), provider)
    good = signed(email="jo@example.com", email_verified=True)
    assert issuer.caller(good).name == "jo@example.com"
    with pytest.raises(TokenError, match="not verified"):
        issuer.caller(signed(email="jo@example.com"))


def test_keys_are_read_again_where_one_is_new_and_not_for_each_wrong_one(
    provider: Provider,
) -> None:
    clock = [0.0]
    issuer = Issuer(OIDC, provider, lambda: clock[0])
    issuer.caller(signed())
    asked = provider.asked
    for _ in range(20):
        with pytest.raises(TokenError):
            issuer.caller(signed(OTHER, kid="new"))
    assert provider.asked == asked
    provider.keys.append(public(OTHER, "new"))
    clock[0] = 60
    assert issuer.caller(signed(OTHER, kid="new")).name == "u-1"


def test_a_provider_that_is_away_is_not_asked_by_each_who_waits(provider: Provider) -> None:
    clock = [0.0]
    issuer = Issuer(OIDC, provider, lambda: clock[0])
    provider.issuer = "https://elsewhere.example"
    for _ in range(20):
        with pytest.raises(ProviderAwayError):
            issuer.caller(signed())
    assert provider.asked == 1
    provider.issuer = ISSUER
    clock[0] = 11
    assert issuer.caller(signed()).name == "u-1"


def test_a_provider_that_says_it_is_another_is_not_believed(provider: Provider) -> None:
    provider.issuer = "https://elsewhere.example"
    with pytest.raises(TokenError, match="another one"):
        Issuer(OIDC, provider).caller(signed())


def test_the_api_takes_a_token_and_says_why_not(
    app: FastAPI, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_in(app)
    doors = replace(service.doors, issuer=Issuer(OIDC, provider))
    monkeypatch.setattr(app.state, "service", replace(service, doors=doors))
    client = TestClient(app, headers={"Authorization": f"Bearer {signed()}"})
    assert client.post("/v1/evaluate", content=approved()).status_code == 200
    client.headers["Authorization"] = f"Bearer {signed(exp=1)}"
    answer = client.post("/v1/evaluate", content=approved())
    assert answer.status_code == 401
    assert "expired" in answer.json()["detail"]


def test_settings_name_the_provider_and_what_groups_may() -> None:
    env = {
        "DISTILLGATE_OIDC_ISSUER": ISSUER,
        "DISTILLGATE_OIDC_ROLES": "lawyers=legal+approver, builders=engineer,broken",
    }
    found = settings_from(env, None, "linux").oidc
    assert found is not None
    assert found.audience == "distillgate"
    assert found.roles == {"lawyers": ("legal", "approver"), "builders": ("engineer",)}
    assert settings_from({}, None, "linux").oidc is None
