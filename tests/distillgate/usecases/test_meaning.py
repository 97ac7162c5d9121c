from copy import deepcopy
from typing import Any

import pytest

from distillgate import __version__
from distillgate.usecases.check import check_plan
from distillgate.usecases.differencewords import difference_json, in_words, versions_words
from distillgate.usecases.meaning import differences, meaning_judged, meaning_of
from policy.verdictjson import verdict_json
from tests.distillgate.cli.test_filings import WAIVER
from tests.distillgate.libraries import DAY, EXAMPLE, a_plan, example, with_on_file


def verdict() -> dict[str, Any]:
    checked = check_plan(a_plan(), example(), as_of=DAY)
    assert checked.verdict is not None
    return deepcopy(verdict_json(checked.verdict, __version__))


def names(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [each.about.name for each in differences(before, after)]


def test_wording_dates_versions_places_and_order_are_no_meaning() -> None:
    after = verdict()
    for finding in after["findings"]:
        finding["statement"] = finding["title"] = "in other words"
        finding["location"] = {"path": "moved.yaml", "line": 99, "column": 1}
        finding["clause"] = finding["clause"].replace("@", "@9")
        finding["section"] = "99"
    for duty in after["obligations"]:
        duty["duty"] = f"  {duty['duty'].upper()}!"
    after["findings"].reverse()
    after["as_of"] = "2099-01-01"
    after["digests"] = {}
    assert differences(verdict(), after) == ()


def test_what_a_clause_does_is_meaning() -> None:
    before, after = verdict(), verdict()
    assert before["findings"]
    assert before["obligations"]
    finding = next(each for each in after["findings"] if each["severity"] != "note")
    finding["state"] = "unsure" if finding["state"] == "applies" else "applies"
    found = differences(before, after)
    assert [each.about.kind for each in found] == ["finding"]
    assert found[0].before != found[0].after


def test_what_is_owed_and_why_it_is_permitted_is_meaning() -> None:
    before, after = verdict(), verdict()
    after["obligations"][0]["duty"] = "Pay."
    assert [each.about.kind for each in differences(before, after)] == ["duty"]
    after = verdict()
    gone = after["basis"].pop()
    found = differences(before, after)
    assert [(each.about.kind, each.after) for each in found] == [("basis", None)]
    assert found[0].about.ingredient == gone["ingredient"]


def test_what_is_only_noted_is_no_meaning_and_what_is_waived_is() -> None:
    before, after = verdict(), verdict()
    noted = {**after["findings"][0], "severity": "note", "state": "applies"}
    after["findings"].append({**noted, "clause": "x@1#noted"})
    assert names(before, after) == []
    after["findings"].append(
        {**noted, "state": "waived", "waived_by": "W-1", "clause": "x@1#w"}
    )
    assert names(before, after) == ["x#w"]


def test_each_difference_names_the_clause_and_its_old_and_new_version() -> None:
    before, after = verdict(), verdict()
    finding = next(each for each in after["findings"] if each["severity"] != "note")
    document, _, rest = finding["clause"].partition("@")
    old, _, name = rest.partition("#")
    finding |= {"clause": f"{document}@9#{name}", "versions": ["8", "9"], "missing": ["x"]}
    (found,) = differences(before, after)
    assert found.cites_before == (f"{document}@{old}#{name}",)
    assert found.cites_after == (f"{document}@8#{name}", f"{document}@9#{name}")
    assert versions_words(found) == f" ({old} -> 8, 9)"
    assert f"{document}#{name}" in in_words(found)


def test_of_a_clause_that_is_gone_or_new_the_version_of_its_text_is_told() -> None:
    before, after = verdict(), verdict()
    gone = next(each for each in after["findings"] if each["clause"].startswith("acme-terms@"))
    after["findings"] = [each for each in after["findings"] if each["clause"] != gone["clause"]]
    for each in after["ingredients"]:
        each["documents"] = [
            "acme-terms@9" if name.startswith("acme-terms@") else name
            for name in each["documents"]
        ]
    after["findings"].append(
        {**gone, "clause": "other@3#new", "versions": [], "severity": "deny"}
    )
    found = {each.about.name: each for each in differences(before, after)}
    assert found["other#new"].cites_before == ()
    assert versions_words(found["other#new"]) == " (nothing -> 3)"
    assert in_words(found["other#new"]).startswith("new: other#new")
    old = [each for name, each in found.items() if name.startswith("acme-terms#")]
    assert {each.cites_after for each in old} <= {("acme-terms@9",)}


def test_a_basis_names_its_clauses() -> None:
    before, after = verdict(), verdict()
    changed = after["basis"][0]
    changed["clauses"] = ["other@2#assigned"]
    (found,) = differences(before, after)
    assert (found.about.kind, found.cites_after) == ("basis", ("other@2#assigned",))
    assert found.cites_before == tuple(sorted(before["basis"][0]["clauses"]))
    told = difference_json(found)
    assert (told["cites_before"], told["cites_after"]) == (
        list(found.cites_before),
        ["other@2#assigned"],
    )
    assert "-> other@2#assigned)" in in_words(found)


@pytest.mark.parametrize("name", ["approved", "denied", "open"])
def test_what_a_verdict_means_is_told_without_its_json(name: str) -> None:
    text = (EXAMPLE / "plans" / f"{name}.yaml").read_text("utf-8")
    text = text.replace("{file: org.yaml}", "{name: Example GmbH, country: DE}")
    for on_file in ((), (WAIVER.replace("W-1", "W-7"),)):
        judged = check_plan(a_plan(text), with_on_file(*on_file), as_of=DAY).verdict
        assert judged is not None
        assert meaning_judged(judged) == meaning_of(verdict_json(judged, __version__))
