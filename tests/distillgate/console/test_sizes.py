"""What a page reads and holds does not grow with what it does not show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect
from sqlalchemy import event
from starlette.testclient import TestClient

from distillgate.console.facts import MOST_OPEN
from distillgate.console.findings import MOST_SHOWN, Part, further, layers_of
from distillgate.server import app_over
from distillgate.usecases.review import request_review
from distillgate.web.identity import Role
from tests.distillgate.console.browsing import Chromium, House, serious
from tests.distillgate.console.plantexts import approved_plan, open_plan
from tests.distillgate.web.servers import signed_in

MANY = MOST_OPEN + 8


@dataclass
class Asked:
    """What was asked of the registry."""

    queries: int = 0
    contents: list[int] = field(default_factory=list)


@contextmanager
def listening(house: House) -> Iterator[Asked]:
    asked = Asked()

    def heard(*said: Any) -> None:  # noqa: ANN401 as the library calls it
        _, _, statement, parameters, _, _ = said
        asked.queries += 1
        if "content.packed" in statement:
            asked.contents.append(len(parameters))

    engine = house.service.database.engine
    event.listen(engine, "before_cursor_execute", heard)
    yield asked
    event.remove(engine, "before_cursor_execute", heard)


def asked_for(house: House, client: TestClient, path: str) -> Asked:
    assert client.get(path).status_code == 200
    with listening(house) as asked:
        client.get(path)
    return asked


def waiting(house: House, name: str) -> None:
    request_review(house.submitted(open_plan(name)), "", house.acting("jo"))


def test_lists_ask_as_often_for_many_plans_as_for_few(house: House) -> None:
    client = signed_in(app_over(house.service), "max", Role.LEGAL)
    waiting(house, "one")
    house.submitted(approved_plan())
    few = {path: asked_for(house, client, path) for path in ("/plans", "/reviews?tab=all")}
    for number in range(4):
        waiting(house, f"more-{number}")
    for path, before in few.items():
        now = asked_for(house, client, path)
        assert now.queries == before.queries, path
        assert len(now.contents) == len(before.contents), path
    assert few["/plans"].contents == []


def test_the_queue_reads_no_verdict_of_a_plan_that_it_does_not_show(house: House) -> None:
    client = signed_in(app_over(house.service), "max", Role.LEGAL)
    for number in range(3):
        waiting(house, f"plan-{number}")
    everything = asked_for(house, client, "/reviews?tab=all")
    one = asked_for(house, client, "/reviews?tab=all&words=plan-1")
    none = asked_for(house, client, "/reviews?tab=all&page=2")
    assert sum(everything.contents) == 2 * 3
    assert sum(one.contents) == 2
    assert none.contents == []


def large_plan() -> str:
    parts = (f"  - data: hf:some-group/part-{number:03}" for number in range(MANY))
    return open_plan("large").replace("datasets: []", "\n".join(("datasets:", *parts)))


def test_a_large_plan_shows_what_is_alike_once_and_facts_on_demand(
    house: House, browser: Chromium
) -> None:
    number = house.submitted(large_plan()).number
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/decisions/{number}")
        alike = page.get_by_text(f"The {MANY - 1} others of which the same is true")
        expect(alike.first).to_be_attached()
        group = page.locator("#facts details", has_text="some-group/part-007")
        expect(group).to_contain_text("known")
        expect(group.locator("code")).to_have_count(0)
        group.locator("summary").click()
        expect(group.locator("code").first).to_contain_text("ingredient.")
        assert serious(page) == []
        page.goto(f"{house.place}/decisions/{number}/facts/5")
        expect(page.locator("h1")).to_contain_text("some-group/part-")
        assert page.goto(f"{house.place}/decisions/{number}/facts/999").status == 404  # type: ignore[union-attr]


def finding(number: int) -> dict[str, Any]:
    return {
        "because": [],
        "clause": f"a-license@1#clause-{number}",
        "confidence": "high",
        "consequences": [],
        "effect": "forbids",
        "fingerprint": f"{number:032x}",
        "fix": [],
        "ingredient": "hf:a/b",
        "issuer": None,
        "kind": "model-license",
        "lifted_by": None,
        "location": {"path": "plan.yaml", "line": number, "column": 1},
        "missing": [],
        "paths": [],
        "section": None,
        "severity": "deny",
        "state": "applies",
        "statement": "It is forbidden.",
        "title": "A license",
        "topic": "train",
        "url": None,
        "versions": ["1"],
        "waivable": True,
        "waived_by": None,
    }


def test_of_many_findings_the_first_are_shown_and_the_others_follow_page_by_page() -> None:
    findings = [finding(number) for number in range(2 * MOST_SHOWN + 5)]
    (layer,) = layers_of(findings, None, whole=False)
    assert (len(layer.standing), layer.more_standing) == (MOST_SHOWN, MOST_SHOWN + 5)
    seen = [each.card.clause for each in layer.standing]
    while len(seen) < len(findings):
        found, more = further(findings, None, layer.layer, Part.STANDING, len(seen))
        seen += [each.card.clause for each in found]
        assert more == len(findings) - len(seen)
    assert sorted(seen) == sorted({f"clause-{number}" for number in range(len(findings))})
    (whole,) = layers_of(findings, None)
    assert len(whole.standing) == len(findings)


def test_findings_stand_together_only_where_all_they_say_is_the_same() -> None:
    one, two, three = finding(1), finding(1), finding(1)
    two |= {"ingredient": "hf:a/c", "fingerprint": "f" * 32}
    three |= {
        "ingredient": "hf:a/d",
        "because": [{"fact": "use.purpose", "value": "research", "origin": "plan"}],
    }
    (layer,) = layers_of([one, two, three], None)
    assert [[each.about, *(spot.about for spot in each.also)] for each in layer.standing] == [
        ["hf:a/b", "hf:a/c"],
        ["hf:a/d"],
    ]
