"""The drawing of a lineage: moved, made larger and folded with the keyboard alone."""

from playwright.sync_api import expect

from distillgate.web.identity import Role
from tests.distillgate.console.browsing import Chromium, House, serious, shot


def test_a_drawing_is_moved_zoomed_and_folded_from_the_keyboard(
    house: House, browser: Chromium
) -> None:
    with browser.as_somebody(house, "max", Role.LEGAL) as page:
        page.goto(f"{house.place}/lineage?of=hf:allenai/tulu-3-sft-mixture")
        svg = page.locator("svg.lineage")
        before = svg.get_attribute("viewBox")
        rows = page.locator("tbody tr").count()
        around = page.get_by_role("group", name="Drawing of the lineage")
        around.focus()
        page.keyboard.press("+")
        expect(page.locator("#zoomed")).to_have_text("125 %")
        page.keyboard.press("ArrowRight")
        assert svg.get_attribute("viewBox") != before
        page.keyboard.press("0")
        expect(svg).to_have_attribute("viewBox", str(before))
        boxes = page.locator("svg.lineage g.box:visible")
        assert boxes.count() > 2
        knob = page.locator("g.fold").first
        knob.focus()
        page.keyboard.press("Enter")
        expect(knob).to_have_attribute("aria-expanded", "false")
        expect(boxes).to_have_count(1)
        assert serious(page) == []
        page.keyboard.press("Enter")
        expect(knob).to_have_attribute("aria-expanded", "true")
        page.get_by_role("button", name="Fold all", exact=True).click()
        page.get_by_role("button", name="Unfold all").click()
        assert page.locator("tbody tr").count() == rows
        assert serious(page) == []
        shot(page, "lineage-tools-light-1280")
