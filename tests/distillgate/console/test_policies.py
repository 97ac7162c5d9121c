"""House policy in the console: written by one person, agreed to by another, never by one."""

from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from distillgate.server import app_over
from distillgate.usecases.policydrafts import base_of, drafts, house_file
from distillgate.web.identity import Role
from policy.diagnostics import Span
from registry.audit.actlinks import first_unlike
from registry.filings import FilingState
from tests.distillgate.console.browsing import Chromium, House, serious, shot
from tests.distillgate.console.plantexts import approved_plan
from tests.distillgate.console.test_screens import signers_for
from tests.distillgate.web.servers import signed_in

HERE = Span("here", 1, 1)
STRICTER = (
    "bases: [express, agreement, determination, own, grant, residual]",
    "bases: [agreement, determination, own]",
)


def looked_at(page: Page, name: str) -> None:
    assert serious(page) == []
    width = page.evaluate("document.documentElement.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, name)


def written(page: Page, old: str, new: str) -> None:
    area = page.locator("#text")
    text = area.input_value()
    assert old in text
    area.fill(text.replace(old, new))


def test_a_draft_is_written_tried_and_agreed_to_by_a_second_person(
    house: House, browser: Chromium
) -> None:
    house.submitted(approved_plan())
    signers_for(house)
    day = house.service.now().date()
    with browser.as_somebody(house, "ann", Role.AUTHOR) as page:
        page.goto(f"{house.place}/policies")
        looked_at(page, "policies-light-1280")
        page.get_by_role("link", name="Write a draft").click()
        expect(page.locator("#lint")).to_contain_text("Nothing is wrong with it")
        written(page, "bases: [", "bases: [frist, ")
        expect(page.locator("#lint")).to_contain_text("frist")
        page.locator("#lint button[data-line]").first.click()
        caret = "document.querySelector('#text').selectionStart"
        chosen = f"document.querySelector('#text').value.slice({caret}, {caret} + 5)"
        assert page.evaluate(chosen) == "frist"
        written(page, "frist, ", "")
        written(page, *STRICTER)
        page.get_by_role("button", name="See what it would do").click()
        expect(page.locator("#tried")).to_contain_text("1 of 1 plan comes to another verdict")
        expect(page.locator("#tried .flips")).to_contain_text("ledger-reasoner")
        looked_at(page, "policy-light-1280")
        page.get_by_label("Why").fill("nothing rests on a permission of a provider alone")
        page.get_by_role("button", name="Keep as a draft").click()
        expect(page.locator(".diff")).to_contain_text("bases: [agreement,")
        expect(page.locator("#deciding")).to_contain_text("Only a policy-publisher")
    with browser.as_somebody(house, "eve", Role.PUBLISHER, theme="dark", width=360) as page:
        page.goto(f"{house.place}/policies")
        page.get_by_role("link", name="Draft").click()
        looked_at(page, "policy-draft-dark-360")
        page.get_by_role("button", name="Agree").click()
        expect(page.locator(".verdict")).to_contain_text("Agreed")
    (draft,) = drafts(house.service.database, HERE)
    assert draft.filing.state(day) is FilingState.GRANTED
    assert (draft.filing.actor, draft.filing.revoked and draft.filing.revoked.actor) == (
        "ann",
        "eve",
    )
    with house.service.database.reading() as connection:
        assert first_unlike(connection) is None
    # Nothing is judged by it from here.
    assert house.submitted(approved_plan("another")).ruling.word.startswith("approved")


def test_facts_are_completed_from_the_keyboard(house: House, browser: Chromium) -> None:
    with browser.as_somebody(house, "ann", Role.AUTHOR) as page:
        page.goto(f"{house.place}/policies/default/edit")
        page.locator("#text[data-ready]").wait_for()
        area = page.locator("#text")
        area.fill("# ")
        area.press("End")
        area.press_sequentially("ingredient.hid")
        expect(page.locator("#completions li").first).to_contain_text("hidden_reasoning")
        assert serious(page) == []
        area.press("ArrowDown")
        area.press("Enter")
        expect(area).to_have_value("# ingredient.hidden_reasoning")
        expect(page.locator("#completions")).to_be_hidden()


def proposal(house: House, **said: str) -> dict[str, str]:
    file = house_file(house.service.library(), "default", HERE)
    text = file.content.decode().replace(*STRICTER)
    begins = house.service.now().date().isoformat()
    found = {"text": text, "base": base_of(file), "why": "stricter", "begins": begins}
    return found | said


def proposed(house: House, client: TestClient, **said: str) -> int:
    where = "/policies/default/drafts"
    return client.post(where, data=proposal(house, **said), follow_redirects=False).status_code


def test_a_draft_that_cannot_be_used_or_says_nothing_is_not_kept(house: House) -> None:
    client = signed_in(app_over(house.service), "ann", Role.AUTHOR)
    same = house_file(house.service.library(), "default", HERE).content.decode()
    assert proposed(house, client, text="document: [") == 422
    assert proposed(house, client, text=same) == 422
    assert proposed(house, client, text="document: other\nkind: house\ntitle: Other\n") == 422
    assert proposed(house, client, why=" ") == 422
    assert proposed(house, client, base="sha256:" + "0" * 64) == 422
    assert drafts(house.service.database, HERE) == ()


def test_nobody_agrees_to_their_own_draft_or_twice_or_without_the_right(house: House) -> None:
    app = app_over(house.service)
    both = signed_in(app, "ann", Role.AUTHOR, Role.PUBLISHER)
    assert proposed(house, both) == 303
    number = drafts(house.service.database, HERE)[0].filing.number
    where = f"/policies/drafts/{number}/agree"
    assert both.post(where).status_code == 409
    for role in set(Role) - {Role.PUBLISHER}:
        assert signed_in(app, "eve", role).post(where).status_code == 403, role
    publisher = signed_in(app, "eve", Role.PUBLISHER)
    assert publisher.post(where, follow_redirects=False).status_code == 303
    assert (
        publisher.post(where.replace("agree", "refuse"), data={"why": "no"}).status_code == 409
    )
    (draft,) = drafts(house.service.database, HERE)
    assert draft.filing.state(house.service.now().date()) is FilingState.GRANTED
    text = publisher.get(f"/policies/drafts/{number}/text.yaml").text
    assert text == proposal(house)["text"]
    record = publisher.get(f"/policies/drafts/{number}/record.json").json()
    assert (record["author"], record["decided"]["by"]) == ("ann", "eve")


def test_house_policy_opens_for_those_alone_who_may_read_all_plans(house: House) -> None:
    app = app_over(house.service)
    assert signed_in(app, "jo", Role.REQUESTER).get("/policies").status_code == 403
    assert signed_in(app, "max", Role.LEGAL).get("/policies").status_code == 200
    assert signed_in(app, "max", Role.LEGAL).get("/policies/default/edit").status_code == 403
    assert signed_in(app, "max", Role.LEGAL).get("/policies/drafts/7").status_code == 404
