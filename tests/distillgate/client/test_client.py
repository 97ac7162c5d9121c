"""The client against a server that runs, and against one that misbehaves."""

import asyncio
import json
from collections.abc import Iterator
from threading import Thread

import httpx
import pytest
from fastapi import FastAPI

from distillgate import wiring
from distillgate.client import (
    AsyncClient,
    Client,
    RefusedError,
    StillOpenError,
    UnreachableError,
)
from distillgate.client.steps import TRIES
from distillgate.web.identity import Caller, Role
from tests.asynchronous import run_alone
from tests.distillgate.api.plans import unsure
from tests.distillgate.client.running import running
from tests.distillgate.libraries import EXAMPLE, approved
from tests.distillgate.web.servers import app_at, service_in, signed_in, with_keys

ML = frozenset({"ml"})
RIGHTS = [
    "evaluate",
    "plans:submit",
    "plans:read",
    "reviews:request",
    "permits:issue",
]
UNTIL = {"until": "2027-03-01", "reason": "counsel-opinion"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """Give one program to all tests here; each asks for a plan of its own."""
    folder = tmp_path_factory.mktemp("client")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "SHIPPED_PACKS", EXAMPLE / "packs")
        patch.setattr(wiring, "CATALOG", EXAMPLE / "catalog")
        found = with_keys(app_at(folder / "registry.db", keys=folder / "keys"))
    yield found
    service_in(found).close()


@pytest.fixture(scope="module")
def place(app: FastAPI) -> Iterator[str]:
    with running(app) as found:
        yield found


@pytest.fixture(scope="module")
def key(app: FastAPI) -> str:
    """Return a key of a team, with which a pipeline asks."""
    jo = signed_in(app, "jo", Role.ENGINEER, groups=ML)
    made = jo.post("/v1/keys", json={"team": "ml", "name": "ci", "rights": RIGHTS})
    found: str = made.json()["secret"]
    return found


def named(name: str, text: str | None = None) -> str:
    return (text or approved()).replace("document-reader", name)


def person(app: FastAPI, place: str, name: str, *roles: Role) -> Client:
    caller = Caller(name, machine=False, roles=frozenset(roles), groups=ML)
    client = Client(place)
    client.sign_in(service_in(app).sessions.invite(caller))
    return client


def test_a_plan_goes_from_verdict_to_decision(place: str, key: str) -> None:
    with Client(place, key) as client:
        verdict = client.evaluate(approved())
        assert (verdict.verdict, verdict.approves) == ("approved-with-obligations", True)
        assert (verdict.plan, verdict.best) == ("document-reader", verdict.worst)
        first = client.submit(named("first"), key="job-7")
        again = client.submit(named("first"), key="job-7")
        assert (first.new, again.new, again.number) == (True, False, first.number)
        assert first.result is not None
        assert first.result.verdict == verdict.verdict
        assert client.submit(named("first")).number != first.number
        state = client.plan("first")
        assert (state.approves, state.decided, state.standing) == (True, True, verdict.verdict)
        assert client.wait_for_decision("first", seconds=0).decided


def test_a_plan_may_be_a_mapping(place: str, key: str) -> None:
    plan = {
        "plan": "by-mapping",
        "organization": {"name": "Example GmbH"},
        "student": {"name": "s"},
        "teachers": [{"model": "hf:acme/large", "used_as": ["imitate"]}],
    }
    with Client(place, key) as client:
        assert client.evaluate(plan).plan == "by-mapping"


def test_what_is_wrong_in_a_plan_is_told_with_its_place(place: str, key: str) -> None:
    with Client(place, key) as client, pytest.raises(RefusedError) as refused:
        client.evaluate(approved().replace("teachers:", "teacher:"))
    problem = refused.value.problem
    assert (problem.status, problem.code) == (422, "unknown-key")
    assert problem.line is not None
    assert problem.diagnostics[0].line == problem.line
    assert "did you mean `teachers`?" in str(refused.value)


def test_who_is_not_known_or_may_not_is_told_so(place: str, key: str) -> None:
    with Client(place) as nobody, pytest.raises(RefusedError) as refused:
        nobody.plan("document-reader")
    assert refused.value.problem.code == "not-signed-in"
    with Client(place, key) as client, pytest.raises(RefusedError) as refused:
        client.events()
    assert refused.value.problem.status == 403


def test_people_are_asked_answer_and_decide_while_a_pipeline_waits(
    app: FastAPI, place: str, key: str
) -> None:
    found = []
    with Client(place, key) as pipeline:
        decision = pipeline.submit(named("unsure", unsure()))
        assert not decision.approves
        review = pipeline.request_review(decision.number, "please")
        with pytest.raises(StillOpenError):
            pipeline.wait_for_decision("unsure", seconds=0)
        waiting = Thread(target=lambda: found.append(pipeline.wait_for_decision("unsure")))
        waiting.start()
        legal = signed_in(app, "max", Role.LEGAL)
        legal.post(f"/v1/reviews/{review.number}/questions", json={"text": "since when?"})
        with person(app, place, "ann", Role.ENGINEER) as ann:
            asked = ann.review(review.number)
            assert [each["text"] for each in asked.questions] == ["since when?"]
            answered = ann.answer(review.number, "since March", question=asked.waiting[0])
            assert answered.waiting == ()
        approval = legal.post(f"/v1/reviews/{review.number}/approval", json=UNTIL)
        assert approval.status_code == 200, approval.text
        waiting.join(60)
    assert [(each.approves, each.standing) for each in found] == [(True, "approved-by-review")]


