"""An agreed text in the console: shown before its day, taken back, and gone back from."""

from datetime import date
from html import escape
from pathlib import Path

import pytest

from distillgate.server import app_over
from distillgate.settings import Settings
from distillgate.usecases.policydrafts import base_of, house_file
from distillgate.web.identity import Role
from distillgate.web.service import Service
from policy.verdict import Ruling
from tests.distillgate.housepolicies import (
    BAN,
    DAY,
    HERE,
    SOON,
    now_counting,
    settings_over_the_example,
    submitted,
    with_ban,
    worker,
)
from tests.distillgate.web.servers import signed_in


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return settings_over_the_example(tmp_path, monkeypatch)


def drafted(service: Service, begins: date) -> str:
    """Return the address of a draft that ann keeps in the console."""
    ann = signed_in(app_over(service), "ann", Role.AUTHOR)
    base = base_of(house_file(service.library(), "house", HERE))
    said = {"text": with_ban(service), "base": base, "begins": begins.isoformat(), "why": "so"}
    kept = ann.post("/policies/house/drafts", data=said, follow_redirects=False)
    assert kept.status_code == 303, kept.text
    return str(kept.headers["Location"])


def test_until_its_day_a_text_is_shown_and_moves_nothing(settings: Settings) -> None:
    service = worker(settings)
    number = submitted(service).number
    app = app_over(service)
    jo, eve = signed_in(app, "jo", Role.REQUESTER), signed_in(app, "eve", Role.PUBLISHER)
    at = drafted(service, SOON)
    assert "to come" not in jo.get(f"/decisions/{number}").text
    assert eve.post(f"{at}/agree", data={"why": "good"}).status_code == 200
    assert submitted(service, "another").ruling <= Ruling.WITH_OBLIGATIONS
    assert "House policy that is to come" in jo.get(f"/decisions/{number}").text
    told = jo.get(f"/decisions/{number}/coming").text
    assert "Denied" in told
    assert "Nothing is trained on what others make" in told
    (coming,) = jo.get(f"/v1/decisions/{number}").json()["coming"]
    assert (coming["from"], coming["verdict"]) == (SOON.isoformat(), "denied")
    assert coming["added"][0]["clause"].endswith("#no-more-of-it")
    ann = signed_in(app, "ann", Role.AUTHOR, Role.PUBLISHER)
    assert "Withdraw it" not in ann.get(at).text
    refused = ann.post(f"{at}/withdraw", data={"why": "no"})
    assert refused.status_code == 409
    assert "another person must do this" in refused.text
    assert "Withdrawn" in eve.post(f"{at}/withdraw", data={"why": "too much"}).text
    assert "to come" not in jo.get(f"/decisions/{number}").text
    assert "coming" not in jo.get(f"/v1/decisions/{number}").json()


def test_to_go_back_an_earlier_text_becomes_a_draft(settings: Settings) -> None:
    service = worker(settings)
    app = app_over(service)
    eve, ann = signed_in(app, "eve", Role.PUBLISHER), signed_in(app, "ann", Role.AUTHOR)
    at = drafted(service, DAY)
    assert eve.post(f"{at}/agree").status_code == 200
    assert now_counting(service).endswith(BAN)
    page = ann.get("/policies").text
    assert "in the place of the file" in page
    assert "/policies/house/edit?back=disk" in page
    ban = escape("forbids: Nothing is trained on what others make.")
    assert ban in ann.get("/policies/house/edit").text
    assert ban not in ann.get("/policies/house/edit?back=disk").text
    assert ann.get("/policies/house/edit?back=77").status_code == 404
    assert eve.post(f"{at}/withdraw", data={"why": "no"}).status_code == 409


def test_what_was_agreed_to_is_revoked_by_nobody_who_files(settings: Settings) -> None:
    service = worker(settings)
    app = app_over(service)
    at = drafted(service, SOON)
    assert signed_in(app, "eve", Role.PUBLISHER).post(f"{at}/agree").status_code == 200
    legal = signed_in(app, "max", Role.LEGAL)
    for kind in ("house-policy", "policy-draft"):
        answer = legal.post(f"/filed/{kind}/house/revocation", data={"reason": "so"})
        assert answer.status_code >= 400, kind
    assert legal.post("/v1/house-policys/house/revocation", json={}).status_code == 404
    assert service.sides() != ()
