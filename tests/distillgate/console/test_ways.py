"""What would make a plan pass, and plans like it, on its page and on demand."""

import re
from html import unescape

from playwright.sync_api import expect

from distillgate.server import app_over
from distillgate.web.identity import Role
from tests.distillgate.console.browsing import Chromium, House, serious, shot
from tests.distillgate.console.plantexts import approved_plan, denied_plan, open_plan
from tests.distillgate.web.servers import signed_in


def test_a_denied_plan_is_told_what_would_make_it_pass_and_which_are_like_it(
    house: House, browser: Chromium
) -> None:
    number = house.submitted(denied_plan()).number
    house.submitted(denied_plan("korean-translator-two"))
    house.submitted(open_plan())
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/decisions/{number}")
        page.get_by_text("The same teachers and the same use").click()
        like = page.locator("section", has=page.locator("#h-like"))
        expect(like.locator("li")).to_have_count(1)
        expect(like).to_contain_text("Denied")
        page.get_by_role("button", name="Look for it").click()
        expect(page.locator("#ways")).to_contain_text("changed plans were judged")
        expect(page.locator("#ways .way").first).to_contain_text("Approved")
        expect(page.locator("#ways .added").first).to_be_visible()
        assert serious(page) == []
        shot(page, "ways-light-1280")


def test_what_is_trained_already_is_told_what_sets_it_right(house: House) -> None:
    planned = house.submitted(denied_plan("planned")).number
    text = denied_plan().replace("status: planned", "status: trained")
    number = house.submitted(text).number
    client = signed_in(app_over(house.service), "max", Role.LEGAL)
    assert "Look for remedies" not in client.get(f"/decisions/{planned}").text
    assert "Look for remedies" in client.get(f"/decisions/{number}").text
    page = client.post(f"/decisions/{number}/remedies").text
    assert "it costs" in page
    told = client.get(f"/v1/decisions/{number}/remedies").json()
    assert told["trained"] is True
    assert told["remedies"]["findings"]
    shown = unescape(re.sub("</?code>", "`", page))
    for way in told["remedies"]["ways"]:
        assert way["changes"][0]["words"] in shown
    other = client.get(f"/v1/decisions/{planned}/remedies").json()
    assert (other["trained"], other["remedies"]) == (False, None)
    stranger = signed_in(app_over(house.service), "kim", Role.REQUESTER)
    assert stranger.get(f"/v1/decisions/{number}/remedies").status_code == 404
    assert stranger.post(f"/decisions/{number}/remedies").status_code == 404


def test_every_fact_under_a_finding_leads_to_where_it_is_corrected(house: House) -> None:
    number = house.submitted(open_plan()).number
    client = signed_in(app_over(house.service), "max", Role.LEGAL)
    page = client.get(f"/decisions/{number}").text
    facts = re.findall(r'<ul class="because" aria-label="Facts.*?</ul>', page, re.DOTALL)
    assert facts
    for each in facts:
        assert each.count("<li>") == each.count(">wrong?</a>")
    for link in {*re.findall(r'class="wrong no-print" href="([^"]+)"', "".join(facts))}:
        assert client.get(unescape(link)).status_code == 200, link


def test_plans_of_others_are_not_told_as_like_ones_own(house: House) -> None:
    number = house.submitted(open_plan()).number
    house.submitted(open_plan("secret-chatbot"), by="ann")
    app = app_over(house.service)
    own = signed_in(app, "jo", Role.REQUESTER)
    assert "secret-chatbot" not in own.get(f"/decisions/{number}/like").text
    assert own.get(f"/decisions/{number + 1}/like").status_code == 404
    assert own.post(f"/decisions/{number + 1}/ways").status_code == 404
    legal = signed_in(app, "max", Role.LEGAL).get(f"/decisions/{number}/like").text
    assert f'href="/decisions/{number + 1}"' in legal


def test_what_passes_needs_no_change(house: House) -> None:
    number = house.submitted(approved_plan()).number
    client = signed_in(app_over(house.service), "max", Role.LEGAL)
    assert "Look for it" not in client.get(f"/decisions/{number}").text
    assert "nothing needs to change" in client.post(f"/decisions/{number}/ways").text
