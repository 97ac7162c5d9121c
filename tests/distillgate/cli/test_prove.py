import json
from pathlib import Path

import pytest

from tests.distillgate.cli.running import DAY, EXAMPLE, Command, Ran

ACME = EXAMPLE / "statements" / "acme.yaml"
BARRED = """\
statements:
  - id: never
    says: It never does.
    documents: [acme-terms]
    when: {use.purpose: product, use.purpose: research}
    verdict: denied
"""


def prove(distillgate: Command, *words: str) -> Ran:
    return distillgate("policy", "prove", *words, "--as-of", DAY)


def one(distillgate: Command, text: str) -> Path:
    path = distillgate.folder / "statements.yaml"
    path.write_text(text, "utf-8")
    return path


def test_what_is_proven_false_and_searched_is_told_apart(distillgate: Command) -> None:
    ran = prove(distillgate, str(ACME))
    assert ran.code == 6
    assert "proven: rivals-are-never-approved" in ran.out
    assert "false: classifiers-are-never-approved" in ran.out
    assert "searched, not proven: not-knowing-is-never-permission" in ran.out
    assert "3 statements: 1 proven, 1 false, 1 searched, not proven" in ran.out


def test_programs_read_the_same(distillgate: Command) -> None:
    data = json.loads(prove(distillgate, str(ACME), "--format", "json").out)
    assert data["schema"] == "distillgate/proofs/v1"
    assert [each["came"] for each in data["statements"]] == ["proven", "false", "searched"]
    assert data["statements"][1]["against"]["verdict"] != "denied"


def test_a_statement_that_means_no_plan_says_nothing(distillgate: Command) -> None:
    text = BARRED.replace(
        "use.purpose: product, use.purpose: research",
        "any: [{use.purpose: research, not: {use.purpose: research}}]",
    )
    ran = prove(distillgate, str(one(distillgate, text)))
    assert ran.code == 6
    assert "says nothing: never" in ran.out


@pytest.mark.parametrize(
    "text",
    [BARRED, "statements: []\n", "statements: 3\n", "a: [", BARRED.replace("acme", "acne")],
)
def test_what_is_wrong_with_a_file_is_told(distillgate: Command, text: str) -> None:
    ran = prove(distillgate, str(one(distillgate, text)))
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_two_statements_of_one_name_are_refused(distillgate: Command) -> None:
    path = one(distillgate, ACME.read_text("utf-8"))
    ran = prove(distillgate, str(ACME), str(path))
    assert ran.code == 2
    assert "stands twice" in ran.err


def test_without_statements_there_is_nothing_to_prove(distillgate: Command) -> None:
    assert prove(distillgate).code == 2


def test_without_time_it_says_what_is_not_settled(distillgate: Command) -> None:
    ran = prove(distillgate, str(ACME), "--timeout", "0")
    assert ran.code == 3
    assert "3 not settled" in ran.out


@pytest.mark.parametrize(
    "words", [("prove", str(ACME), "--as-of", DAY), ("test", str(EXAMPLE / "tested"))]
)
def test_what_packs_come_to_hangs_on_no_registry(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    alone = distillgate("policy", *words)
    broken = distillgate.folder / "broken.db"
    broken.write_bytes(b"no registry")
    monkeypatch.setenv("DISTILLGATE_REGISTRY", str(broken))
    assert distillgate("policy", *words) == alone
