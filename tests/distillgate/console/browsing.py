"""A real server, and a real browser that goes through its pages."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from distillgate.server import make_app
from distillgate.settings import Settings
from distillgate.usecases.check import PlanText, includes_nothing
from distillgate.usecases.review import Reviewing
from distillgate.usecases.submit import submit_plan
from distillgate.web.identity import Caller, Role
from distillgate.web.service import Service
from policy.diagnostics import Span
from registry.decisions import Decision
from registry.statements import Writer

AXE = Path(__file__).parent / "axe" / "axe.min.js"
SHOTS = Path(__file__).parents[3] / "build" / "console"
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()
_MILLISECONDS = 60_000
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_TOLD = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
_SERIOUS = ("serious", "critical")


@dataclass(slots=True)
class Chromium:
    """The browser, and the pages that are open in it."""

    browser: Browser

    @contextmanager
    def as_somebody(
        self,
        house: "House",
        name: str,
        *roles: Role,
        groups: tuple[str, ...] = (),
        width: int = 1280,
        theme: str = "light",
    ) -> Iterator[Page]:
        """Give a page on which `name` has signed in; it must not break what it may load."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            locale="en-GB",
        )
        context.set_default_timeout(_MILLISECONDS)
        context.add_init_script(_TOLD)
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_csp(said.text) else None)
        # Its cookies are the page's; nothing is drawn before what the test is about.
        token = house.invited(name, *roles, groups=groups)
        page.request.get(f"{house.place}/sign-in?token={token}", max_redirects=0)
        try:
            yield page
            assert page.evaluate("window.__violations") == []
            assert wrong == []
        finally:
            context.close()


def _is_csp(text: str) -> bool:
    return "Content Security Policy" in text


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Give a browser: one that is there, else the one that `playwright install` brings."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    expect.set_options(timeout=_MILLISECONDS)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        except BrowserError as error:
            pytest.skip(
                f"no Chromium is here: `playwright install chromium` brings one ({error})"
            )
        yield Chromium(browser)
        browser.close()


@dataclass(slots=True)
class House:
    """A server with its registry."""

    service: Service
    place: str
    made: dict[str, Decision] = field(default_factory=dict)

    def invited(self, name: str, *roles: Role, groups: tuple[str, ...] = ()) -> str:
        """Return a token with which `name` signs in."""
        caller = Caller(name, machine=False, roles=frozenset(roles), groups=frozenset(groups))
        return self.service.sessions.invite(caller)

    def submitted(self, text: str, by: str = "jo") -> Decision:
        """Return the decision about a plan that somebody submits today."""
        plan = PlanText("plan.yaml", text.encode(), includes_nothing)
        service = self.service
        writer = Writer(by, service.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        today = service.now().date()
        done = submit_plan(plan, service.library(), service.ledger(), writer, as_of=today)
        assert done.decision is not None, done.checked.diagnostics
        return done.decision

    def acting(self, name: str, *roles: str) -> Reviewing:
        """Return `name` as somebody who acts in reviews."""
        service = self.service
        writer = Writer(name, service.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        return Reviewing(service.ledger(), writer, roles, service.library, Span("here", 1, 1))


@contextmanager
def housed(registry: Path, cache: Path) -> Iterator[House]:
    """Give a server that answers until the end."""
    app = make_app(Settings(registry=registry, cache=cache, rate_limit=0))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield House(app.state.service, f"http://127.0.0.1:{listening.getsockname()[1]}")
    server.should_exit = True
    running.join(timeout=20)
    listening.close()


def serious(page: Page, rules: tuple[str, ...] | None = None) -> list[str]:
    """Return what hinders readers on a page: what axe finds serious or worse, by `rules`."""
    if rules == ():
        return []
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules is not None:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in _SERIOUS
        for node in each["nodes"][:3]
    ]


def shot(page: Page, name: str) -> None:
    """Write what a page looks like, for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
