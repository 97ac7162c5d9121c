"""What is known of models, data sets and providers, of documents, and of lineage."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from distillgate.api.answers import answer, tagged
from distillgate.api.plans import MOST
from distillgate.rendering.graphs import graph_json
from distillgate.usecases.changes import turns_of, version_words
from distillgate.usecases.documentviews import (
    difference,
    difference_json,
    document_json,
    documents_of,
    edition_json,
    edition_on,
)
from distillgate.usecases.governed import governed_by
from distillgate.usecases.lineage import lineage_of
from distillgate.usecases.naming import document_called, version_called
from distillgate.usecases.recordviews import Records, view_json
from distillgate.usecases.timelines import turn_json
from distillgate.web.identity import Caller, Right
from distillgate.web.service import Needs, Serving, said
from policy.documents import DocumentKind
from policy.satisfying import solver_for
from registry.recorded import Wanted
from registry.records import ArtifactKind
from registry.statements import SubjectKind

_Reading = Annotated[Caller, Depends(Needs(Right.READ_REGISTRY))]
_Ref = Annotated[str, Path(min_length=1, max_length=500)]
documents = APIRouter(prefix="/v1/documents", tags=["documents"])
lineage = APIRouter(prefix="/v1/lineage", tags=["registry"])


def records_router(kind: SubjectKind) -> APIRouter:
    """Return the routes about records of one kind."""
    router = APIRouter(prefix=f"/v1/{kind}s", tags=["registry"])
    listed: dict[str, Any] = {"summary": f"List every {kind}"}
    router.add_api_route("", _listed(kind), methods=["GET"], **listed)
    shown: dict[str, Any] = {"summary": f"Show a {kind} with its sources"}
    router.add_api_route("/{ref:path}", _shown(kind), methods=["GET"], **shown)
    return router


def _listed(kind: SubjectKind) -> Callable[..., Response]:
    def list_them(
        *,
        _: _Reading,
        service: Serving,
        word: Annotated[str, Query(max_length=200, description="Within the reference")] = "",
        cursor: Annotated[str, Query(max_length=500)] = "",
        most: Annotated[int, Query(ge=1, le=MOST)] = 50,
        retired: bool = False,
    ) -> Response:
        """List records by reference, each with what counts and who says so."""
        records = Records(service.shipped, service.database)
        views = records.listed(Wanted(kind, word, cursor, most, retired))
        after = views[-1].ref if len(views) == most else None
        return answer({f"{kind}s": [view_json(each) for each in views], "next": after})

    return list_them


def _shown(kind: SubjectKind) -> Callable[..., Response]:
    def show(_: _Reading, request: Request, service: Serving, ref: _Ref) -> Response:
        """Tell what is known, by whom, and where sources contradict each other."""
        records = Records(service.shipped, service.database)
        return tagged(request, view_json(records.view(kind, ref, said(request))))

    return show


@documents.get("", summary="List documents")
def list_documents(
    _: _Reading,
    service: Serving,
    kind: DocumentKind | None = None,
    issuer: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """List the documents of a kind and an issuer, or jurisdiction."""
    found = documents_of(service.library().pack, kind, issuer)
    return answer({"documents": [document_json(each) for each in found]})


@documents.get("/{name}", summary="Show a document")
def show_document(
    _: _Reading,
    request: Request,
    service: Serving,
    name: Annotated[str, Path(max_length=300)],
    as_of: date | None = None,
) -> Response:
    """Tell a version with its clauses: `name@version`, else the one in force on a day."""
    library, place = service.library(), said(request)
    bare, mark, label = name.partition("@")
    document = document_called(bare, library.pack, place)
    day = as_of or service.now().date()
    edition = None if mark else edition_on(document, day)
    edition = edition or version_called(document, label, place)
    every = tuple(library.pack.documents.values())
    governs = governed_by(document, library.records.catalog, every)
    return tagged(request, {**edition_json(edition), "governs": governs.json()})


@documents.get("/{name}/diff", summary="What changed between two versions")
def diff_document(
    *,
    _: _Reading,
    request: Request,
    service: Serving,
    name: Annotated[str, Path(max_length=300)],
    before: Annotated[str, Query(alias="from", max_length=100)],
    after: Annotated[str, Query(alias="to", max_length=100)],
) -> Response:
    """Tell clause by clause what became stricter, milder or was reworded."""
    pack, place = service.library().pack, said(request)
    document = document_called(name, pack, place)
    editions = (version_called(document, label, place) for label in (before, after))
    found = difference(*editions)
    turns = turns_of(found, solver_for(pack.territories))
    told = {
        **difference_json(found),
        "changes": [turn_json(turn) for turn in turns],
        "version": list(version_words(found)),
    }
    return tagged(request, told)


@lineage.get("/{ref:path}", summary="Show a lineage")
def show_lineage(
    *,
    _: _Reading,
    request: Request,
    service: Serving,
    ref: _Ref,
    kind: ArtifactKind | None = None,
    descendants: bool = False,
) -> Response:
    """Tell what a model or data set was made from, or what was made from it."""
    catalog = service.library().records.catalog
    graph = lineage_of(catalog, ref, kind, said(request), descendants=descendants)
    return Response(graph_json(graph), media_type="application/json")
