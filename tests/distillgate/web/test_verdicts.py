"""What was told before is told again, and only to the same question."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.server import app_over
from distillgate.usecases.check import check_plan
from distillgate.usecases.declare import Declaring, declare_node
from distillgate.web.identity import Role
from distillgate.web.states import State, States
from distillgate.web.verdicts import Asked, Question, Verdicts, told
from policy.yamltext import read_yaml
from registry.audit.marks import Mark
from registry.database import Database
from registry.statements import Grade, SubjectKind, Writer
from tests.asynchronous import run_alone
from tests.databases import migrated
from tests.distillgate.api.plans import denied, submitted
from tests.distillgate.api.test_filings import WAIVER
from tests.distillgate.libraries import DAY, changed_library, example
from tests.distillgate.web.servers import MOMENT, app_at, service_in, signed_in

WRITER = Writer("max", "2026-11-24T11:00:00.000000Z")
QUESTION = Question("verdict", "plan.yaml", b"digest", DAY, "pack", Mark("log", 3, b"root"), 7)
ENOUGH = 1_000_000


@pytest.fixture
def both(
    example_packs: None,  # noqa: ARG001 packs first
    where: str | Path,
) -> Iterator[FastAPI]:
    if not isinstance(where, Path):
        migrated(where).engine.dispose()
    found = app_at(where)
    yield found
    service_in(found).close()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Gain an element whenever a plan is really judged; it still is."""
    found: list[None] = []

    def counting(*arguments: Any, **named: Any) -> object:  # noqa: ANN401 handed on
        found.append(None)
        return check_plan(*arguments, **named)

    monkeypatch.setattr("distillgate.api.evaluate.check_plan", counting)
    return found


def declare(app: FastAPI, country: str) -> None:
    """Let somebody declare where a provider is at home."""
    service = service_in(app)
    node = read_yaml(
        f"provider: acme\ncountry: {country}\nreason: moved\n".encode(), "records.yaml"
    )
    pack = service.library().pack
    # As another process does: by connections of its own.
    ledger = replace(service.ledger(), database=Database(service.database.engine, "here"))
    declaring = Declaring(pack, service.shipped, ledger, WRITER, Grade.COUNSEL)
    declare_node(node, SubjectKind.PROVIDER, declaring)


def asked(client: TestClient, text: str, day: str = "") -> dict[str, Any]:
    answer = client.post(f"/v1/evaluate{day}", content=text)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_same_question_is_judged_once_and_answered_in_the_same_bytes(
    both: FastAPI, judged: list[None]
) -> None:
    client = signed_in(both, "jo", Role.ENGINEER)
    first = client.post("/v1/evaluate", content=denied())
    # What is decided meanwhile changes no other verdict.
    submitted(client, denied())
    second = client.post("/v1/evaluate", content=denied())
    assert first.content == second.content
    assert len(judged) == 1
    # A comment is another text, and its places are others.
    asked(client, f"# anew\n{denied()}")
    assert len(judged) == 2


def test_what_is_filed_or_declared_is_never_answered_from_what_was_kept(
    both: FastAPI, judged: list[None]
) -> None:
    jo, legal = signed_in(both, "jo", Role.ENGINEER), signed_in(both, "max", Role.LEGAL)
    verdicts = [asked(jo, denied())["verdict"]]
    assert legal.post("/v1/waivers", content=WAIVER).status_code == 201
    verdicts.append(asked(jo, denied())["verdict"])
    legal.post("/v1/waivers/W-1/revocation", json={"reason": "sold"})
    verdicts.append(asked(jo, denied())["verdict"])
    assert verdicts == ["denied", "needs-review", "denied"]
    before = asked(jo, denied())
    assert len(judged) == 3
    declare(both, "FR")
    after = asked(jo, denied())
    assert len(judged) == 4
    assert before["digests"]["case"] != after["digests"]["case"]


def test_a_new_day_is_another_question(app: FastAPI, judged: list[None]) -> None:
    service = service_in(app)
    moments = [MOMENT]
    moving = app_over(replace(service, clock=lambda: moments[0]))
    client = signed_in(moving, "jo", Role.ENGINEER)
    assert asked(client, denied())["as_of"] == "2026-11-24"
    moments[0] += timedelta(hours=1)
    assert asked(client, denied())["as_of"] == "2026-11-24"
    moments[0] += timedelta(hours=13)
    client = signed_in(moving, "jo", Role.ENGINEER)
    assert asked(client, denied())["as_of"] == "2026-11-25"
    assert asked(client, denied(), "?as_of=2026-11-24")["as_of"] == "2026-11-24"
    assert len(judged) == 2


def test_another_pack_is_another_question(app: FastAPI, judged: list[None]) -> None:
    service = service_in(app)
    text = next(
        file.content.decode()
        for file in changed_library().layers[0].files
        if b"no-consumer-accounts" in file.content
    )
    line = next(each for each in text.splitlines() if "Collecting outputs" in each)
    changed = changed_library((line, line.replace("Collecting", "Taking")))
    other = replace(
        changed, records=replace(changed.records, screener=example().records.screener)
    )
    states = States(other, service.shipped, service.database, service.settings)
    second = app_over(replace(service, states=states))
    words = [
        {
            each["statement"]
            for each in asked(signed_in(each_app, "jo", Role.VIEWER), denied())["findings"]
        }
        for each_app in (app, second)
    ]
    states.close()
    assert any("Taking outputs" in each for each in words[1] - words[0])
    assert len(judged) == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(QUESTION, kind="what-if"),
        replace(QUESTION, path="plan.json"),
        replace(QUESTION, plan=b"another"),
        replace(QUESTION, day=DAY + timedelta(days=1)),
        replace(QUESTION, pack="another"),
        replace(QUESTION, mark=Mark("log", 4, b"root")),
        replace(QUESTION, mark=Mark("log", 3, b"fork")),
        replace(QUESTION, lists=8),
    ],
)
def test_questions_that_differ_in_anything_are_two(other: Question) -> None:
    kept = Verdicts(ENOUGH)
    kept.keep(QUESTION, b"told")
    assert kept.kept(replace(QUESTION)) == b"told"
    assert kept.kept(other) is None


def test_what_is_kept_has_a_bound_and_the_least_asked_for_goes_first() -> None:
    kept = Verdicts(3_500)
    one, two, three = (replace(QUESTION, plan=bytes([each])) for each in range(3))
    kept.keep(one, b"1" * 500)
    kept.keep(two, b"2" * 500)
    assert kept.kept(one)
    kept.keep(three, b"3" * 500)
    assert kept.kept(two) is None
    assert kept.kept(one)
    assert kept.kept(three)
    # What is larger than all room is not kept, and room is told apart by size.
    kept.keep(two, b"2" * 4_000)
    assert kept.kept(two) is None
    assert Verdicts(0).kept(one) is None


def test_a_plan_is_judged_again_where_the_registry_changes_meanwhile(app: FastAPI) -> None:
    service, seen = service_in(app), list[State]()
    question = Asked("verdict", "plan.yaml", denied().encode(), DAY)

    def judge(state: State) -> bytes:
        if not seen:
            declare(app, "FR")
        seen.append(state)
        return str(state.mark.size).encode()

    verdicts = Verdicts(ENOUGH)
    content, kept = run_alone(told(question, service.states, verdicts, judge))
    assert not kept
    assert len(seen) == 2
    assert content == str(seen[1].mark.size).encode()
    assert verdicts.kept(question.in_state(seen[0])) is None
    assert verdicts.kept(question.in_state(seen[1])) == content
    verdicts.close()
