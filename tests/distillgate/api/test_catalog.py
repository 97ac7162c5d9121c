from fastapi import FastAPI

from distillgate.web.identity import Role
from tests.distillgate.api.plans import submitted
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import signed_in


def test_records_are_listed_and_shown_with_their_sources(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    listed = client.get("/v1/models", params={"most": 1}).json()
    assert len(listed["models"]) == 1
    ref = listed["models"][0]["ref"]
    assert client.get(f"/v1/models/{ref}").json()["ref"] == ref
    assert client.get("/v1/providers").json()["providers"]
    unknown = client.get("/v1/models/hf:nobody/nothing")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-record")
    odd = client.get("/v1/models/nobody")
    assert odd.status_code == 422


def test_documents_are_shown_as_of_a_day_and_compared(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    found = client.get("/v1/documents").json()["documents"]
    name = found[0]["document"]
    shown = client.get(f"/v1/documents/{name}").json()
    assert shown["document"] == name
    assert shown["clauses"]
    label = shown["version"]
    assert client.get(f"/v1/documents/{name}@{label}").json()["version"] == label
    same = client.get(f"/v1/documents/{name}/diff", params={"from": label, "to": label})
    assert same.json()["changes"] == []
    for place in ("/v1/documents/nothing", f"/v1/documents/{name}@1999"):
        assert client.get(place).status_code == 404


def test_lineage_is_told_up_and_down(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    ref = client.get("/v1/models", params={"most": 1}).json()["models"][0]["ref"]
    for way in ("false", "true"):
        answer = client.get(f"/v1/lineage/{ref}", params={"descendants": way})
        assert answer.status_code == 200, answer.text
    assert client.get("/v1/lineage/hf:nobody/nothing").status_code == 404


def test_an_auditor_reads_the_log(app: FastAPI) -> None:
    submitted(signed_in(app, "jo", Role.ENGINEER), approved())
    client = signed_in(app, "ada", Role.AUDITOR)
    records = client.get("/v1/audit/records").json()["records"]
    made = [each for each in records if each["kind"] == "decision.made"]
    assert len(made) == 1
    index = made[0]["index"]
    shown = client.get(f"/v1/audit/records/{index}").json()
    assert shown["record"]["outcome"] == "approved-with-obligations"
    later = client.get("/v1/audit/records", params={"since": index}).json()["records"]
    assert all(each["index"] > index for each in later)
    one = client.get("/v1/audit/consistency", params={"from": 1, "to": 1}).json()
    assert one["proof"] == []
    assert client.get("/v1/audit/records/999").status_code == 404
    far = client.get("/v1/audit/consistency", params={"from": 1, "to": 999})
    assert far.status_code == 404
