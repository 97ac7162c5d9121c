"""What is put on file in the console, and facts that are wrong: by whom, and why."""

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from distillgate.server import app_over
from distillgate.usecases.filingviews import Filings
from distillgate.usecases.recordviews import Records
from distillgate.usecases.review import ask
from distillgate.usecases.review import request_review as asked_for
from distillgate.web.identity import RIGHTS, Right, Role
from policy.diagnostics import Span
from registry.filings import Filing, FilingKind, FilingState
from registry.reviews import About
from registry.statements import Grade, SubjectKind
from tests.distillgate.console.browsing import Chromium, House, serious, shot
from tests.distillgate.console.plantexts import open_plan
from tests.distillgate.web.servers import signed_in

HERE = Span("here", 1, 1)
COMPETES = "terms.competes_with_issuer"
BASE = "hf:Qwen/Qwen3-8B-Base"
AGREEMENT = """\
document: openai-2026
kind: agreement
title: Contract with OpenAI
issuer: openai
parties: [Hanse Kontor Bank AG]
effective: 2026-02-01
until: 2028-02-01
lifts: [openai-services-agreement#no-competing-models]
"""


def on_file(house: House, kind: FilingKind, name: str) -> Filing:
    return Filings(house.service.database, kind).filing(name, HERE)


def test_an_answer_is_remembered_for_later_plans(house: House, browser: Chromium) -> None:
    asked_for(house.submitted(open_plan()), "", house.acting("jo"))
    about = About(COMPETES, "openai:gpt-5", "openai")
    ask(1, "Does it compete?", about, house.acting("max", "legal"))
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews/1")
        page.get_by_label("Your answer").fill("no")
        page.get_by_role("button", name="Send the answer").click()
        page.get_by_role("link", name="Remember this answer").click()
        expect(page.locator("#i-value")).to_have_value("no")
        page.locator("#i-name").fill("legal-1")
        page.locator("#i-students").fill("Kontor-*")
        page.locator("#i-role").select_option("legal")
        page.locator("#i-until").fill("2026-01-01")
        page.locator("#i-reason").fill("a chatbot of a bank is no assistant")
        page.get_by_role("button", name="Sign and file it").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.locator("#i-until").fill("2099-01-01")
        assert serious(page) == []
        shot(page, "filing-light-1280")
        page.get_by_role("button", name="Sign and file it").click()
        expect(page.get_by_role("status")).to_contain_text("on file")
        assert serious(page) == []
        shot(page, "filed-light-1280")
    assert on_file(house, FilingKind.DETERMINATION, "legal-1").actor == "max"
    later = house.submitted(open_plan("later"))
    assert later.ruling.word == "approved-with-obligations"


def test_a_record_that_is_wrong_is_corrected_with_a_reason(
    house: House, browser: Chromium
) -> None:
    number = house.submitted(open_plan()).number
    with browser.as_somebody(house, "cat", Role.CURATOR, Role.REVIEWER) as page:
        page.goto(f"{house.place}/decisions/{number}")
        group = page.locator("#facts details", has=page.locator(f"summary:has-text('{BASE}')"))
        group.locator("summary").click()
        group.get_by_label("This fact is wrong: ingredient.declared_license").click()
        page.get_by_label("What is it in truth?").fill("mit")
        page.get_by_label("Why is the record wrong?").fill("its card was changed by its maker")
        assert serious(page) == []
        shot(page, "wrong-light-1280")
        page.get_by_role("button", name="Correct it").click()
        expect(page.locator("main")).to_contain_text("its card was changed by its maker")
    view = Records(house.service.shipped, house.service.database).view(
        SubjectKind.MODEL, BASE, HERE
    )
    assert view.subject is not None
    (statement,) = view.subject.statements
    assert (statement.grade, statement.actor) == (Grade.CURATED, "cat")
    assert dict(view.fields())["declared_license"] == "mit"


