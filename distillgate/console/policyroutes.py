"""The routes of house policy: read it, write a draft, see what it would do, agree to it."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distillgate.casefiles import case_files
from distillgate.console.policypage import (
    DraftPage,
    EditorPage,
    PoliciesPage,
    completions,
    diff_lines,
    draft_row,
    house_row,
    lint_of,
    said_words,
    text_rows,
    tried_page,
    unjudged,
)
from distillgate.console.problempages import SignInPage
from distillgate.console.visiting import Visit, visit
from distillgate.usecases import policydrafts as policies
from distillgate.usecases.files import refused
from distillgate.usecases.filing import Clerk
from distillgate.usecases.housepolicy import counting_now, of_draft, published, withdraw
from distillgate.usecases.impact import impact, stored_plans
from distillgate.usecases.library import Library
from distillgate.usecases.policydiff import diff_packs
from distillgate.usecases.runcases import Outcome, Sources, run_cases
from distillgate.web.identity import Right
from distillgate.web.service import stale
from policy.diagnostics import Code
from policy.packs import SourceFile
from policy.yamltext import UnreadableError

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_ALL_PLANS))]
_Writing = Annotated[Visit, Depends(visit(Right.WRITE_POLICY))]
_Agreeing = Annotated[Visit, Depends(visit(Right.AGREE_POLICY))]
_Text = Annotated[str, Form(max_length=policies.MOST_BYTES)]
_Word = Annotated[str, Form(max_length=4_000)]
_SECONDS = 20.0
"""For how long a text is held against stored plans, and as long against its clauses."""


@router.get("/policies")
def list_policies(visit: _Reading) -> HTMLResponse:
    """List the documents of house policy, and the drafts."""
    documents = policies.house_documents(visit.service.library())
    agreed = published(visit.database)
    texts = text_rows(agreed, visit.day, visit.locale)
    counting = {each.filing.number for each in counting_now(agreed, visit.day)}
    now = tuple(each for each in texts if each.number in counting)
    found = policies.drafts(visit.database, visit.place)
    page = PoliciesPage(
        tuple(house_row(each, now) for each in documents),
        tuple(draft_row(each, agreed, visit.day, visit.locale) for each in found),
        texts,
        visit.caller.may(Right.WRITE_POLICY),
    )
    return visit.page("policies.html", "House policy", page)


@router.get("/policies/words.json")
def words(_: _Reading) -> Response:
    """Return the words that a policy may use, for completion."""
    return Response(_words(), media_type="application/json")


@router.get("/policies/{name}/edit")
def edit(visit: _Writing, name: str, back: str = "") -> HTMLResponse:
    """Show the text of a document, ready to be changed; or an earlier one, to go back to."""
    file = policies.house_file(visit.service.library(), name, visit.place)
    text = _earlier(visit, name, back) if back else file.content.decode()
    return _editor(visit, name, file, text, policies.base_of(file))


@router.post("/policies/{name}/lint")
def lint(visit: _Writing, name: str, text: _Text) -> HTMLResponse:
    """Tell what is wrong with a text, line by line."""
    library = visit.service.library()
    file = _file(visit, name, text)
    page = lint_of(policies.tried(library, file).diagnostics, file.path)
    return visit.page("_lint.html", "What is wrong with it", page)


@router.post("/policies/{name}/try")
def try_out(visit: _Writing, name: str, text: _Text) -> HTMLResponse:
    """Tell what a text would do: to its tests, to what clauses mean, to stored plans."""
    return visit.part(
        "_tried.html", "tried.html", "What it would do", _tried(visit, name, text)
    )


@router.post("/policies/{name}/drafts")
def propose(  # noqa: PLR0913 each parameter is a field
    visit: _Writing,
    name: str,
    *,
    text: _Text,
    base: _Word,
    begins: Annotated[date, Form()],
    why: _Word = "",
) -> Response:
    """Put a draft on file."""
    text = text.replace("\r\n", "\n")
    proposal = policies.Proposal(name, text, why, begins, base)
    library = visit.service.library()
    try:
        filing = policies.propose(proposal, library, _clerk(visit), visit.place)
    except UnreadableError as error:
        file = policies.house_file(library, name, visit.place)
        return _editor(visit, name, file, text, base, why=why, begins=begins, error=error)
    return RedirectResponse(f"/policies/drafts/{filing.number}", HTTPStatus.SEE_OTHER)


@router.get("/policies/drafts/{number}")
def show_draft(visit: _Reading, number: str) -> HTMLResponse:
    """Show a draft beside the text that counts."""
    return _shown(visit, policies.draft_numbered(visit.database, number, visit.place))


@router.post("/policies/drafts/{number}/try")
def try_draft(visit: _Reading, number: str) -> HTMLResponse:
    """Tell what a draft would do."""
    proposal = policies.draft_numbered(visit.database, number, visit.place).proposal
    page = _tried(visit, proposal.document, proposal.text)
    return visit.part("_tried.html", "tried.html", "What it would do", page)


@router.post("/policies/drafts/{number}/agree")
def agree(visit: _Agreeing, number: str, why: _Word = "") -> Response:
    """Agree to a draft of somebody else."""
    draft = policies.draft_numbered(visit.database, number, visit.place)
    library = visit.service.library()
    return _decided(
        visit, draft, lambda: policies.agree(draft, why, library, _clerk(visit), visit.place)
    )


@router.post("/policies/drafts/{number}/refuse")
def refuse(visit: _Agreeing, number: str, why: _Word = "") -> Response:
    """Refuse a draft."""
    draft = policies.draft_numbered(visit.database, number, visit.place)
    return _decided(
        visit, draft, lambda: policies.reject(draft, why, _clerk(visit), visit.place)
    )


@router.get("/policies/drafts/{number}/text.yaml")
def download(visit: _Reading, number: str) -> Response:
    """Return the text of a draft as a file."""
    proposal = policies.draft_numbered(visit.database, number, visit.place).proposal
    name = f"{proposal.document}-draft-{number}.yaml"
    return _sent(proposal.text, "application/yaml", name)


@router.get("/policies/drafts/{number}/record.json")
def record(visit: _Reading, number: str) -> Response:
    """Return who wrote a draft and who decided about it."""
    draft = policies.draft_numbered(visit.database, number, visit.place)
    return _sent(policies.record_of(draft), "application/json", f"draft-{number}.json")


@router.post("/policies/drafts/{number}/withdraw")
def take_back(visit: _Agreeing, number: str, why: _Word = "") -> Response:
    """Take back what was agreed to, before its day."""
    draft = policies.draft_numbered(visit.database, number, visit.place)
    found = of_draft(published(visit.database), draft.filing.number)
    if found is None:
        message = f"draft {number} was not agreed to"
        raise refused(Code.WRONG_STATE, message, visit.place, "refuse it instead")
    author = draft.filing.actor
    return _decided(
        visit, draft, lambda: withdraw(found, author, why, _clerk(visit), visit.place)
    )


def _earlier(visit: Visit, name: str, back: str) -> str:
    """Return a text that counted, by its number, or the one on disk."""
    if back == "disk":
        base = visit.service.states.base
        return policies.house_file(base, name, visit.place).content.decode()
    for each in published(visit.database):
        if str(each.filing.number) == back and each.house.document == name:
            return each.house.text
    message = f"no text of `{name}` has the number `{back}`"
    raise refused(Code.UNKNOWN_RECORD, message, visit.place)


@cache
def _words() -> str:
    return json.dumps(completions(), ensure_ascii=False)


def _file(visit: Visit, name: str, text: str) -> SourceFile:
    library = visit.service.library()
    path = policies.house_file(library, name, visit.place).path
    return SourceFile(path, text.replace("\r\n", "\n").encode())


def _clerk(visit: Visit) -> Clerk:
    return Clerk(visit.service.ledger(), visit.writer, visit.caller.acts_as)


def _tried(visit: Visit, name: str, text: str) -> object:
    library = visit.service.library()
    file = _file(visit, name, text)
    found = policies.tried(library, file)
    if found.library is None:
        return unjudged(lint_of(found.diagnostics, file.path))
    tests = _tests(found.library, file)
    diffed = diff_packs(library, found.library, visit.day, _watch())
    sides = (library, found.library)
    flips = impact(stored_plans(visit.database), sides, visit.day, _watch())
    lint = lint_of(found.diagnostics, file.path)
    return tried_page(lint, tests, diffed, flips)


def _tests(library: Library, file: SourceFile) -> Outcome:
    """Return what the tests of the pack of `file` come to; there may be none beside it."""
    folder = Path(file.path).parent
    root = next(each.name for each in library.layers if file.path.startswith(each.name))
    found = case_files((folder,), Path(root), root)
    told = tuple(each for each in found.diagnostics if each.code is not Code.NO_CASES)
    sources = Sources(found.cases, found.plans, (), told, whole=False)
    return run_cases(sources, library, lambda _, __: None)


def _watch() -> Callable[[int, int], bool]:
    begun = monotonic()
    return lambda _, __: monotonic() - begun < _SECONDS


def _editor(  # noqa: PLR0913 each parameter is a part of the form
    visit: Visit,
    name: str,
    file: SourceFile,
    text: str,
    base: str,
    *,
    why: str = "",
    begins: date | None = None,
    error: UnreadableError | None = None,
) -> HTMLResponse:
    day = visit.day.isoformat()
    told = lint_of(error.diagnostics, file.path).told if error else ()
    shown = (begins or visit.day).isoformat()
    page = EditorPage(name, file.path, text, base, why, shown, day, told)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return visit.page("policy.html", f"Change {name}", page, status)


def _shown(
    visit: Visit, draft: policies.Draft, error: UnreadableError | None = None
) -> HTMLResponse:
    library = visit.service.library()
    file = policies.house_file(library, draft.proposal.document, visit.place)
    closed, agreed = draft.filing.revoked, published(visit.database)
    became = of_draft(agreed, draft.filing.number)
    rows = {each.number: each for each in text_rows(agreed, visit.day, visit.locale)}
    agrees, own = visit.caller.may(Right.AGREE_POLICY), draft.filing.actor == visit.caller.name
    page = DraftPage(
        draft_row(draft, agreed, visit.day, visit.locale),
        draft.proposal.text,
        diff_lines(file.content.decode(), draft.proposal.text),
        closed is None,
        draft.proposal.base == policies.base_of(file),
        own,
        agrees,
        said_words(closed, visit.locale) if closed else "",
        rows[became.filing.number] if became else None,
        agrees and not own and became is not None and became.is_coming(visit.day),
    )
    told = lint_of(error.diagnostics, file.path).told if error else ()
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return visit.page("draft.html", f"Draft {draft.filing.number}", page, status, told=told)


def _decided(visit: Visit, draft: policies.Draft, does: Callable[[], None]) -> Response:
    if stale(visit.caller, visit.service):
        page = SignInPage(again=True)
        return visit.page("signin.html", "Sign in once more", page, HTTPStatus.FORBIDDEN)
    try:
        does()
    except UnreadableError as error:
        return _shown(visit, draft, error)
    return RedirectResponse(f"/policies/drafts/{draft.filing.number}", HTTPStatus.SEE_OTHER)


def _sent(content: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
