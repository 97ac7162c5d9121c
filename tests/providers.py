"""An identity provider that runs: it signs with a key of its own, and can be bent in tests."""

import base64
import hashlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "distillgate-web", "hush: it is/a secret"
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
_SECONDS = 60

Claims = dict[str, Any]


def signed(claims: Claims) -> str:
    return jwt.encode(claims, KEY, algorithm="ES256", headers={"kid": "one"})


@dataclass(slots=True)
class Grant:
    """A code that was given out, for which sign-in, and whether it was redeemed."""

    redirect: str
    challenge: str
    nonce: str
    used: bool = False


@dataclass(slots=True)
class Provider:
    """Knows one person, and does as it is told."""

    issuer: str = ""
    person: Claims = field(default_factory=dict)
    """What the token says of them."""
    bent: Claims = field(default_factory=dict)
    """What the token says otherwise than it should; nothing where it is `None`."""
    sign: Callable[[Claims], str] = signed
    info: Claims = field(default_factory=dict)
    metadata: Claims = field(default_factory=dict)
    refuses: str | None = None
    broken: bool = False
    back: Claims = field(default_factory=dict)
    """What comes back to us otherwise than it should."""
    asked: list[Claims] = field(default_factory=list)
    """What browsers came with."""
    grants: dict[str, Grant] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    """How the client showed who it is."""

    def reset(self) -> None:
        """Forget all that was bent."""
        fresh = Provider(self.issuer, {"sub": "u-1", "groups": ["builders"]})
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    def configuration(self, _: Request) -> Response:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
            "code_challenge_methods_supported": ["S256"],
        }
        return JSONResponse({**told, **self.metadata})

    def keys(self, _: Request) -> Response:
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key()))
        return JSONResponse({"keys": [{**public, "kid": "one", "use": "sig"}]})

    def authorize(self, request: Request) -> Response:
        """Send a browser back with a code, as one whose person is signed in already."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        back = {"state": asked["state"]}
        if self.refuses is not None:
            back["error"] = self.refuses
        else:
            code = f"code-{len(self.grants)}"
            self.grants[code] = Grant(
                asked["redirect_uri"], asked["code_challenge"], asked["nonce"]
            )
            back["code"] = code
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, **self.back})}")

    async def token(self, request: Request) -> Response:
        """Give a token for a code, once, to whoever has the verifier and the secret."""
        if self.broken:
            return Response("down", 503)
        said = dict(await request.form())
        basic = request.headers.get("Authorization", "")
        self.shown.append("basic" if basic else "post" if "client_secret" in said else "none")
        if basic:
            # As the standard has it, both parts are encoded as in a form.
            pair = base64.b64decode(basic.removeprefix("Basic ")).decode()
            assert pair == "distillgate-web:hush%3A+it+is%2Fa+secret"
        elif "client_secret" in said:
            assert (said["client_id"], said["client_secret"]) == (CLIENT, SECRET)
        grant = self.grants.get(str(said["code"]))
        made = hashlib.sha256(str(said["code_verifier"]).encode()).digest()
        proof = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
        sound = grant is not None and not grant.used and grant.challenge == proof
        if grant is None or not sound or grant.redirect != said["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        grant.used = True
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": grant.nonce,
            **self.person,
            **self.bent,
        }
        told = {key: value for key, value in claims.items() if value is not None}
        return JSONResponse(
            {"id_token": self.sign(told), "access_token": "at-1", "token_type": "Bearer"}
        )

    def userinfo(self, request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer at-1"
        return JSONResponse(self.info)

    def logout(self, _: Request) -> Response:
        return Response("signed out")


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider at an address of its own."""
    found = Provider()
    routes = [
        Route("/.well-known/openid-configuration", found.configuration),
        Route("/keys", found.keys),
        Route("/authorize", found.authorize),
        Route("/token", found.token, methods=["POST"]),
        Route("/userinfo", found.userinfo),
        Route("/logout", found.logout),
    ]
    config = uvicorn.Config(Starlette(routes=routes), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found.issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
        found.reset()
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.should_exit = True
            thread.join(_SECONDS)
