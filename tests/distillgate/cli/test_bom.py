import json

import pytest

from connectors.recordjson import records_to_json
from tests.connectors.answers import pulled
from tests.distillgate.cli.running import DAY, Command

RECORD = pulled(
    "stranger/tune-7b", {"cardData": {"license": "open-license"}}, {"model.safetensors": b"x"}
).record


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_records_go_out_come_back_and_count(distillgate: Command, form: str) -> None:
    (distillgate.folder / "r.json").write_text(records_to_json((RECORD,)), "utf-8")
    ran = distillgate("bom", "export", "r.json", "--format", form, "-o", "bom.json")
    assert (ran.code, ran.out, ran.err) == (0, "", "wrote bom.json\n")
    ran = distillgate("bom", "import", "bom.json", "-o", "back.json")
    assert ran.code == 0
    assert "hf:stranger/tune-7b" in ran.out
    path = distillgate.plan()
    text = path.read_text("utf-8").replace("hf:opener/base-7b", "hf:stranger/tune-7b")
    path.write_text(text, "utf-8")
    checked = distillgate(
        "check", "plan.yaml", "--records", "back.json", "--as-of", DAY, "--format", "json"
    )
    clauses = {each["clause"] for each in json.loads(checked.out)["findings"]}
    assert "distillgate@1#unread-document" not in clauses


def test_a_bill_of_materials_goes_to_standard_output(distillgate: Command) -> None:
    (distillgate.folder / "r.json").write_text(records_to_json((RECORD,)), "utf-8")
    ran = distillgate("bom", "export", "r.json")
    assert ran.code == 0
    assert json.loads(ran.out)["bomFormat"] == "CycloneDX"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bom", "import", "nowhere.json"], "file-not-found"),
        (["bom", "import", "empty.json"], "unusable-bom"),
        (["bom", "import", "none.json"], "no model and no data set"),
        (["bom", "export", "empty.json"], "unusable-record"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    distillgate: Command, arguments: list[str], said: str
) -> None:
    (distillgate.folder / "empty.json").write_text("{}")
    none = '{"bomFormat": "CycloneDX", "specVersion": "1.6"}'
    (distillgate.folder / "none.json").write_text(none)
    ran = distillgate(*arguments)
    assert ran.code == 2
    assert said in ran.err
