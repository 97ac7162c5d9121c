"""One table of who may ask for what; no route is missing from it."""

from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.server import OPEN, OpenRouteError, refuse_open, rights_of
from distillgate.web.identity import RIGHTS, Right, Role
from tests.distillgate.api.plans import submitted, unsure
from tests.distillgate.web.servers import signed_in

READ, ALL = "plans:read", "plans:read-all"
TABLE: Mapping[tuple[str, str], str] = {
    ("GET", "/v1/session"): "signed-in",
    ("DELETE", "/v1/session"): "signed-in",
    ("POST", "/v1/evaluate"): "evaluate",
    ("POST", "/v1/evaluate/stream"): "evaluate",
    ("POST", "/v1/what-if"): "evaluate",
    ("POST", "/v1/suggest"): "evaluate",
    ("POST", "/v1/teachers"): "evaluate",
    ("POST", "/v1/plans"): "plans:submit",
    ("GET", "/v1/plans"): READ,
    ("GET", "/v1/plans/{name}"): READ,
    ("GET", "/v1/plans/{name}/source"): READ,
    ("GET", "/v1/plans/{name}/obligations"): READ,
    ("POST", "/v1/plans/{name}/obligations"): "obligations:write",
    ("GET", "/v1/decisions"): READ,
    ("GET", "/v1/decisions/{number}"): READ,
    ("GET", "/v1/decisions/{number}/remedies"): "evaluate",
    ("POST", "/v1/decisions/{number}/replay"): READ,
    ("POST", "/v1/decisions/{number}/reviews"): "reviews:request",
    ("GET", "/v1/reviews"): READ,
    ("GET", "/v1/reviews/{number}"): READ,
    ("POST", "/v1/reviews/{number}/questions"): "reviews:review",
    ("POST", "/v1/reviews/{number}/answers"): "reviews:answer",
    ("POST", "/v1/reviews/{number}/approval"): "reviews:decide",
    ("POST", "/v1/reviews/{number}/confirmation"): "reviews:decide",
    ("POST", "/v1/reviews/{number}/denial"): "reviews:decide",
    ("POST", "/v1/reviews/{number}/escalation"): "reviews:review",
    ("POST", "/v1/reviews/{number}/reopening"): "reviews:review",
    ("POST", "/v1/agreements"): "filings:write",
    ("GET", "/v1/agreements"): "filings:read",
    ("GET", "/v1/agreements/{name}"): "filings:read",
    ("POST", "/v1/agreements/{name}/revocation"): "filings:write",
    ("POST", "/v1/determinations"): "filings:write",
    ("GET", "/v1/determinations"): "filings:read",
    ("GET", "/v1/determinations/{name}"): "filings:read",
    ("POST", "/v1/determinations/{name}/revocation"): "filings:write",
    ("POST", "/v1/waivers"): "filings:write",
    ("GET", "/v1/waivers"): "filings:read",
    ("GET", "/v1/waivers/{name}"): "filings:read",
    ("POST", "/v1/waivers/{name}/revocation"): "filings:write",
    ("POST", "/v1/waiver-requests"): "reviews:request",
    ("POST", "/v1/waivers/{name}/grant"): "filings:write",
    ("POST", "/v1/waivers/{name}/narrowing"): "filings:write",
    ("POST", "/v1/permits"): "permits:issue",
    ("GET", "/v1/permits/status-list"): READ,
    ("GET", "/v1/permits/keys"): READ,
    ("GET", "/v1/permits/{name}"): READ,
    ("GET", "/v1/permits/{name}/proof"): READ,
    ("POST", "/v1/permits/{name}/revocation"): "permits:revoke",
    ("POST", "/v1/permits/{name}/runs"): "permits:issue",
    ("POST", "/v1/permits/{name}/runs/{run}/end"): "permits:issue",
    ("POST", "/access/v1/evaluation"): "evaluate",
    ("POST", "/access/v1/evaluations"): "evaluate",
    ("GET", "/v1/models"): "registry:read",
    ("GET", "/v1/models/{ref:path}"): "registry:read",
    ("GET", "/v1/datasets"): "registry:read",
    ("GET", "/v1/datasets/{ref:path}"): "registry:read",
    ("GET", "/v1/providers"): "registry:read",
    ("GET", "/v1/providers/{ref:path}"): "registry:read",
    ("GET", "/v1/documents"): "registry:read",
    ("GET", "/v1/documents/{name}"): "registry:read",
    ("GET", "/v1/documents/{name}/diff"): "registry:read",
    ("GET", "/v1/lineage/{ref:path}"): "registry:read",
    ("GET", "/v1/audit/checkpoint"): "audit:read",
    ("GET", "/v1/audit/policy"): "audit:read",
    ("GET", "/v1/audit/records"): "audit:read",
    ("GET", "/v1/audit/records/{index}"): "audit:read",
    ("GET", "/v1/audit/proof/{index}"): "audit:read",
    ("GET", "/v1/audit/consistency"): "audit:read",
    ("GET", "/metrics"): "metrics:read",
    ("POST", "/v1/keys"): "keys:own",
    ("GET", "/v1/keys"): "keys:own",
    ("POST", "/v1/keys/{number}/revocation"): "keys:own",
    ("GET", "/v1/events"): "events:read",
    ("GET", "/v1/webhooks"): "webhooks:manage",
    ("POST", "/v1/webhooks"): "webhooks:manage",
    ("POST", "/v1/webhooks/{name}/rotation"): "webhooks:manage",
    ("POST", "/v1/webhooks/{name}/retirement"): "webhooks:manage",
    ("POST", "/v1/webhooks/{name}/replay"): "webhooks:manage",
    ("GET", "/v1/webhooks/{name}/deliveries"): "webhooks:manage",
}
ROLES: Mapping[str, str] = {
    "evaluate": "all",
    "signed-in": "all",
    READ: "all",
    "filings:read": "all",
    "plans:submit": "requester engineer",
    "obligations:write": "requester engineer reviewer approver legal",
    "reviews:request": "requester engineer",
    "reviews:answer": "requester engineer reviewer approver legal security",
    "reviews:review": "reviewer approver legal",
    "reviews:decide": "reviewer approver legal",
    "filings:write": "approver legal security",
    "permits:issue": "engineer approver legal",
    "permits:revoke": "approver legal org-admin",
    "keys:own": "requester engineer org-admin",
    "keys:manage": "org-admin",
    "events:read": "org-admin",
    "webhooks:manage": "org-admin",
    ALL: "reviewer approver legal security auditor org-admin policy-author policy-publisher",
    "registry:correct": "approver legal fact-curator",
    "policies:write": "policy-author",
    "policies:agree": "policy-publisher",
    "audit:read": "auditor",
    "metrics:read": "auditor org-admin",
    "registry:read": "all",
}
OURS = ("/v1/", "/access/", "/metrics")


