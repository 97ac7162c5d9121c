"""Several reviews approved at once, and views of the queue under names of one's own."""

from playwright.sync_api import expect

from distillgate.server import app_over
from distillgate.usecases.review import request_review
from distillgate.usecases.reviewviews import Reviews
from distillgate.web.identity import RIGHTS, Right, Role
from policy.diagnostics import Span
from registry.reviews import ReviewState
from registry.savedviews import MOST
from tests.distillgate.console.browsing import Chromium, House, serious, shot
from tests.distillgate.console.plantexts import denied_plan, open_plan
from tests.distillgate.web.servers import signed_in

HERE = Span("here", 1, 1)


def waiting(house: House, text: str, by: str = "jo") -> int:
    return request_review(house.submitted(text, by), "", house.acting(by)).number


def state(house: House, number: int) -> ReviewState:
    return Reviews(house.service.database).review(str(number), HERE).state


def test_plans_with_the_same_findings_are_approved_together_each_by_its_own_act(
    house: House, browser: Chromium
) -> None:
    for name in ("one", "two", "three"):
        waiting(house, open_plan(name))
    own = waiting(house, open_plan("own"), by="max")
    with browser.as_somebody(house, "max", Role.LEGAL, groups=("ip-legal",)) as page:
        page.goto(f"{house.place}/reviews?tab=all")
        for number in (1, 2, own):
            page.locator(f"input[name=r][value='{number}']").check()
        assert serious(page) == []
        shot(page, "queue-choosing-light-1280")
        page.get_by_role("button", name="Approve the chosen ones together").click()
        expect(page.get_by_role("button", name="Approve 3 reviews")).to_be_visible()
        page.locator("#reason").select_option("counsel-opinion")
        assert serious(page) == []
        shot(page, "together-light-1280")
        page.get_by_role("button", name="Approve 3 reviews").click()
        expect(page.get_by_role("status").locator("li")).to_have_count(3)
        expect(page.get_by_role("status")).to_contain_text("Refused")
        expect(page.get_by_role("status")).to_contain_text("never decides about it")
    assert [state(house, each) for each in (1, 2, 3, own)] == [
        ReviewState.APPROVED,
        ReviewState.APPROVED,
        ReviewState.OPEN,
        ReviewState.OPEN,
    ]


def test_plans_with_other_findings_are_not_approved_together(house: House) -> None:
    waiting(house, open_plan())
    waiting(house, denied_plan())
    app = app_over(house.service)
    client = signed_in(app, "max", Role.LEGAL)
    shown = client.get("/reviews/together?r=1&r=2").text
    assert "other findings than the first" in shown
    assert "Approve 2 reviews" not in shown
    fields = {"until": "2027-01-01", "reason": "risk-accepted", "note": "so"}
    both = {"r": ["1", "2"], "seen": ["1", "1"], **fields}
    assert client.post("/reviews/together", data=both).status_code == 409
    late = {"r": ["1"], "seen": ["0"], **fields}
    assert "somebody acted in it meanwhile" in client.post("/reviews/together", data=late).text
    assert {state(house, 1), state(house, 2)} == {ReviewState.OPEN}
    for role in Role:
        opens = signed_in(app, "ann", role).post("/reviews/together", data=late).status_code
        assert (opens != 403) is (Right.DECIDE in RIGHTS[role]), role


def test_a_view_of_the_queue_is_kept_for_whoever_named_it(
    house: House, browser: Chromium
) -> None:
    waiting(house, open_plan("one"))
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews?tab=all&words=one&order=newest")
        page.get_by_text("Save this view").click()
        page.get_by_label("Its name").fill("Mine <b>first</b>")
        page.get_by_role("button", name="Save", exact=True).click()
        page.goto(f"{house.place}/reviews")
        page.get_by_role("link", name="Mine <b>first</b>").click()
        expect(page).to_have_url(f"{house.place}/reviews?tab=all&words=one&order=newest")
        assert serious(page) == []
        shot(page, "queue-views-light-1280")
        page.get_by_role("button", name="Drop the view").click()
        expect(page.get_by_role("link", name="Mine <b>first</b>")).to_have_count(0)


def test_views_are_few_and_ones_own_and_say_only_what_a_queue_means(house: House) -> None:
    app = app_over(house.service)
    max_, eve = (signed_in(app, name, Role.LEGAL) for name in ("max", "eve"))
    for number in range(MOST):
        said = {"name": f"view {number}", "query": "?tab=//evil.example&words=x"}
        answer = max_.post("/reviews/views", data=said, follow_redirects=False)
        assert answer.headers["Location"] == "/reviews?tab=group&words=x&order=oldest"
    again = {"name": "view 0", "query": "?tab=all"}
    assert max_.post("/reviews/views", data=again, follow_redirects=False).status_code == 303
    more = {"name": "more", "query": "?tab=all"}
    assert max_.post("/reviews/views", data=more).status_code == 409
    eve.post("/reviews/views/drop", data={"name": "view 1"})
    assert "view 1" in max_.get("/reviews").text
    assert "view 1" not in eve.get("/reviews").text
