import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from policy.diagnostics import Code
from policy.packs import LoadedPack, SourceFile, load_packs
from policy.yamltext import Fields, Text, read_yaml
from registry.onfile import OnFile, load_on_file
from tests.policy.packbuilders import with_clauses, with_condition
from tools.docs import PAGES, SECTIONS, main, stale, with_sections
from tools.documentpages import document_pages

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDE = DOCS / "policy-language.md"
_FENCE = re.compile(r"^```(\w+)(?: ([\w-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def examples(kind: str) -> Iterator[str]:
    """Yield the YAML examples of the guide that are of `kind`; a bare one is a whole file."""
    for language, of_kind, text in _FENCE.findall(GUIDE.read_text(encoding="utf-8")):
        if language == "yaml" and of_kind == kind:
            yield text


def test_no_page_about_the_program_is_stale() -> None:
    found = {path.relative_to(ROOT).as_posix() for path, _ in stale(ROOT)}
    assert found & set(PAGES) == set()


def copied(folder: Path) -> None:
    for name in (*PAGES, *document_pages()):
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        text = document_pages().get(name) or (ROOT / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")


def test_stale_page_is_told_and_left_alone_when_only_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(tmp_path)
    assert main(["--check"], tmp_path) == 0
    page = tmp_path / "docs" / "facts.md"
    page.write_text("old", encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out == "docs/facts.md is stale: run `make docs`\n"
    assert page.read_text(encoding="utf-8") == "old"


def test_stale_pages_are_renewed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copied(tmp_path)
    (tmp_path / "docs" / "facts.md").unlink()
    guide = tmp_path / "docs" / "policy-language.md"
    whole = guide.read_text(encoding="utf-8")
    guide.write_text(whole.replace("| `amendment` |", "| `amendments` |"), encoding="utf-8")
    assert main([], tmp_path) == 0
    assert guide.read_text(encoding="utf-8") == whole
    assert main(["--check"], tmp_path) == 0
    assert capsys.readouterr().out == "docs/facts.md renewed\ndocs/policy-language.md renewed\n"


def test_page_of_a_document_that_is_gone_is_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(tmp_path)
    gone = tmp_path / "docs" / "documents" / "old-terms.md"
    gone.write_text("old", encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    assert main([], tmp_path) == 0
    assert not gone.exists()
    told = "docs/documents/old-terms.md is stale: run `make docs`\n"
    assert capsys.readouterr().out == f"{told}docs/documents/old-terms.md removed\n"


def test_other_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--chek"]) == 2
    assert capsys.readouterr().err == "usage: python -m tools.docs [--check]\n"


def test_what_is_written_by_hand_is_kept() -> None:
    page = (
        "by hand\n\n<!-- topics: made by `make docs` -->\nold\n<!-- end of topics -->\n\nmore\n"
    )
    renewed = with_sections(page)
    assert renewed.startswith("by hand\n\n<!-- topics: made by `make docs` -->\n\n| topic |")
    assert renewed.endswith("|\n\n<!-- end of topics -->\n\nmore\n")
    assert with_sections(renewed) == renewed


def test_guide_has_every_made_section() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    marks = re.findall(r"<!-- (\w+): made by `make docs` -->", guide)
    assert sorted(marks) == sorted(set(SECTIONS) - {"case-keys"})


# The examples of the guide are one pack, and what lies on file beside it.


@cache
def pack_of_the_guide() -> LoadedPack:
    files = [SourceFile(f"{n}.yaml", text.encode()) for n, text in enumerate(examples(""))]
    return load_packs([("guide", files)])


def test_files_of_the_guide_are_a_sound_pack() -> None:
    pack = pack_of_the_guide()
    assert pack.diagnostics == ()
    assert sorted(pack.pack.documents) == [
        "acme-distillation-program",
        "acme-license",
        "acme-terms",
        "acme-usage-policy",
        "example-act",
        "house",
    ]


def shared() -> list[SourceFile]:
    """Return the files of the guide that all its documents share."""
    return [
        SourceFile(f"shared-{number}.yaml", text.encode())
        for number, text in enumerate(examples(""))
        if text.startswith(("definitions:", "territory:"))
    ]


@pytest.mark.parametrize(
    "text",
    [
        *map(with_clauses, examples("clause")),
        *map(with_condition, examples("condition")),
    ],
)
def test_pieces_of_the_guide_are_sound(text: str) -> None:
    files = [SourceFile("piece.yaml", text.encode()), *shared()]
    assert load_packs([("guide", files)]).diagnostics == ()


def test_what_the_guide_keeps_on_file_is_sound() -> None:
    files = [
        SourceFile(f"{n}.yaml", text.encode()) for n, text in enumerate(examples("on-file"))
    ]
    on_file, found = load_on_file(files, pack_of_the_guide().pack)
    assert found == ()
    assert isinstance(on_file, OnFile)
    counts = (len(on_file.agreements), len(on_file.determinations), len(on_file.waivers))
    assert counts == (1, 2, 1)


def test_examples_of_the_guide_are_all_of_a_kind_that_is_loaded() -> None:
    fences = _FENCE.findall(GUIDE.read_text(encoding="utf-8"))
    kinds = {of_kind for language, of_kind, _ in fences if language == "yaml"}
    assert kinds == {"", "clause", "condition", "on-file"}


def test_every_kind_of_document_is_shown() -> None:
    nodes = [
        read_yaml(text.encode(), "x") for kind in ("", "on-file") for text in examples(kind)
    ]
    shown = {
        node.get("kind") for node in nodes if isinstance(node, Fields) and node.get("kind")
    }
    words = {word.text for word in shown if isinstance(word, Text)}
    assert words >= {"provider-terms", "model-license", "law", "agreement", "house"}


# Links


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of `page`, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


def test_every_code_has_its_heading() -> None:
    assert {code.value for code in Code} <= anchors(DOCS / "diagnostics.md")
