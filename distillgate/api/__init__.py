"""The approval API: routes over the use cases that the command line runs, too."""

from fastapi import APIRouter

from distillgate.api import (
    audit,
    authzen,
    catalog,
    decisions,
    evaluate,
    events,
    health,
    keys,
    obligations,
    permits,
    plans,
    reviews,
    suggesting,
    waivers,
    whatif,
)
from distillgate.api.answers import PROBLEMS
from distillgate.api.filings import filings_router
from registry.filings import COUNTING
from registry.statements import SubjectKind


def routes() -> APIRouter:
    """Return all routes of the API."""
    router = APIRouter(responses=PROBLEMS)
    for part in (
        health,
        evaluate,
        whatif,
        suggesting,
        plans,
        obligations,
        decisions,
        reviews,
        permits,
        keys,
        events,
        waivers,
    ):
        router.include_router(part.router)
    router.include_router(health.figures)
    router.include_router(reviews.requests)
    router.include_router(events.webhooks)
    for part in (audit, authzen):
        router.include_router(part.router)
    for subject in SubjectKind:
        router.include_router(catalog.records_router(subject))
    router.include_router(catalog.documents)
    router.include_router(catalog.lineage)
    # Waivers are asked for by whoever may not grant them; that has rules of its own.
    for kind in COUNTING:
        router.include_router(filings_router(kind))
    return router
