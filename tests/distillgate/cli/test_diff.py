import json
import subprocess
from pathlib import Path

import pytest

from tests.distillgate.cli.running import DAY, EXAMPLE, Command, Ran

TERMS = "acme-terms.yaml"


@pytest.fixture
def sides(distillgate: Command) -> tuple[Path, Path]:
    """Two copies of the example pack."""
    made = []
    for name in ("before", "after"):
        folder = distillgate.folder / name
        folder.mkdir()
        for path in (EXAMPLE / "packs").rglob("*.yaml"):
            (folder / path.name).write_bytes(path.read_bytes())
        made.append(folder)
    return made[0], made[1]


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / TERMS
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def diff(distillgate: Command, *words: str) -> Ran:
    return distillgate("policy", "diff", *words, "--as-of", DAY)


def test_the_same_pack_is_proven_to_mean_the_same(
    distillgate: Command, sides: tuple[Path, Path]
) -> None:
    found = diff(distillgate, *map(str, sides))
    assert found.code == 0
    assert "no change in meaning, and this is proven" in found.out


def test_a_word_that_counts_is_shown_with_a_plan_on_both_sides(
    distillgate: Command, sides: tuple[Path, Path]
) -> None:
    edit(sides[1], "terms.competes_with_issuer: true", "terms.competes_with_issuer: false")
    found = diff(distillgate, *map(str, sides))
    assert found.code == 3
    assert "acme-terms#no-competing-models" in found.out
    assert "`terms.competes_with_issuer` is false" in found.out
    assert "shown by the plan `api`" in found.out


def test_programs_read_the_same(distillgate: Command, sides: tuple[Path, Path]) -> None:
    edit(sides[1], "terms.competes_with_issuer: true", "terms.competes_with_issuer: false")
    data = json.loads(diff(distillgate, *map(str, sides), "--format", "json").out)
    assert data["schema"] == "distillgate/policy-diff/v1"
    assert (data["same"], data["settled"]) == (False, True)
    regions = data["changes"][0]["regions"]
    assert {(each["was"], each["now"]) for each in regions} >= {
        ("absent", "applies"),
        ("applies", "absent"),
    }
    assert all(each["witness"]["states"][0] != each["witness"]["states"][1] for each in regions)


def test_other_words_change_no_meaning(distillgate: Command, sides: tuple[Path, Path]) -> None:
    edit(sides[1], "title: ", "title: Other ")
    found = diff(distillgate, *map(str, sides))
    assert found.code == 0


def test_without_time_nothing_is_claimed(
    distillgate: Command, sides: tuple[Path, Path]
) -> None:
    edit(sides[1], "terms.competes_with_issuer: true", "terms.competes_with_issuer: false")
    found = diff(distillgate, *map(str, sides), "--timeout", "0")
    assert found.code == 3
    assert "not settled: 2 clauses" in found.out


def test_a_folder_at_a_revision_is_a_side(
    distillgate: Command, sides: tuple[Path, Path]
) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "packs")):
        subprocess.run(["git", *who, *words], cwd=distillgate.folder, check=True)  # noqa: S603, S607 git of the machine
    edit(sides[0], "terms.competes_with_issuer: true", "terms.competes_with_issuer: false")
    assert diff(distillgate, "HEAD:before", "after").code == 0
    assert diff(distillgate, "HEAD:before", "before").code == 3


@pytest.mark.parametrize(
    "named", ["nowhere", "HEAD:before", f"sha256:{'0' * 64}", ":", "--", "before/" + TERMS]
)
@pytest.mark.usefixtures("sides")
def test_a_side_that_is_not_there_is_told(distillgate: Command, named: str) -> None:
    found = diff(distillgate, named, "after")
    assert found.code == 2
    assert "Traceback" not in found.err


def test_a_pack_with_mistakes_is_shown_with_them(
    distillgate: Command, sides: tuple[Path, Path]
) -> None:
    edit(sides[1], "terms.competes_with_issuer", "terms.competes_with_isuer")
    found = diff(distillgate, *map(str, sides))
    assert found.code == 2
    assert "unknown-fact" in found.err


@pytest.mark.usefixtures("sides")
def test_packs_over_those_that_ship_are_compared_as_they_lie(distillgate: Command) -> None:
    (distillgate.folder / "empty").mkdir()
    (distillgate.folder / "empty" / "a.yaml").write_bytes(
        (distillgate.folder / "after" / TERMS).read_bytes()
    )
    assert diff(distillgate, "after", "empty", "--overlay").code == 0
    assert diff(distillgate, "after", "empty").code == 3