@pytest.fixture
def client(house: House) -> TestClient:
    return signed_in(app_over(house.service), "max", Role.LEGAL)


def wrong(client: TestClient, fact: str, **said: str) -> int:
    data = {"fact": fact, "ingredient": BASE, "value": "mit", "reason": "so", **said}
    return client.post("/decisions/1/wrong", data=data, follow_redirects=False).status_code


def test_a_correction_needs_a_value_a_reason_and_a_record(
    house: House, client: TestClient
) -> None:
    house.submitted(open_plan())
    assert wrong(client, "ingredient.declared_license", reason=" ") == 422
    assert wrong(client, "ingredient.declared_license", value="") == 422
    assert wrong(client, "ingredient.released_on", value="soon") == 422
    assert wrong(client, "ingredient.access") == 422
    assert wrong(client, "ingredient.declared_license", ingredient="hf:nobody/nothing") == 404
    page = client.get(
        f"/decisions/1/wrong?fact={COMPETES}&ingredient=openai:gpt-5&issuer=openai"
    )
    assert "Remember an answer" in page.text
    assert client.get("/decisions/1/wrong?fact=no.fact").status_code in {404, 422}
    assert wrong(client, "ingredient.declared_license") == 303


def asked(client: TestClient, **said: str) -> int:
    fields = {
        "name": "W-1",
        "clauses": "openai-services-agreement#no-competing-models",
        "plans": "counter-*",
        "until": "2027-01-15",
        "reason": "the contract is being signed",
        **said,
    }
    where = "/filed/new/waiver-request"
    return client.post(where, data=fields, follow_redirects=False).status_code


def test_a_waiver_is_asked_for_by_one_and_granted_by_another(house: House) -> None:
    app = app_over(house.service)
    jo = signed_in(app, "jo", Role.REQUESTER)
    assert asked(jo, until="") == 422
    assert asked(jo) == 303
    max_ = signed_in(app, "max", Role.LEGAL, groups=frozenset({"ip-legal"}))
    where, role = "/filed/waiver-request/W-1/grant", {"role": "ip-legal"}
    assert jo.post(where, data=role).status_code == 403
    assert "Grant it" in max_.get("/filed").text
    assert max_.post(where, data=role).status_code == 200
    day = house.service.now().date()
    assert on_file(house, FilingKind.WAIVER, "W-1").state(day) is FilingState.GRANTED
    gone = max_.post("/filed/waiver/W-1/revocation", data={"reason": "it was signed"})
    assert gone.status_code == 200
    assert on_file(house, FilingKind.WAIVER, "W-1").state(day) is FilingState.REVOKED


def test_an_agreement_is_filed_as_its_text(house: House, client: TestClient) -> None:
    where = "/filed/new/agreement"
    assert client.post(where, data={"text": "document: ["}).status_code == 422
    found = client.post(where, data={"text": AGREEMENT}, follow_redirects=False)
    assert found.status_code == 303
    assert on_file(house, FilingKind.AGREEMENT, "openai-2026").actor == "max"
    assert "openai-2026" in client.get("/filed").text
    agreements = house.service.library().records.on_file.agreements
    assert [each.id for each in agreements] == ["openai-2026"]


def test_each_form_opens_for_its_roles_alone(house: House) -> None:
    app = app_over(house.service)
    needs = {
        "determination": Right.FILE,
        "agreement": Right.FILE,
        "waiver-request": Right.REQUEST_REVIEW,
    }
    for role in Role:
        client = signed_in(app, "ann", role)
        for what, right in needs.items():
            for answer in (client.get(f"/filed/new/{what}"), client.post(f"/filed/new/{what}")):
                opens = answer.status_code != 403
                assert opens is (right in RIGHTS[role]), (role, what)
        data = {"fact": "ingredient.maker", "ingredient": BASE}
        opens = client.post("/decisions/1/wrong", data=data).status_code != 403
        assert opens is (Right.CORRECT_FACTS in RIGHTS[role]), role
