"""Decision records: a memo, JSON, and a portfolio that spreadsheets open safely."""

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI

from distillgate.console.memo import COLUMNS, safe_cell
from distillgate.console.memofonts import FACES, faces_for, written
from distillgate.server import app_over
from distillgate.usecases.auditlog import policy_text, publish_head
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.review import request_review
from distillgate.web.identity import Role
from policy.diagnostics import Span
from registry.audit.signing import NoteSigner, new_log_key
from tests.distillgate.console.browsing import House, housed
from tests.distillgate.console.plantexts import approved_plan, denied_plan, open_plan
from tests.distillgate.console.test_screens import signers_for
from tests.distillgate.web.servers import signed_in


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Iterator[House]:
    """Give a house with three plans; what is read here changes nothing."""
    with housed(tmp_path_factory.mktemp("shared") / "registry.db", cache_folder) as house:
        for text in (open_plan(), denied_plan(), approved_plan()):
            house.submitted(text)
        yield house


@pytest.fixture(scope="module")
def app(shared: House) -> FastAPI:
    return app_over(shared.service)


def test_the_memo_names_grounds_duties_facts_and_digests(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    page = client.get("/decisions/2/record").text
    for part in ("2. Grounds", "5. Assumptions", "7. What was not examined", "9. Proof"):
        assert part in page
    verdict = json.loads(client.get("/decisions/2/record.json").text)
    assert verdict["digests"]["verdict"] in page


def test_a_record_in_json_holds_all_that_is_stored(app: FastAPI) -> None:
    answer = signed_in(app, "max", Role.LEGAL).get("/decisions/1/record.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="decision-1.json"'
    record = answer.json()
    assert record["verdict"]["verdict"] == "needs-review"
    assert record["case"]["plan"] == record["plan"] == "counter-chatbot"
    assert "counter-chatbot" in record["source"]["content"]


def test_a_portfolio_has_a_row_for_each_finding_that_counts(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    rows = list(csv.DictReader(io.StringIO(client.get("/portfolio.csv").text)))
    assert tuple(rows[0]) == COLUMNS
    by_plan = {each["plan"]: each for each in rows}
    assert set(by_plan) == {"counter-chatbot", "korean-translator", "ledger-reasoner"}
    assert by_plan["counter-chatbot"]["clause"] == "no-competing-models"
    assert by_plan["ledger-reasoner"]["clause"] == ""
    as_json = client.get("/portfolio.json").json()["rows"]
    assert len(as_json) == len(rows)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"


def test_a_record_is_taken_along_with_checksums_that_are_its_digests(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    found = client.get("/decisions/2/record.zip")
    assert found.content == client.get("/decisions/2/record.zip").content
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    lines = files["SHA256SUMS"].decode().splitlines()
    sums = {line.partition("  ")[2]: line.partition("  ")[0] for line in lines}
    assert set(sums) == set(files) - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert sha256(files[name]).hexdigest() == digest
    digests = json.loads(files["record.json"])["digests"]
    assert f"sha256:{sums['case.json']}" == digests["case"]
    assert f"sha256:{sums['verdict.json']}" == digests["verdict"]
    assert f"sha256:{sums['plan.json']}" == digests["source"]
    assert "proof.txt" not in files
    assert "no proof yet" in client.get("/decisions/2/record").text


def test_a_record_proves_its_place_in_the_log_once_a_head_is_signed(house: House) -> None:
    signers_for(house)
    number = house.submitted(denied_plan()).number
    client = signed_in(app_over(house.service), "max", Role.LEGAL)
    assert "no proof yet" in client.get(f"/decisions/{number}/record").text
    assert client.get(f"/decisions/{number}/record.json").json()["log"]["proof"] is None


def no_post(_: str, __: bytes) -> tuple[int, bytes]:
    raise AssertionError("no witness is asked")


@pytest.fixture(scope="module")
def record(
    tmp_path_factory: pytest.TempPathFactory, cache_folder: Path
) -> Iterator[tuple[Path, str]]:
    """Give the folder of a record under a signed head, and the key of the log."""
    with housed(tmp_path_factory.mktemp("proven") / "registry.db", cache_folder) as house:
        yield proven(house, tmp_path_factory.mktemp("record"))


def copied(record: tuple[Path, str], folder: Path) -> tuple[Path, str]:
    """Return a copy of a record that may be changed, and the key of the log."""
    return Path(shutil.copytree(record[0], folder / "record")), record[1]


def proven(house: House, folder: Path) -> tuple[Path, str]:
    """Return the folder of a record under a signed head, and the key of the log."""
    signers = signers_for(house)
    number = house.submitted(denied_plan()).number
    house.submitted(open_plan())
    service = house.service
    publish_head(service.database, signers, (), no_post, now=service.now())
    client = signed_in(app_over(service), "max", Role.LEGAL)
    with zipfile.ZipFile(
        io.BytesIO(client.get(f"/decisions/{number}/record.zip").content)
    ) as it:
        it.extractall(folder)
    page = client.get(f"/decisions/{number}/record").text
    assert "a signed head of" in page
    assert "c2sp.org/tlog-proof@v1" in page
    key = policy_text(service.database).splitlines()[0].removeprefix("log ")
    return folder / f"decision-{number}", key


def verified(folder: Path, *said: str) -> tuple[int, str]:
    """Run what lies in the archive, as somebody does who has nothing else of ours."""
    command = [sys.executable, "-I", str(folder / "verify.py"), *said]
    ran = subprocess.run(  # noqa: S603 our own program and files
        command, capture_output=True, text=True, check=False, timeout=60
    )
    return ran.returncode, ran.stdout + ran.stderr


def changed(folder: Path, name: str, old: str, new: str) -> None:
    """Change a file of a record, and the list of checksums with it."""
    before = (folder / name).read_bytes()
    after = before.replace(old.encode(), new.encode(), 1)
    assert after != before
    (folder / name).write_bytes(after)
    sums = (folder / "SHA256SUMS").read_text("utf-8")
    was, now = (sha256(each).hexdigest() for each in (before, after))
    (folder / "SHA256SUMS").write_text(sums.replace(was, now), "utf-8")


def test_a_record_is_verified_without_what_made_it(
    record: tuple[Path, str], tmp_path: Path
) -> None:
    folder, key = copied(record, tmp_path)
    sums = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    names = {each.partition("  ")[2] for each in sums}
    assert names == {each.name for each in folder.iterdir()} - {"SHA256SUMS"}
    assert {"proof.txt", "verify.py", "memo.pdf"} <= names
    status, told = verified(folder, key)
    assert (status, told[:6]) == (0, "holds:")
    assert verified(folder)[0] == 2
    other = str(NoteSigner("example.org/log", new_log_key()).verifier)
    assert verified(folder, other) == (6, "does not hold: this key has not signed the head\n")
    assert verified(folder, key.replace("example", "another"))[0] == 6
    (folder / "memo.pdf").write_bytes(b"another")
    assert verified(folder, key) == (6, "does not hold: memo.pdf is not what SHA256SUMS says\n")


@pytest.mark.parametrize(
    ("name", "change", "why"),
    [
        ("verdict.json", ("denied", "approved"), "verdict.json is not what the log"),
        ("case.json", ("korean", "greek"), "case.json is not what the log has recorded"),
        ("proof.txt", ("\nindex ", "\nindex 1"), "the head does not cover the record"),
        ("proof.txt", ("org/log\n", "org/log\n1"), "the path is too short"),
        ("proof.txt", ("org/log\n", "com/log\n"), "the head is of another log"),
    ],
    ids=["verdict", "case", "place", "size", "log"],
)
def test_a_record_that_was_changed_with_its_checksums_does_not_hold(
    record: tuple[Path, str], tmp_path: Path, name: str, change: tuple[str, str], why: str
) -> None:
    folder, key = copied(record, tmp_path)
    changed(folder, name, *change)
    status, told = verified(folder, key)
    assert status == 6, told
    assert told.startswith(f"does not hold: {why}")


def test_a_memo_is_drawn_as_pdf_and_is_the_same_bytes_again(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    found = client.get("/decisions/1/record.pdf")
    assert found.headers["Content-Type"] == "application/pdf"
    assert found.content.startswith(b"%PDF-")
    assert found.content == client.get("/decisions/1/record.pdf").content
    assert signed_in(app, "kim", Role.VIEWER).get("/decisions/1/record.pdf").status_code == 404


def test_no_letter_is_lost_where_the_fonts_cannot_write_it() -> None:
    assert written("Müller \u2013 \u201cok\u201d 中\x07") == 'Müller - "ok" [U+4E2D][U+0007]'
    text = "Łódź Ελλάδα Киев 中文 日本語 한국어 שלום \u202e नमस्ते"
    kept = written(text, FACES)
    assert kept.startswith("Łódź Ελλάδα Киев 中文 日本語 한국어 [U+05E9]")
    assert "[U+202E]" in kept
    assert "नम" not in kept
    assert written("e\u0301", FACES) == "é"
    assert faces_for(["Müller"]) == ()
    assert [each.name for each in faces_for(["Łódź"])] == ["noto"]
    assert [each.name for each in faces_for(["中文", "Łódź"])] == ["noto", "cjk"]


def test_a_portfolio_tells_licenses_and_what_people_did(app: FastAPI, shared: House) -> None:
    decision = Records(shared.service.database).decision("1", Span("here", 1, 1))
    request_review(decision, "", shared.acting("jo"))
    client = signed_in(app, "max", Role.LEGAL)
    rows = {each["plan"]: each for each in client.get("/portfolio.json").json()["rows"]}
    assert rows["counter-chatbot"]["trail"].endswith("jo: request")
    assert rows["korean-translator"]["declared_license"]
