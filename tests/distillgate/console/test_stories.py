"""What people do in the console, through a real browser, from asking to deciding."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from distillgate.usecases.reviewviews import Reviews
from distillgate.web.identity import Role
from distillgate.web.sessions import LONGEST
from policy.diagnostics import Span
from registry.reviews import Review, ReviewState
from tests.distillgate.console.browsing import Chromium, House
from tests.distillgate.console.plantexts import approved_plan, denied_plan, open_plan

HERE = Span("here", 1, 1)


def review_in(house: House, number: int = 1) -> Review:
    return Reviews(house.service.database).review(str(number), HERE)


def requested(house: House, browser: Chromium, text: str) -> None:
    """Submit a plan, and have its requester ask for a review on its page."""
    decision = house.submitted(text)
    with browser.as_somebody(house, "jo", Role.REQUESTER) as page:
        page.goto(f"{house.place}/decisions/{decision.number}")
        page.get_by_label("Anything that the reviewer should know").fill("the deal is signed")
        page.get_by_role("button", name="Ask for a review").click()
        expect(page.get_by_role("status")).to_contain_text("The review was asked for")


def opened(page: Page, act: str) -> None:
    page.locator(f"details#{act} > summary").click()


def test_a_question_is_asked_answered_and_the_plan_is_judged_anew(
    house: House, browser: Chromium
) -> None:
    requested(house, browser, open_plan())
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(house.place)
        page.get_by_role("link", name="Distill GPT-5").click()
        opened(page, "ask")
        about = page.get_by_label("About")
        about.select_option(index=1)
        page.get_by_label("Your question").fill("Does it compete with the assistants?")
        page.get_by_role("button", name="Send the question").click()
        expect(page.get_by_role("status")).to_contain_text("waits for the requester")
        page.goto(f"{house.place}/reviews?tab=asked")
        expect(page.locator("tbody tr")).to_have_count(1)
        page.goto(f"{house.place}/reviews/1")
        page.get_by_label("Your answer").fill("no")
        page.get_by_role("button", name="Send the answer").click()
        expect(page.locator(".verdict")).to_contain_text("Approved with obligations")
    review = review_in(house)
    assert review.state is ReviewState.SETTLED
    assert review.decision == 2


def test_an_answer_that_is_no_value_is_refused_where_it_was_given(
    house: House, browser: Chromium
) -> None:
    requested(house, browser, open_plan())
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews/1")
        opened(page, "ask")
        page.get_by_label("About").select_option(index=1)
        page.get_by_label("Your question").fill("Does it compete?")
        page.get_by_role("button", name="Send the question").click()
        page.get_by_label("Your answer").fill("perhaps <b>not</b>")
        page.get_by_role("button", name="Send the answer").click()
        expect(page.get_by_role("alert")).to_be_visible()
    assert review_in(house).state is ReviewState.ASKED


def test_an_approval_has_an_end_a_reason_and_duties(house: House, browser: Chromium) -> None:
    requested(house, browser, open_plan())
    until = (house.service.now().date() + timedelta(days=30)).isoformat()
    with browser.as_somebody(house, "max", Role.APPROVER, groups=("ip-legal",)) as page:
        page.goto(f"{house.place}/reviews/1#approve")
        page.locator("#approve-until").fill(until)
        page.locator("#approve-reason").select_option("counsel-opinion")
        page.locator("#approve-duties").fill("Keep the prompts\n\nTell legal of changes")
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("status")).to_contain_text("The approval was recorded")
        expect(page.locator(".trail")).to_contain_text("Obligation: Tell legal of changes")
    act = review_in(house).approval
    assert act is not None
    assert act.obligations == ("Keep the prompts", "Tell legal of changes")
    assert act.until is not None
    assert act.until.isoformat() == until


def test_a_denial_has_a_reason(house: House, browser: Chromium) -> None:
    requested(house, browser, open_plan())
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews/1#deny")
        page.locator("#deny-reason").select_option("cannot-be-fixed")
        page.locator("#deny-note").fill("<script>alert(1)</script>")
        page.get_by_role("button", name="Deny").click()
        expect(page.get_by_role("status")).to_contain_text("The denial was recorded")
        expect(page.locator(".trail")).to_contain_text("<script>alert(1)</script>")
    assert review_in(house).state is ReviewState.DENIED


def test_a_denial_is_set_aside_by_two_people(house: House, browser: Chromium) -> None:
    requested(house, browser, denied_plan())
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews/1#approve")
        page.locator("#approve-reason").select_option("license-purchased")
        page.locator("#approve-note").fill("a separate license was signed")
        page.get_by_role("button", name="Approve").click()
        expect(page.locator("#deciding")).to_contain_text("Waiting for second person")
        expect(page.locator("details#confirm")).to_have_count(0)
    assert review_in(house).state is ReviewState.SECOND
    with browser.as_somebody(house, "eve", Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews/1")
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_role("status")).to_contain_text("the plan may go ahead")
    assert review_in(house).state is ReviewState.APPROVED


def test_of_two_who_decide_at_once_one_is_told(house: House, browser: Chromium) -> None:
    requested(house, browser, open_plan())
    with (
        browser.as_somebody(house, "max", Role.LEGAL) as one,
        browser.as_somebody(house, "eve", Role.LEGAL) as other,
    ):
        for page in (one, other):
            page.goto(f"{house.place}/reviews/1#deny")
            page.locator("#deny-reason").select_option("risk-accepted")
        one.get_by_role("button", name="Deny").click()
        expect(one.get_by_role("status")).to_be_visible()
        other.get_by_role("button", name="Deny").click()
        expect(other.get_by_role("alert")).to_contain_text("Somebody acted meanwhile")
        expect(other.get_by_role("alert")).to_contain_text("max acted")
    assert [each.writer.name for each in review_in(house).acts] == ["jo", "max"]


def test_nobody_finds_buttons_on_their_own_plan(house: House, browser: Chromium) -> None:
    requested(house, browser, open_plan())
    with browser.as_somebody(house, "jo", Role.REQUESTER, Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews/1")
        expect(page.locator("#deciding")).to_contain_text("You ask for this plan")
        expect(page.locator("#deciding form")).to_have_count(0)


def test_keys_lead_through_the_queue(house: House, browser: Chromium) -> None:
    for name in ("first", "second"):
        decision = house.submitted(open_plan(name))
        with browser.as_somebody(house, "jo", Role.REQUESTER) as page:
            page.goto(f"{house.place}/decisions/{decision.number}")
            page.get_by_role("button", name="Ask for a review").click()
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews")
        for key in ("j", "j", "k", "j"):
            page.keyboard.press(key)
        expect(page.locator("tr.at")).to_contain_text("second")
        page.keyboard.press("d")
        page.wait_for_url("**/reviews/2#deny")
        expect(page.locator("#deny-reason")).to_be_focused()


def test_a_stale_sign_in_signs_nothing(house: House, browser: Chromium) -> None:
    requested(house, browser, open_plan())
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/reviews/1#deny")
        page.locator("#deny-reason").select_option("risk-accepted")
        clock = house.service.sessions.clock
        later = house.service.now() + LONGEST
        object.__setattr__(house.service, "clock", lambda: later)
        page.get_by_role("button", name="Deny").click()
        expect(page.locator("h1")).to_contain_text("Sign in once more")
        object.__setattr__(house.service, "clock", clock)
    assert review_in(house).state is ReviewState.OPEN


def test_whoever_signs_out_is_out(house: House, browser: Chromium) -> None:
    house.submitted(approved_plan())
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(house.place)
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("h1")).to_have_text("Sign in")
        page.goto(f"{house.place}/plans")
        expect(page.locator("h1")).to_have_text("Sign in")


def test_a_plan_is_asked_for_by_the_form(house: House, browser: Chromium) -> None:
    with browser.as_somebody(house, "jo", Role.REQUESTER) as page:
        page.goto(f"{house.place}/new")
        page.get_by_label("What will the new model do").fill("Answer <i>support</i> mail")
        page.locator("[name='organization.name']").fill("Example GmbH")
        page.locator("[name='student.name']").fill("Mail-8B")
        page.locator("[name='base']").fill("hf:Qwen/Qwen3-8B-Base")
        page.locator("[name='teacher1']").fill("not a reference")
        page.get_by_role("button", name="See what it comes to").click()
        expect(page.locator("[role='alert']").first).to_contain_text("cannot be read")
        page.locator("[name='teacher1']").fill("openai:gpt-5")
        page.locator("select[name='teacher1.ingredient.access']").select_option("api")
        page.locator("[name='datasets']").fill("none")
        page.get_by_role("button", name="Submit").click()
        expect(page.locator("[role='alert']").first).to_contain_text("needs a short name")
        page.locator("[name='id']").fill("mail-answers")
        page.get_by_role("button", name="Submit").click()
        expect(page.get_by_role("status")).to_contain_text("judged and recorded")
        expect(page.locator(".sentence")).to_contain_text("Mail-8B")
        expect(page.locator(".head")).to_contain_text("Answer <i>support</i> mail")


def test_the_name_of_a_plan_of_others_is_theirs(house: House, browser: Chromium) -> None:
    house.submitted(open_plan("taken"), by="ann")
    with browser.as_somebody(house, "jo", Role.REQUESTER) as page:
        page.goto(f"{house.place}/new")
        page.locator("[name='id']").fill("taken")
        page.get_by_role("button", name="Submit").click()
        expect(page.locator("[role='alert']").first).to_contain_text(
            "taken by a plan of others"
        )


def test_what_if_moves_the_verdict_and_records_nothing(house: House, browser: Chromium) -> None:
    house.submitted(open_plan())
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/decisions/1/what-if")
        expect(page.locator("#outcome")).to_contain_text("Nothing moves")
        page.get_by_label("openai:gpt-5").check()
        expect(page.locator("#outcome")).to_contain_text("Gone")
        expect(page.locator("#outcome del").first).to_contain_text("Using output to develop")
        page.goto(f"{house.place}/plans")
        expect(page.locator("tbody")).to_contain_text("Needs review")
    assert house.submitted(open_plan()).number == 2
