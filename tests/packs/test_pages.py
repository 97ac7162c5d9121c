import re
from pathlib import Path

from tools.docs import stale_documents
from tools.documentpages import FOLDER, document_pages, escaped

ROOT = Path(__file__).parents[2]
PAGES = ROOT / FOLDER
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_the_pages_of_documents_are_as_the_packs_make_them_or_make_docs_renews_them() -> None:
    assert [path.name for path, _ in stale_documents(ROOT)] == []


def test_every_document_of_the_packs_has_its_page_in_the_index() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    named = {name for name in _LINK.findall(index) if name.endswith(".md")}
    there = {path.name for path in PAGES.glob("*.md")}
    assert named == there - {"README.md"}
    assert len(named) > 250


def test_links_between_the_pages_lead_somewhere() -> None:
    for name, text in document_pages().items():
        for link in _LINK.findall(text):
            assert link.startswith(("http://", "https://")) or (PAGES / link).is_file(), name


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    for name, text in document_pages().items():
        for block in text.split("\n\n"):
            rows = [line for line in block.splitlines() if line.startswith("| ")]
            cells = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
            assert len(cells) <= 1, name


def test_text_cannot_draw_anything_on_a_page() -> None:
    assert escaped("a|b *c* <d>\n[e](f) `x|y*`") == (
        "a\\|b \\*c\\* \\<d\\> \\[e\\](f) `x\\|y*`"
    )
