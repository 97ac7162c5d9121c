"""Browsers that sign in by an identity provider that runs, and answers that are not taken."""

import logging
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import httpx2
import jwt
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate import wiring
from distillgate.server import app_over
from distillgate.settings import Oidc, Settings, now
from distillgate.web.pending import LASTS, is_here
from distillgate.web.ratelimits import RateLimit
from distillgate.web.service import Service
from distillgate.web.tokens import Issuer
from tests.distillgate.libraries import EXAMPLE, approved
from tests.providers import CLIENT, KEY, OTHER, SECRET, Claims, Provider, provider

ROLES = {"lawyers": ("legal",), "builders": ("engineer",)}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture
def idp(running: Provider) -> Provider:
    running.reset()
    return running


@pytest.fixture(scope="module")
def service(
    running: Provider, blank: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Give a service whose packs are read once for all of these tests."""
    where = Path(shutil.copy(blank, tmp_path_factory.mktemp("oidc") / "registry.db"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wiring, "SHIPPED_PACKS", EXAMPLE / "packs")
        patched.setattr(wiring, "CATALOG", EXAMPLE / "catalog")
        found = Service.of(Settings(registry=where, rate_limit=0, oidc=known(running)))
    yield found
    found.close()


def known(running: Provider, **settings: object) -> Oidc:
    said = {"client_id": CLIENT, "client_secret": SECRET, "roles": ROLES, **settings}
    return Oidc(running.issuer, "distillgate", **said)  # type: ignore[arg-type]  # by name


@pytest.fixture(scope="module")
def built(service: Service) -> FastAPI:
    return app_over(service)


@pytest.fixture
def program(
    built: FastAPI,
    service: Service,
    idp: Provider,  # noqa: ARG001 it begins anew with each test
) -> Iterator[FastAPI]:
    yield built
    built.state.service = service


@pytest.fixture
def serving(program: FastAPI, service: Service, idp: Provider) -> Callable[..., TestClient]:
    """Return what gives a browser of a server with settings of its own about the provider."""

    def serve(oidc: Oidc | None = None, **settings: object) -> TestClient:
        oidc = oidc or known(idp, **settings)
        doors = replace(service.doors, issuer=Issuer(oidc))
        own = replace(service.settings, oidc=oidc)
        program.state.service = replace(service, settings=own, doors=doors)
        return TestClient(program, follow_redirects=False)

    return serve


@pytest.fixture
def browser(program: FastAPI) -> TestClient:
    return TestClient(program, follow_redirects=False)


def sent(browser: TestClient, onward: str = "/plans", **more: str) -> str:
    """Begin to sign in, and return the address to which the provider sends the browser back."""
    there = browser.get("/sign-in/oidc", params={"next": onward, **more})
    assert there.status_code == 303, there.text
    answer = httpx.get(there.headers["Location"])
    assert answer.status_code == 307, answer.text
    return answer.headers["Location"]


def back(browser: TestClient, address: str) -> httpx2.Response:
    parts = urlsplit(address)
    return browser.get(f"{parts.path}?{parts.query}")


def signs_in(browser: TestClient, onward: str = "/plans", **more: str) -> httpx2.Response:
    return back(browser, sent(browser, onward, **more))


def is_refused(
    browser: TestClient, answer: httpx2.Response, why: str, status: int = 401
) -> None:
    """See that a page says why, and that nobody is signed in."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    assert why in answer.text
    assert "Traceback" not in answer.text
    assert browser.get("/v1/session").status_code == 401


def test_who_signs_in_has_the_roles_of_their_groups_and_goes_on(
    browser: TestClient, idp: Provider
) -> None:
    answer = signs_in(browser, "/plans?standing=denied")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/plans?standing=denied")
    session = browser.get("/v1/session").json()
    assert (session["name"], session["machine"]) == ("u-1", False)
    assert (session["roles"], session["groups"]) == (["engineer"], ["builders"])
    assert browser.get("/plans").status_code == 200
    assert idp.shown == ["basic"]
    headers = {"X-CSRF-Token": session["csrf"]["token"]}
    judged = browser.post("/v1/evaluate", content=approved(), headers=headers)
    assert judged.status_code == 200
    assert browser.post("/v1/evaluate", content=approved()).status_code == 403


def test_the_cookies_are_for_no_script_and_by_tls_for_this_host_alone(
    program: FastAPI,
) -> None:
    browser = TestClient(program, base_url="https://gate.example", follow_redirects=False)
    began = browser.get("/sign-in/oidc")
    entered = back(browser, httpx.get(began.headers["Location"]).headers["Location"])
    cookies = [*began.headers.get_list("set-cookie"), *entered.headers.get_list("set-cookie")]
    assert [each.partition("=")[0] for each in cookies] == [
        "__Host-distillgate-sign-in",
        "__Host-distillgate",
        "__Host-distillgate-sign-in",
    ]
    for each in cookies:
        for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"):
            assert word in each, each
    assert 'sign-in=""' in cookies[2]


def test_signing_out_ends_the_session_and_leads_to_where_one_signs_out_there_too(
    browser: TestClient, idp: Provider
) -> None:
    signs_in(browser)
    token = browser.get("/v1/session").json()["csrf"]["token"]
    secret = browser.cookies["distillgate"]
    assert browser.post("/sign-out", data={"csrf_token": token}).status_code == 303
    browser.cookies.clear()
    browser.cookies.set("distillgate", secret)
    assert browser.get("/v1/session").status_code == 401
    page = browser.get("/plans")
    assert page.status_code == 401
    assert 'href="/sign-in/oidc?next=%2Fplans"' in page.text
    assert 'href="/sign-in/oidc/leave"' in page.text
    there = urlsplit(browser.get("/sign-in/oidc/leave").headers["Location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{idp.issuer}/logout"
    assert parse_qs(there.query) == {
        "client_id": [CLIENT],
        "post_logout_redirect_uri": ["http://testserver/"],
    }


def test_a_session_that_was_there_before_ends_with_a_new_one(browser: TestClient) -> None:
    signs_in(browser)
    old = browser.cookies["distillgate"]
    signs_in(browser)
    assert browser.get("/v1/session").status_code == 200
    browser.cookies.clear()
    browser.cookies.set("distillgate", old)
    assert browser.get("/v1/session").status_code == 401


def hollow(claims: Claims) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "one"})


def by_secret(claims: Claims) -> str:
    return jwt.encode(claims, SECRET * 2, algorithm="HS256", headers={"kid": "one"})


def forged(claims: Claims) -> str:
    return jwt.encode(claims, OTHER, algorithm="ES256", headers={"kid": "one"})


def unknown(claims: Claims) -> str:
    return jwt.encode(claims, KEY, algorithm="ES256", headers={"kid": "two"})


BENT: Mapping[str, tuple[Claims, str]] = {
    "another sign-in": ({"nonce": "other"}, "another sign-in"),
    "no sign-in": ({"nonce": None}, "another sign-in"),
    "the API": ({"aud": "distillgate"}, "Audience"),
    "another program": ({"aud": "billing"}, "Audience"),
    "several": ({"aud": [CLIENT, "billing"]}, "another program"),
    "another party": ({"azp": "billing"}, "another program"),
    "others": ({"iss": "https://elsewhere.example"}, "issuer"),
    "expired": ({"exp": 1}, "expired"),
    "of the future": ({"nbf": 2**33}, "not yet valid"),
    "of no end": ({"exp": None}, "exp"),
    "about nobody": ({"sub": ""}, "no `sub`"),
    "a key of a team": ({"sub": "key:ml/ci"}, "nobody is called"),
    "a program": ({"gty": "client-credentials"}, "a program"),
}


@pytest.mark.parametrize("what", sorted(BENT))
def test_a_token_that_says_the_wrong_thing_signs_nobody_in(
    what: str, browser: TestClient, idp: Provider
) -> None:
    idp.bent, why = BENT[what]
    is_refused(browser, signs_in(browser), why)


@pytest.mark.parametrize("sign", [hollow, by_secret, forged, unknown])
def test_a_token_that_is_not_signed_by_the_provider_signs_nobody_in(
    sign: Callable[[Claims], str], browser: TestClient, idp: Provider
) -> None:
    idp.sign = sign
    is_refused(browser, signs_in(browser), "you are not signed in")


@pytest.mark.parametrize("state", ["", "other", "\N{SNOWMAN}"])
def test_an_answer_with_another_state_signs_nobody_in(
    state: str, browser: TestClient, idp: Provider
) -> None:
    idp.back = {"state": state}
    is_refused(browser, signs_in(browser), "not begun in this browser")
    # The sign-in that this browser did begin is still to be finished.
    assert "distillgate-sign-in" in browser.cookies


def test_an_answer_to_a_sign_in_of_another_browser_signs_nobody_in(
    program: FastAPI, browser: TestClient
) -> None:
    address = sent(browser)
    victim = TestClient(program, follow_redirects=False)
    is_refused(victim, back(victim, address), "not begun in this browser")
    # Even where it has begun one of its own, the code of another is of no use there.
    state = parse_qs(urlsplit(sent(victim)).query)["state"][0]
    code = parse_qs(urlsplit(address).query)["code"][0]
    answer = victim.get("/sign-in/oidc/callback", params={"state": state, "code": code})
    is_refused(victim, answer, "invalid_grant")


def test_a_code_is_of_use_once(browser: TestClient) -> None:
    address = sent(browser)
    kept = browser.cookies["distillgate-sign-in"]
    assert back(browser, address).status_code == 303
    browser.cookies.clear()
    is_refused(browser, back(browser, address), "over already")
    browser.cookies.set("distillgate-sign-in", kept)
    answer = back(browser, address)
    is_refused(browser, answer, "invalid_grant")
    assert answer.headers["Set-Cookie"].startswith("distillgate-sign-in=; Max-Age=0")


def test_a_sign_in_that_takes_too_long_is_over(
    service: Service, browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = sent(browser)
    later = now() + LASTS + timedelta(seconds=1)
    monkeypatch.setattr(service.sessions, "clock", lambda: later)
    is_refused(browser, back(browser, address), "took too long")


@pytest.mark.parametrize("cookie", ["", "x", "e30=", "W10=", "bnVsbA==", "a" * 5_000])
def test_a_cookie_that_is_none_of_ours_signs_nobody_in(
    cookie: str, browser: TestClient
) -> None:
    address = sent(browser)
    browser.cookies.clear()
    browser.cookies.set("distillgate-sign-in", cookie)
    is_refused(browser, back(browser, address), "not begun in this browser")


ELSEWHERE = [
    "https://evil.example",
    "//evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
    "/sign-in?token=of-somebody-else",
    "/sign-out",
    "/" + "a" * 2_000,
]


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_signing_in(onward: str, browser: TestClient) -> None:
    answer = browser.get("/sign-in/oidc", params={"next": onward})
    is_refused(browser, answer, "only a page of this server", 400)
    assert "distillgate-sign-in" not in browser.cookies
    assert not is_here(onward)


def test_what_the_provider_refuses_is_said(browser: TestClient, idp: Provider) -> None:
    idp.refuses = "access_denied"
    is_refused(browser, signs_in(browser), "access_denied")
    idp.refuses = "<script>alert(1)</script>"
    answer = signs_in(browser)
    is_refused(browser, answer, "you are not signed in")
    assert "<script>alert" not in answer.text


def test_an_answer_of_another_provider_is_not_taken(browser: TestClient, idp: Provider) -> None:
    idp.back = {"iss": "https://elsewhere.example"}
    is_refused(browser, signs_in(browser), "another identity provider")
    idp.back = {"iss": idp.issuer}
    assert signs_in(browser).status_code == 303


def test_one_that_always_says_who_it_is_must_say_so(
    serving: Callable[..., TestClient], idp: Provider
) -> None:
    idp.metadata = {"authorization_response_iss_parameter_supported": True}
    browser = serving()
    is_refused(browser, signs_in(browser), "another identity provider")


def test_who_has_no_role_is_told_so_and_not_signed_in(
    browser: TestClient, idp: Provider
) -> None:
    idp.person["groups"] = ["elsewhere", "legal"]
    is_refused(browser, signs_in(browser), "in no group that has a role here", 403)


def test_what_a_token_leaves_out_the_provider_is_asked(
    serving: Callable[..., TestClient], idp: Provider
) -> None:
    browser = serving(name_claim="email")
    idp.person = {"sub": "u-1"}
    idp.info = {
        "sub": "u-1",
        "email": "jo@example.com",
        "email_verified": True,
        "groups": ["lawyers"],
    }
    assert signs_in(browser).status_code == 303
    session = browser.get("/v1/session").json()
    assert (session["name"], session["roles"]) == ("jo@example.com", ["legal"])
    browser.cookies.clear()
    idp.info["sub"] = "u-2"
    is_refused(browser, signs_in(browser), "tells of somebody else")


@pytest.mark.parametrize(
    ("settings", "metadata", "shown"),
    [
        ({}, {"token_endpoint_auth_methods_supported": ["client_secret_post"]}, "post"),
        ({"client_secret": None}, {}, "none"),
    ],
)
def test_a_server_shows_who_it_is_as_the_provider_wants_it(
    settings: dict[str, object],
    metadata: Claims,
    shown: str,
    serving: Callable[..., TestClient],
    idp: Provider,
) -> None:
    idp.metadata = metadata
    browser = serving(**settings)
    assert signs_in(browser).status_code == 303
    assert idp.shown == [shown]


def fresh(browser: TestClient) -> bool:
    """Return whether somebody may sign something without signing in once more."""
    token = browser.get("/v1/session").json()["csrf"]["token"]
    wish = {"team": "builders", "name": "ci", "rights": ["evaluate"]}
    answer = browser.post("/v1/keys", json=wish, headers={"X-CSRF-Token": token})
    assert answer.status_code in {201, 403, 409}, answer.text
    return answer.status_code != 403


def test_who_signs_something_must_have_been_there_of_late(
    browser: TestClient, idp: Provider
) -> None:
    assert signs_in(browser).status_code == 303
    assert fresh(browser)
    assert "prompt" not in idp.asked[-1]
    for seen in (int(time.time()) - 3_600, None, "now"):
        idp.bent = {"auth_time": seen}
        assert signs_in(browser).status_code == 303
        assert not fresh(browser), seen
    idp.bent = {}
    assert signs_in(browser, again="true").status_code == 303
    assert (idp.asked[-1]["prompt"], idp.asked[-1]["max_age"]) == ("login", "0")
    assert fresh(browser)


def test_where_a_provider_never_tells_each_sign_in_counts_if_that_is_set(
    serving: Callable[..., TestClient], idp: Provider
) -> None:
    browser = serving(auth_time=False)
    idp.bent = {"auth_time": None}
    assert signs_in(browser).status_code == 303
    assert fresh(browser)


def test_a_provider_that_is_away_is_told_of_and_found_again(
    browser: TestClient, idp: Provider
) -> None:
    idp.broken = True
    answer = signs_in(browser)
    is_refused(browser, answer, "the identity provider answers 503", 502)
    assert int(answer.headers["Retry-After"]) > 0
    idp.broken = False
    assert signs_in(browser).status_code == 303


def test_one_that_cannot_be_reached_refuses_neither_people_nor_tokens(
    serving: Callable[..., TestClient],
) -> None:
    browser = serving(Oidc("http://127.0.0.1:9", "distillgate", client_id=CLIENT))
    is_refused(browser, browser.get("/sign-in/oidc"), "cannot be reached", 502)
    token = jwt.encode({"sub": "u-1"}, KEY, algorithm="ES256", headers={"kid": "one"})
    headers = {"Authorization": f"Bearer {token}"}
    answer = browser.post("/v1/evaluate", content=approved(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "provider-away")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint"])
def test_nobody_is_sent_where_secrets_are_not_safe(
    name: str, serving: Callable[..., TestClient], idp: Provider
) -> None:
    idp.metadata = {name: "javascript:alert(1)"}
    browser = serving()
    began = browser.get("/sign-in/oidc")
    if began.status_code == 303:
        began = back(browser, httpx.get(began.headers["Location"]).headers["Location"])
    is_refused(browser, began, "says no safe", 502)


def test_a_server_without_a_provider_says_so(
    program: FastAPI, service: Service, browser: TestClient
) -> None:
    settings, doors = replace(service.settings, oidc=None), replace(service.doors, issuer=None)
    program.state.service = replace(service, settings=settings, doors=doors)
    for path in ("", "/callback", "/leave"):
        is_refused(browser, browser.get(f"/sign-in/oidc{path}"), "no identity provider", 404)
    assert "/sign-in/oidc" not in browser.get("/plans").text


def test_nothing_secret_stands_in_the_log(
    browser: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "distillgate"):
        address = sent(browser)
        back(browser, address)
    code = parse_qs(urlsplit(address).query)["code"][0]
    said = caplog.text
    assert "/sign-in/oidc/callback" in said
    assert '"by":"u-1"' in said
    for each in (code, SECRET, browser.cookies["distillgate"]):
        assert each not in said


def test_attempts_are_limited_like_all_else(
    program: FastAPI, service: Service, browser: TestClient
) -> None:
    program.state.service = replace(service, limit=RateLimit(2))
    found = [browser.get("/sign-in/oidc/callback").status_code for _ in range(5)]
    assert 429 in found
