"""The console: pages for people who read, ask and decide in a browser."""

from fastapi import FastAPI

from distillgate.console import (
    assets,
    auditroutes,
    comingroutes,
    filingroutes,
    intakeroutes,
    leaving,
    libraryroutes,
    lineageroutes,
    memoroutes,
    moreroutes,
    overviewroutes,
    planroutes,
    policyroutes,
    reviewroutes,
    togetherroutes,
    viewroutes,
    wayroutes,
    whatifroutes,
    wrongroutes,
)
from distillgate.console.problempages import page_of_problem

_ROUTES = (
    assets,
    leaving,
    togetherroutes,
    viewroutes,
    reviewroutes,
    planroutes,
    policyroutes,
    comingroutes,
    wayroutes,
    whatifroutes,
    wrongroutes,
    memoroutes,
    moreroutes,
    intakeroutes,
    libraryroutes,
    lineageroutes,
    auditroutes,
    filingroutes,
    overviewroutes,
)


def install(app: FastAPI) -> None:
    """Add the pages to `app`, and let it tell people of problems on pages."""
    app.state.page_of_problem = page_of_problem
    for each in _ROUTES:
        app.include_router(each.router)
