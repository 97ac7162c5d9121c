"""A visit of a page: who reads, on which day, in which language, and what is drawn for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from distillgate.console.history import Reader
from distillgate.console.pages import Frame, drawn, nav_of
from distillgate.console.words import Locale, locale_of
from distillgate.usecases.review import Reviewing
from distillgate.web.identity import Caller, Right
from distillgate.web.oidcroutes import way_in
from distillgate.web.service import Needs, Service, Serving, said, writer_of
from policy.diagnostics import Span
from registry.database import Database
from registry.statements import Writer

_OPENED_BY = {
    "/audit": Right.READ_AUDIT,
    "/overview": Right.READ_ALL_PLANS,
    "/policies": Right.READ_ALL_PLANS,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page, by somebody who may make it."""

    request: Request
    service: Service
    caller: Caller

    @property
    def day(self) -> date:
        """The day of the visit, in UTC."""
        return self.service.now().date()

    @property
    def locale(self) -> Locale:
        """How days are written for whoever reads."""
        return locale_of(self.request.headers.get("Accept-Language", ""))

    @property
    def place(self) -> Span:
        """Where what was asked stands: the path of the page."""
        return said(self.request)

    @property
    def database(self) -> Database:
        """The registry."""
        return self.service.database

    @property
    def reader(self) -> Reader:
        """Who reads, as the pages know them."""
        caller = self.caller
        return Reader(caller.name, frozenset(caller.acts_as), caller.machine, caller.teams)

    @property
    def writer(self) -> Writer:
        """Who writes, now."""
        return writer_of(self.caller, self.service)

    def reviewing(self) -> Reviewing:
        """Return who acts in a review, and by what a plan is judged anew."""
        service = self.service
        acts_as = self.caller.acts_as
        return Reviewing(service.ledger(), self.writer, acts_as, service.library, self.place)

    def page(
        self,
        template: str,
        title: str,
        page: object,
        status: HTTPStatus = HTTPStatus.OK,
        **more: object,
    ) -> HTMLResponse:
        """Return a page."""
        frame = frame_of(self.request, self.caller, title)
        return HTMLResponse(drawn(template, frame, page, more), int(status))

    def part(self, part: str, template: str, title: str, page: object) -> HTMLResponse:
        """Return the part of a page that a script asks for, or the page to whoever has none."""
        asked = self.request.headers.get("HX-Request") == "true"
        return self.page(part if asked else template, title, page)


def frame_of(request: Request, caller: Caller | None, title: str) -> Frame:
    """Return what stands around a page for `caller`, or for nobody known."""
    locale = locale_of(request.headers.get("Accept-Language", ""))
    if caller is None:
        return Frame(title, locale, narrow=True, way_in=way_in(request))
    return Frame(
        title,
        locale,
        reader=caller.name,
        roles=", ".join(caller.acts_as),
        csrf=caller.csrf or "",
        nav=nav_of(request.url.path, _closed(caller)),
        submits=caller.may(Right.SUBMIT),
        way_in=way_in(request),
    )


def _closed(caller: Caller) -> frozenset[str]:
    """Return the main pages that do not open for `caller`."""
    return frozenset(path for path, right in _OPENED_BY.items() if not caller.may(right))


def visit(right: Right) -> Callable[..., Visit]:
    """Return a dependency that lets those visit who have `right`."""

    def visiting(
        request: Request, service: Serving, caller: Annotated[Caller, Depends(Needs(right))]
    ) -> Visit:
        return Visit(request, service, caller)

    return visiting
