import gzip

import pytest

from connectors.asking import Question, usual_outcome
from connectors.evidence import Method
from connectors.origins import origin_of
from connectors.outcomes import Outcome
from tests.connectors.asking import Watch, Webs
from tests.connectors.fakehub import Canned, FakeHub, as_json, running_hub


def test_an_answer_comes_with_status_headers_and_body(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/a", Canned(200, b"words", {"ETag": '"x"', "X-Own": "no"}))
    reply = a_web(hub.url).ask(Question(f"{hub.url}/a"))
    assert (reply.outcome, reply.status, reply.body) == (Outcome.ANSWERED, 200, b"words")
    assert reply.headers["etag"] == '"x"'
    assert "x-own" not in reply.headers


def test_a_private_address_is_refused_unless_it_was_set_by_name(
    hub: FakeHub, a_web: Webs
) -> None:
    https = hub.url.replace("http:", "https:")
    for url in (hub.url, https, "https://localhost/x", "https://169.254.169.254/latest"):
        assert a_web().ask(Question(url)).outcome is Outcome.ADDRESS_REFUSED
    assert hub.log == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "https://user:secret@example.org/",
        "https://[::1]/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://example.org:99999/",
        "https:///nohost",
        "https://exa mple.org/",
        "//example.org/x",
        "",
        "https://example.org/" + "a" * 5_000,
    ],
)
def test_what_is_no_public_address_is_never_asked(url: str, a_web: Webs) -> None:
    assert a_web().ask(Question(url)).outcome in {
        Outcome.ADDRESS_REFUSED,
        Outcome.UNREACHABLE,
    }


def test_a_token_goes_to_its_own_origin_only(hub: FakeHub, other: FakeHub, a_web: Webs) -> None:
    web = a_web(hub.url, other.url, tokens={hub.url: "secret-token"})
    hub.put("/a", as_json({}))
    other.put("/a", as_json({}))
    web.ask(Question(f"{hub.url}/a"))
    web.ask(Question(f"{other.url}/a"))
    assert hub.log[0].headers["authorization"] == "Bearer secret-token"
    assert "authorization" not in other.log[0].headers


def test_no_token_reaches_a_second_origin_over_a_redirect(
    hub: FakeHub, other: FakeHub, a_web: Webs
) -> None:
    tokens = {hub.url: "secret-token", other.url: "other-token"}
    web = a_web(hub.url, other.url, tokens=tokens)
    hub.put("/file", Canned(302, headers={"Location": f"{other.url}/blob"}))
    other.put("/blob", Canned(302, headers={"Location": f"{other.url}/end"}))
    other.put("/end", Canned(200, b"weights"))
    reply = web.ask(Question(f"{hub.url}/file", elsewhere=True))
    assert reply.body == b"weights"
    assert [each.headers.get("authorization") for each in other.log] == [None, None]
    assert [each.url for each in reply.hops] == [f"{hub.url}/file", f"{other.url}/blob"]


def test_a_link_of_somebody_else_takes_no_token_along(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/license", Canned(200, b"words"))
    web = a_web(hub.url, tokens={hub.url: "secret-token"})
    web.ask(Question(f"{hub.url}/license", link=True))
    assert "authorization" not in hub.log[0].headers


def test_an_answer_of_an_api_never_leads_to_another_origin(
    hub: FakeHub, other: FakeHub, a_web: Webs
) -> None:
    hub.put("/a", Canned(307, headers={"Location": f"{other.url}/a"}))
    reply = a_web(hub.url, other.url).ask(Question(f"{hub.url}/a"))
    assert reply.outcome is Outcome.REDIRECT_REFUSED
    assert other.log == []


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/x", "https://10.0.0.1/x", "file:///etc/passwd", "http://example.org/"],
)
def test_a_redirect_leads_to_no_private_address_and_not_away_from_https(
    hub: FakeHub, target: str, a_web: Webs
) -> None:
    hub.put("/a", Canned(302, headers={"Location": target}))
    reply = a_web(hub.url).ask(Question(f"{hub.url}/a", elsewhere=True))
    assert reply.outcome in {Outcome.REDIRECT_REFUSED, Outcome.ADDRESS_REFUSED}


