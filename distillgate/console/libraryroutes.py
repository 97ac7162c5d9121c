"""The routes of what plans are judged by: documents, records, and what lies on file."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from distillgate.console.documentpage import document_page, documents_page
from distillgate.console.recordpages import (
    FiledPage,
    UsedBy,
    filing_row,
    record_page,
    records_page,
)
from distillgate.console.seeing import sees
from distillgate.console.visiting import Visit, visit
from distillgate.console.words import ruling_mark
from distillgate.usecases import decisionviews
from distillgate.usecases.documentviews import edition_on
from distillgate.usecases.filingviews import Filings, outgrown_by
from distillgate.usecases.naming import document_called, version_called
from distillgate.usecases.recordviews import Records
from distillgate.usecases.reviewviews import Reviews
from distillgate.web.identity import Right
from registry.decisionstore import Sought
from registry.filings import FilingKind
from registry.recorded import Wanted
from registry.statements import SubjectKind

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_REGISTRY))]
_ReadingFiled = Annotated[Visit, Depends(visit(Right.READ_FILINGS))]
_SIZE = 100
_USED_SHOWN = 20
_FILED = (
    (FilingKind.AGREEMENT, "Agreements", "Contracts that we have signed with an issuer."),
    (FilingKind.DETERMINATION, "Determinations", "Answers and readings by legal, used again."),
    (FilingKind.WAIVER, "Waivers", "Dated exceptions to named findings."),
)

_FILED_NOW = {
    "determination": "The determination is on file: later verdicts rest on it.",
    "agreement": "The agreement is on file: later verdicts rest on it.",
    "waiver-request": "The waiver was asked for; somebody else grants or refuses it.",
    "granted": "The waiver was granted.",
    "revoked": "It no longer counts.",
}


@dataclass(frozen=True, slots=True)
class MayFile:
    """What the reader may put on file."""

    files: bool
    asks: bool
    roles: tuple[str, ...]


@router.get("/documents")
def list_documents(visit: _Reading, words: str = "", kind: str = "") -> HTMLResponse:
    """List the documents of the packs."""
    pack = visit.service.library().pack
    documents = (pack.documents[name] for name in pack.documents)
    page = documents_page(documents, words[:200], kind, visit.locale)
    return visit.page("documents.html", "Documents", page)


@router.get("/documents/{name}")
def show_document(
    visit: _Reading, name: str, version: str = "", against: str = ""
) -> HTMLResponse:
    """Show one version of a document, and what changed in it."""
    document = document_called(name, visit.service.library().pack, visit.place)
    edition = (
        version_called(document, version, visit.place)
        if version
        else edition_on(document, visit.day)
    )
    other = version_called(document, against, visit.place) if against else None
    if edition is None:
        return visit.page(
            "documents.html", "Documents", documents_page((), "", "", visit.locale)
        )
    page = document_page(edition, other, visit.locale)
    return visit.page("document.html", page.title, page, used=used_by(visit, document.id))


@router.get("/models")
def list_models(visit: _Reading, words: str = "", after: str = "") -> HTMLResponse:
    """List the models."""
    return _listed(visit, SubjectKind.MODEL, words, after)


@router.get("/datasets")
def list_datasets(visit: _Reading, words: str = "", after: str = "") -> HTMLResponse:
    """List the data sets."""
    return _listed(visit, SubjectKind.DATASET, words, after)


@router.get("/providers")
def list_providers(visit: _Reading, words: str = "", after: str = "") -> HTMLResponse:
    """List the providers."""
    return _listed(visit, SubjectKind.PROVIDER, words, after)


@router.get("/models/{ref:path}")
def show_model(visit: _Reading, ref: str) -> HTMLResponse:
    """Show a model."""
    return _shown(visit, SubjectKind.MODEL, ref)


@router.get("/datasets/{ref:path}")
def show_dataset(visit: _Reading, ref: str) -> HTMLResponse:
    """Show a data set."""
    return _shown(visit, SubjectKind.DATASET, ref)


@router.get("/providers/{ref:path}")
def show_provider(visit: _Reading, ref: str) -> HTMLResponse:
    """Show a provider."""
    return _shown(visit, SubjectKind.PROVIDER, ref)


@router.get("/filed")
def show_filed(visit: _ReadingFiled) -> HTMLResponse:
    """Show what lies on file."""
    groups, pack = [], visit.service.library().pack
    for kind, title, hint in _FILED:
        filings = Filings(visit.database, kind)
        rows = tuple(
            filing_row(
                each,
                filings.text(each, visit.place),
                outgrown_by(filings, each, pack, visit.day, visit.place),
                visit.day,
                visit.locale,
            )
            for each in reversed(filings.all())
        )
        groups.append((title, hint, rows))
    told = _FILED_NOW.get(visit.request.query_params.get("told", ""), "")
    may = MayFile(
        visit.caller.may(Right.FILE),
        visit.caller.may(Right.REQUEST_REVIEW),
        visit.caller.acts_as,
    )
    return visit.page("filed.html", "On file", FiledPage(tuple(groups)), told=told, may=may)


def _records(visit: Visit) -> Records:
    """Return the records that ship under those of the registry."""
    return Records(visit.service.shipped, visit.database)


def _listed(visit: Visit, kind: SubjectKind, words: str, after: str) -> HTMLResponse:
    views = _records(visit).listed(Wanted(kind, words[:200], after, _SIZE))
    last = views[-1].ref if len(views) == _SIZE else ""
    page = records_page(kind, views, words[:200], last)
    return visit.page("records.html", page.title, page)


def _shown(visit: Visit, kind: SubjectKind, ref: str) -> HTMLResponse:
    view = _records(visit).view(kind, ref, visit.place)
    return visit.page(
        "record.html", view.ref, record_page(view, used_by(visit, view.ref), visit.locale)
    )


def used_by(visit: Visit, name: str) -> tuple[UsedBy, ...]:
    """Return the decisions that rest on `name` and that whoever visits may see."""
    reviews = Reviews(visit.database)
    found = decisionviews.Records(visit.database).decisions(Sought(on=name, most=_USED_SHOWN))
    return tuple(
        UsedBy(each.number, each.version.title, ruling_mark(each.ruling.word))
        for each in found
        if sees(visit, each, reviews.of_decision(each.number))
    )
