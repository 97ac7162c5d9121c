"""What would pass: the smallest changes to a plan, and the teachers that would do."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import Field

from distillgate.api.bodies import PLAN_BODY, AsOf, ThePlan
from distillgate.api.reviews import Body
from distillgate.rendering.suggestions import suggestions_json
from distillgate.rendering.teachers import teachers_json
from distillgate.usecases.suggest import Asking, suggest
from distillgate.usecases.teachers import ALL_SIGNED, Wish, teachers_for
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import ProblemError, problem_of
from distillgate.web.service import Needs, Serving
from policy.facts.fact import Attestation
from policy.suggesting.changes import ChangeKind
from policy.yamltext import UnreadableError

router = APIRouter(prefix="/v1", tags=["suggest"])
_Evaluating = Annotated[Caller, Depends(Needs(Right.EVALUATE))]
_JSON = "application/json"
_SAID = Annotated[
    float,
    Query(gt=0, le=20, description="Seconds after which the search ends with what it found."),
]


def _until(seconds: float) -> Callable[[int, int], bool]:
    """Return what says whether there is time left."""
    end = time.monotonic() + seconds
    return lambda _judged, _found: time.monotonic() < end


@dataclass(frozen=True, slots=True)
class Search:
    """How far to look for changes."""

    within: float
    keep: tuple[ChangeKind, ...]
    at_most: int


def _search(
    within: _SAID = 5.0,
    keep: Annotated[
        list[ChangeKind] | None, Query(description="A kind of change that is not wanted.")
    ] = None,
    at_most: Annotated[
        int, Query(ge=1, le=20, description="How many distinct ways are looked for.")
    ] = 5,
) -> Search:
    return Search(within, tuple(keep or ()), at_most)


@router.post("/suggest", summary="Say what would pass", openapi_extra=PLAN_BODY)
def suggest_for(
    _: _Evaluating,
    plan: ThePlan,
    service: Serving,
    search: Annotated[Search, Depends(_search)],
    as_of: AsOf = None,
) -> Response:
    """Return the smallest changes that make a plan pass, the cheapest first.

    Each was judged; each has the lines that it changes, what it brings and what
    stays open. Where nothing passes: the clauses that cannot be met together.
    The answer is what `distillgate suggest --format json` gives; nothing is recorded.
    """
    day = as_of or service.now().date()
    asking = Asking(day, _until(search.within), frozenset(search.keep), search.at_most)
    suggested = suggest(plan, service.library(day), asking)
    if suggested.outcome is None:
        raise ProblemError(problem_of(suggested.diagnostics))
    return Response(suggestions_json(suggested), media_type=_JSON)


class TeachersWanted(Body):
    """What a teacher is wanted for; what is left out stays unknown."""

    use: Annotated[str, Field(description="The purpose", examples=["product"])]
    places: Annotated[tuple[str, ...], Field(max_length=300, examples=[["DE", "US"]])] = ()
    signals: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)] = ("text",)
    release: Annotated[tuple[str, ...], Field(max_length=20, examples=[["api"]])] = ()
    markets: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    base: Annotated[str, Field(description="The weights it starts from")] = "none"
    attests: Annotated[
        tuple[Attestation, ...] | None, Field(description="What you sign; all unless said")
    ] = None

    @property
    def wish(self) -> Wish:
        """Return it as the use case takes it."""
        signed = ALL_SIGNED if self.attests is None else [each.value for each in self.attests]
        said = (self.places, self.signals, self.release, self.markets)
        return Wish(self.use, *said, self.base, None, tuple(signed))


@router.post("/teachers", summary="List the teachers by verdict")
def teachers(
    _: _Evaluating,
    service: Serving,
    body: TeachersWanted,
    within: _SAID = 20.0,
    as_of: AsOf = None,
) -> Response:
    """Return the catalog's teachers for a use, the mildest verdict first.

    Each has its basis, its channel, its duties and the clauses against it, as
    `distillgate suggest --teachers --format json` gives them.
    """
    day = as_of or service.now().date()
    library = service.library(day)
    try:
        found = teachers_for(body.wish, library, as_of=day, keep_going=_until(within))
    except UnreadableError as error:
        raise ProblemError(problem_of(error.diagnostics)) from error
    return Response(teachers_json(found, body.wish, day.isoformat()), media_type=_JSON)