def test_no_route_is_missing_from_the_table(app: FastAPI) -> None:
    found = {
        (method, path): needs.right.value if needs else None
        for method, path, needs in rights_of(app)
        if path.startswith(OURS) and (method, path) not in OPEN
    }
    assert found == dict(TABLE)


def test_every_role_has_the_rights_of_the_table_and_no_others() -> None:
    everybody = " ".join(Role)
    wanted = {
        right: set((everybody if roles == "all" else roles).split())
        for right, roles in ROLES.items()
    }
    assert {each.value for each in Right} == set(wanted)
    for right, roles in wanted.items():
        assert {role.value for role in Role if Right(right) in RIGHTS[role]} == roles, right


@pytest.mark.parametrize("role", sorted(Role))
def test_each_role_gets_through_where_the_table_says_so(app: FastAPI, role: Role) -> None:
    client = signed_in(app, "kim", role)
    everybody = " ".join(Role)
    for (method, path), right in TABLE.items():
        if (method, path) == ("DELETE", "/v1/session"):
            continue
        roles = everybody if ROLES[right] == "all" else ROLES[right]
        place = placed(path)
        answer = client.request(method, place, json={})
        refused = answer.status_code == 403
        assert refused is (role.value not in roles.split()), (method, path, answer.text)
        assert answer.status_code < 500 or answer.status_code == 503, answer.text


def placed(path: str) -> str:
    """Return a path with something in each of its places."""
    number = "1" * (18 if "keys" in path else 1)
    bare = path.replace("{ref:path}", "hf:a/b")
    return bare.format(name="x", number=number, run=1, index=0)


def test_nobody_unknown_gets_through_anywhere(app: FastAPI) -> None:
    client = TestClient(app)
    for method, path in TABLE:
        place = placed(path)
        assert client.request(method, place, json={}).status_code == 401, (method, path)


@pytest.mark.parametrize("role", sorted(Role))
def test_what_others_have_pending_is_there_for_those_who_read_all(
    app: FastAPI, role: Role
) -> None:
    jo = signed_in(app, "jo", Role.ENGINEER)
    submitted(jo, unsure())
    jo.post("/v1/decisions/1/reviews", json={})
    reads_all = role.value in ROLES[ALL].split()
    other = signed_in(app, "kim", role)
    for (method, path), right in TABLE.items():
        if right != READ or "{" not in path or "permits" in path:
            continue
        place = path.format(name="document-reader", number=1)
        foreign, own = other.request(method, place), jo.request(method, place)
        assert foreign.status_code == (200 if reads_all else 404), (method, path)
        assert own.status_code == 200, (method, path)


def test_a_program_with_a_route_that_asks_nobody_does_not_begin(app: FastAPI) -> None:
    def open_to_all() -> None: ...

    app.add_api_route("/v1/open", open_to_all, methods=["GET"])
    with pytest.raises(OpenRouteError, match="GET /v1/open"):
        refuse_open(app)
