"""Every screen, in both themes and in three widths: nothing hinders readers, nothing spills."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from playwright.sync_api import Page

from distillgate.usecases.auditlog import Signers, begin_log
from distillgate.usecases.review import Approval, approve, ask, request_review
from distillgate.web.identity import Role
from registry.audit.permits import PermitSigner
from registry.audit.signing import NoteSigner, new_log_key, new_permit_key
from registry.reviews import About, Reason
from registry.statements import Writer
from tests.distillgate.console.browsing import Chromium, House, housed, serious, shot
from tests.distillgate.console.plantexts import denied_plan, example_plan, open_plan

Theme: TypeAlias = Literal["light", "dark"]
ALL = (Role.LEGAL, Role.REQUESTER)
LOOKS: tuple[tuple[Theme, int], ...] = (
    ("light", 1440),
    ("dark", 1440),
    ("light", 360),
    ("dark", 2560),
)
CHANGED_BY: Mapping[tuple[Theme, int], tuple[str, ...]] = {
    ("dark", 1440): ("color-contrast",),
    ("light", 360): ("color-contrast", "scrollable-region-focusable"),
    ("dark", 2560): (),
}
"""The rules of axe that a theme or a width can change; the first look takes them all."""
BASE = "hf:Qwen/Qwen3-8B-Base"
SCREENS = {
    "queue": "/reviews?tab=all",
    "queue-empty": "/reviews?tab=all&words=nothing-is-called-so",
    "review": "/reviews/1",
    "review-asked": "/reviews/2",
    "review-second": "/reviews/3",
    "plans": "/plans",
    "decision": "/decisions/4",
    "what-if": "/decisions/1/what-if",
    "record": "/decisions/2/record",
    "intake": "/new",
    "documents": "/documents?words=openai",
    "document": "/documents/openai-services-agreement",
    "models": "/models?words=qwen",
    "model": f"/models/{BASE}",
    "providers": "/providers",
    "lineage": "/lineage?of=hf:allenai/tulu-3-sft-mixture",
    "lineage-of-plan": "/lineage?decision=4",
    "filed": "/filed",
    "filing": "/filed/new/waiver-request",
    "wrong": f"/decisions/1/wrong?fact=ingredient.declared_license&ingredient={BASE}",
    "together": "/reviews/together?r=1&r=2",
    "policies": "/policies",
    "overview": "/overview",
    "glossary": "/glossary",
    "no-right": "/audit",
    "not-there": "/decisions/999999",
}


SPILLED = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const scrolls = (each) =>
    each && (getComputedStyle(each).overflowX !== "visible" || scrolls(each.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > page.clientWidth + 1)
    .filter((each) => !scrolls(each.parentElement))
    .slice(0, 3)
    .map((each) => each.outerHTML.slice(0, 160));
}"""
"""What reaches beyond the right edge of a page that can be scrolled sideways."""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Iterator[House]:
    """Give a house in which there is something on every screen."""
    with housed(tmp_path_factory.mktemp("house") / "registry.db", cache_folder) as house:
        furnish(house)
        yield house


def furnish(house: House) -> None:
    texts = (open_plan(), open_plan("other-chatbot"), denied_plan(), example_plan(6))
    for text in texts:
        decision = house.submitted(text)
        request_review(decision, "please look at it", house.acting("jo"))
    ask(2, "Which markets?", About(), house.acting("max", "legal"))
    until = house.service.now().date().replace(day=1)
    until = until.replace(year=until.year + 1)
    approve(
        3, Approval(until, Reason.LICENSE, "signed", ("keep it",)), house.acting("max", "legal")
    )
    house.submitted(example_plan(1))
    signers_for(house)


def signers_for(house: House) -> Signers:
    """Begin a log, and return who signs for it."""
    origin = "example.org/log"
    signers = Signers((NoteSigner(origin, new_log_key()),), PermitSigner(new_permit_key()))
    service = house.service
    writer = Writer("ops", service.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    begin_log(service.ledger(), origin, signers, writer, now=service.now())
    return signers


def looked_at(page: Page, name: str) -> None:
    """See one page in both themes and at three widths, without loading it again."""
    for theme, width in LOOKS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        assert serious(page, CHANGED_BY.get((theme, width))) == [], (name, theme, width)
        assert page.evaluate(SPILLED) == [], (name, theme, width)
        if not os.environ.get("CI"):  # noqa: TID251 pictures are for whoever works on it
            shot(page, f"{name}-{theme}-{width}")


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_can_be_read_by_everybody(
    furnished: House, browser: Chromium, name: str
) -> None:
    with browser.as_somebody(furnished, "eve", *ALL) as page:
        page.goto(f"{furnished.place}{SCREENS[name]}")
        looked_at(page, name)


def test_auditors_read_the_log_and_verify_it(furnished: House, browser: Chromium) -> None:
    with browser.as_somebody(furnished, "ann", Role.AUDITOR) as page:
        page.goto(f"{furnished.place}/audit")
        looked_at(page, "audit")
        page.get_by_role("button", name="Verify").click()
        page.get_by_role("status").wait_for()
        assert "It holds" in page.get_by_role("status").inner_text()
        looked_at(page, "audit-verified")
        page.locator("tbody a").first.click()
        page.locator("pre").wait_for()
        looked_at(page, "audit-record")


def test_the_page_to_sign_in_can_be_read(furnished: House, browser: Chromium) -> None:
    page = browser.browser.new_page()
    page.goto(furnished.place)
    looked_at(page, "sign-in")
    page.goto(f"{furnished.place}/sign-in?token=used")
    assert "this token was used" in page.locator("main").inner_text()
    page.close()


def test_a_record_prints_without_what_is_for_the_screen(
    furnished: House, browser: Chromium
) -> None:
    with browser.as_somebody(furnished, "eve", *ALL) as page:
        page.goto(f"{furnished.place}/decisions/1/record")
        page.emulate_media(media="print")
        assert not page.locator(".bar").is_visible()
        assert page.locator(".memo").is_visible()
        assert page.pdf().startswith(b"%PDF")