def test_a_permit_is_issued_and_fetched_with_its_proof(place: str, key: str) -> None:
    with Client(place, key) as client:
        decision = client.submit(named("permitted"))
        made = client.issue_permit(decision.number, "trainer-1", acts=("collect",))
        found = client.permit(made.id)
        assert found.bundle == made.bundle
        assert found.proof == made.proof
        assert found.proof


def test_an_administrator_reads_events(app: FastAPI, place: str, key: str) -> None:
    with Client(place, key) as client, person(app, place, "ada", Role.ADMIN) as ada:
        before = ada.events(most=200).next
        client.submit(named("told"))
        page = ada.events(before)
        assert [each["data"]["plan"] for each in page.events] == ["told"]
        assert ada.events(page.next).events == ()


def test_the_client_that_does_not_hold_up_its_thread_says_the_same(
    place: str, key: str
) -> None:
    async def asked() -> tuple[str, str, bool]:
        async with AsyncClient(place, key) as client:
            verdict, decision = await asyncio.gather(
                client.evaluate(approved()), client.submit(named("at-once"), key="job-8")
            )
            state = await client.wait_for_decision(decision.plan, seconds=0)
            with pytest.raises(RefusedError):
                await client.plan("nobody-knows")
            return verdict.verdict, decision.plan, state.approves

    assert run_alone(asked()) == ("approved-with-obligations", "at-once", True)


BUSY = {"type": "about:blank", "status": 503, "code": "unusable-registry", "detail": "away"}


def problem(status: int, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = json.dumps({**BUSY, "status": status})
    kind = {"content-type": "application/problem+json"}
    return httpx.Response(status, headers={**kind, **named}, content=content)


class Answers:
    """A server that answers one after another, and remembers what it was asked."""

    def __init__(self, *answers: httpx.Response | httpx.TransportError) -> None:
        self.left = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        found = self.left.pop(0)
        if isinstance(found, httpx.TransportError):
            raise found
        return found

    def client(self) -> Client:
        return Client("http://gate.example", "dgk_x", transport=httpx.MockTransport(self))


DECISION = {
    "decision": "7",
    "plan": {"plan": "p"},
    "verdict": "approved",
    "by": "jo",
    "at": "2026-11-24T10:00:00.000000Z",
}


def test_a_busy_server_is_asked_again_under_the_same_key() -> None:
    server = Answers(
        problem(429, retry_after="0"),
        problem(503, retry_after="0"),
        httpx.ReadTimeout("slow"),
        httpx.Response(201, json=DECISION),
    )
    assert server.client().submit("plan: p").number == 7
    keys = {each.headers["idempotency-key"] for each in server.asked}
    assert (len(server.asked), len(keys)) == (4, 1)
    assert {each.headers["authorization"] for each in server.asked} == {"Bearer dgk_x"}


def test_a_server_that_stays_busy_is_given_up_with_its_reason() -> None:
    server = Answers(*(problem(503, retry_after="0") for _ in range(TRIES)))
    with pytest.raises(RefusedError) as refused:
        server.client().plan("p")
    assert refused.value.problem.code == "unusable-registry"
    assert not server.left


def test_who_is_told_to_wait_for_long_is_told_at_once() -> None:
    server = Answers(problem(429, retry_after="3600"))
    with pytest.raises(RefusedError) as refused:
        server.client().plan("p")
    assert refused.value.headers["retry-after"] == "3600"


def test_what_may_have_arrived_is_not_said_twice() -> None:
    server = Answers(httpx.ReadTimeout("slow"), httpx.Response(200, json={}))
    with pytest.raises(UnreachableError):
        server.client().answer(1, "since March")
    assert len(server.asked) == 1
    unheard = Answers(httpx.ConnectError("refused"), problem(404))
    with pytest.raises(RefusedError):
        unheard.client().answer(1, "since March")
    assert len(unheard.asked) == 2


@pytest.mark.parametrize(
    "odd",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"verdict": 1}),
        httpx.Response(302, headers={"location": "https://elsewhere.example"}),
        httpx.Response(500, text="proxy"),
        httpx.Response(502, json={"code": "x"}),
    ],
)
def test_what_is_no_server_of_ours_is_told_as_such(odd: httpx.Response) -> None:
    server = Answers(odd)
    with pytest.raises(UnreachableError, match="no server of ours"):
        server.client().evaluate("plan: p")
    assert len(server.asked) == 1
