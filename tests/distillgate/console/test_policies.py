"""House policy in the console: written by one person, agreed to by another, never by one."""

from playwright.sync_api import Page, expect

from distillgate.server import app_over
from distillgate.usecases.policydrafts import drafts
from distillgate.web.identity import Role
from policy.diagnostics import Span
from registry.audit.actlinks import first_untold
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
        expect(page.locator("#deciding")).to_contain_text("Plans are judged by it")
        page.goto(f"{house.place}/policies")
        looked_at(page, "policies-dark-360")
    (draft,) = drafts(house.service.database, HERE)
    assert draft.filing.state(day) is FilingState.GRANTED
    assert (draft.filing.actor, draft.filing.revoked and draft.filing.revoked.actor) == (
        "ann",
        "eve",
    )
    with house.service.database.reading() as connection:
        assert first_untold(connection) is None
    assert not house.submitted(approved_plan("another")).ruling.word.startswith("approved")


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


def test_each_act_on_a_draft_opens_for_its_role_alone(house: House) -> None:
    app = app_over(house.service)
    for role in Role:
        client = signed_in(app, "eve", role)
        for act in ("agree", "refuse", "withdraw"):
            status = client.post(f"/policies/drafts/7/{act}", data={"why": "so"}).status_code
            assert status == (404 if role is Role.PUBLISHER else 403), (role, act)
        status = client.post("/policies/nobody/drafts").status_code
        assert (status != 403) is (role is Role.AUTHOR), role


def test_house_policy_opens_for_those_alone_who_may_read_all_plans(house: House) -> None:
    app = app_over(house.service)
    assert signed_in(app, "jo", Role.REQUESTER).get("/policies").status_code == 403
    assert signed_in(app, "max", Role.LEGAL).get("/policies").status_code == 200
    assert signed_in(app, "max", Role.LEGAL).get("/policies/default/edit").status_code == 403
    assert signed_in(app, "max", Role.LEGAL).get("/policies/drafts/7").status_code == 404