def test_a_renamed_thing_is_followed_on_its_own_origin(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/old", Canned(307, headers={"Location": "/new?x=1"}))
    hub.put("/new", as_json({"id": "new"}))
    reply = a_web(hub.url, tokens={hub.url: "t"}).ask(Question(f"{hub.url}/old"))
    assert reply.url == f"{hub.url}/new?x=1"
    assert hub.log[1].headers["authorization"] == "Bearer t"


def test_an_endless_redirect_ends_after_five(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/a", Canned(302, headers={"Location": "/a"}))
    reply = a_web(hub.url).ask(Question(f"{hub.url}/a"))
    assert reply.outcome is Outcome.TOO_MANY_REDIRECTS
    assert len(hub.log) == 6


def test_a_question_with_a_body_is_not_sent_on(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/a", Canned(307, headers={"Location": "/b"}))
    question = Question(f"{hub.url}/a", method=Method.POST, body=b"{}")
    assert a_web(hub.url).ask(question).outcome is Outcome.REDIRECT_REFUSED


def test_a_limit_is_waited_for_as_the_header_says(hub: FakeHub, a_web: Webs) -> None:
    watch = Watch()
    limited = as_json({}, 429, RateLimit='"api";r=0;t=55')
    hub.put("/a", limited, as_json({"ok": True}))
    assert a_web(hub.url, watch=watch).ask(Question(f"{hub.url}/a")).good
    assert watch.slept == [56.0]


def test_retry_after_is_seconds_or_a_date(hub: FakeHub, a_web: Webs) -> None:
    watch = Watch()
    hub.put(
        "/a",
        as_json({}, 503, Retry_After="7"),
        as_json({}, 429, Retry_After="Tue, 24 Nov 2026 12:00:30 GMT"),
        as_json({}),
    )
    assert a_web(hub.url, watch=watch).ask(Question(f"{hub.url}/a")).good
    assert watch.slept == [7.0, 23.0]


def test_a_longer_wait_than_a_minute_is_told_and_not_waited_for(
    hub: FakeHub, a_web: Webs
) -> None:
    watch = Watch()
    hub.put("/a", as_json({}, 429, RateLimit='"api";r=0;t=255'))
    reply = a_web(hub.url, watch=watch).ask(Question(f"{hub.url}/a"))
    assert usual_outcome(reply) is Outcome.RATE_LIMITED
    assert watch.slept == []


def test_a_limit_that_stands_as_a_refusal_is_one(hub: FakeHub, a_web: Webs) -> None:
    watch = Watch()
    reset = str(int(watch.moment.timestamp()) + 20)
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    hub.put("/a", Canned(403, b"{}", spent), as_json({}))
    assert a_web(hub.url, watch=watch).ask(Question(f"{hub.url}/a")).good
    assert watch.slept == [21.0]


def test_a_broken_hub_is_asked_four_times(hub: FakeHub, a_web: Webs) -> None:
    watch = Watch()
    hub.put("/a", as_json({}, 502))
    reply = a_web(hub.url, watch=watch).ask(Question(f"{hub.url}/a"))
    assert usual_outcome(reply) is Outcome.UNAVAILABLE
    assert (len(hub.log), watch.slept) == (4, [0.5, 1.0, 2.0])


def test_a_question_with_a_body_is_asked_once(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/a", as_json({}, 502))
    a_web(hub.url).ask(Question(f"{hub.url}/a", method=Method.POST, body=b"{}"))
    assert len(hub.log) == 1


def test_no_connection_is_an_outcome_of_its_own(a_web: Webs) -> None:
    with running_hub() as hub:
        url = hub.url
    watch = Watch()
    assert a_web(url, watch=watch).ask(Question(url)).outcome is Outcome.UNREACHABLE
    assert len(watch.slept) == 3


def test_more_than_was_asked_for_is_not_read(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/large", Canned(200, b"x" * 5_000))
    hub.put("/endless", Canned(200, endless=True))
    web = a_web(hub.url)
    for path in ("large", "endless"):
        reply = web.ask(Question(f"{hub.url}/{path}", most=4_999))
        assert (reply.outcome, reply.body) == (Outcome.TOO_LARGE, b"")
    assert web.ask(Question(f"{hub.url}/large", most=5_000)).good


def test_a_packed_answer_is_unpacked_no_further_than_was_asked_for(
    hub: FakeHub, a_web: Webs
) -> None:
    packed = {"Content-Encoding": "gzip"}
    hub.put("/small", Canned(200, gzip.compress(b"words"), packed))
    hub.put("/bomb", Canned(200, gzip.compress(bytes(50_000_000)), packed))
    hub.put("/broken", Canned(200, b"not packed", packed))
    hub.put("/other", Canned(200, b"words", {"Content-Encoding": "br"}))
    web = a_web(hub.url)
    assert web.ask(Question(f"{hub.url}/small")).body == b"words"
    assert web.ask(Question(f"{hub.url}/bomb", most=10_000)).outcome is Outcome.TOO_LARGE
    assert web.ask(Question(f"{hub.url}/broken")).outcome is Outcome.UNREADABLE
    assert web.ask(Question(f"{hub.url}/other")).outcome is Outcome.UNREADABLE


def test_an_answer_that_drips_ends_with_its_time(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/slow", Canned(200, drip=0.05))
    question = Question(f"{hub.url}/slow", method=Method.GET)
    watch = Watch()
    reply = a_web(hub.url, watch=watch, whole=0.3).ask(question)
    assert reply.outcome is Outcome.TIMED_OUT


def test_an_answer_that_is_cut_off_is_no_answer(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/cut", Canned(200, b"half of it", cut=4))
    assert a_web(hub.url).ask(Question(f"{hub.url}/cut")).outcome is Outcome.UNREACHABLE


def test_cookies_are_not_kept(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/a", Canned(200, b"", {"Set-Cookie": "session=1; Path=/"}))
    web = a_web(hub.url)
    web.ask(Question(f"{hub.url}/a"))
    web.ask(Question(f"{hub.url}/a"))
    assert "cookie" not in hub.log[1].headers


def test_a_header_cannot_carry_a_line_of_its_own(hub: FakeHub, a_web: Webs) -> None:
    hub.put("/a", Canned(200, b"", {"X-Error-Message": "caf\xe9 \x1b[31m"}))
    reply = a_web(hub.url).ask(Question(f"{hub.url}/a"))
    assert reply.headers["x-error-message"].isascii()
    assert reply.headers["x-error-message"].isprintable()


def test_origins_are_scheme_host_and_port() -> None:
    assert origin_of("https://Example.org/x") == origin_of("https://example.org:443/y")
    assert origin_of("http://example.org") != origin_of("https://example.org")
    assert str(origin_of("https://[2001:db8::1]:8443/a")) == "https://[2001:db8::1]:8443"
