import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.licensing.reading import MOST_BYTES, FileText, Unread, read_text

TEXT = "Lizenz für Daten: 许可\nzweite Zeile\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Unread.EMPTY),
        (b" \n\t", Unread.EMPTY),
        (b"x" * (MOST_BYTES + 1), Unread.TOO_LARGE),
        (b"%PDF-1.7 license", Unread.PDF),
        (b"{\\rtf1 license}", Unread.RTF),
        (b"PK\x03\x04license", Unread.ARCHIVE),
        (b"\x1f\x8b\x08license", Unread.ARCHIVE),
        (b"license\x00\x01\x02 of some kind that goes on and on", Unread.BINARY),
        (b"\xff\xfel\x00i\xd8", Unread.BINARY),
    ],
)
def test_what_is_no_text_is_told(content: bytes, why: Unread) -> None:
    assert read_text(content) is why


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_in_all_its_forms(encoding: str) -> None:
    text = "License of data, first line\nsecond line\n" if encoding.endswith("e") else TEXT
    read = read_text(text.encode(encoding))
    assert isinstance(read, FileText)
    assert read.text == text


def test_bytes_that_are_no_unicode_are_read_as_windows_do() -> None:
    assert read_text("Lizenz für “Daten”".encode("windows-1252")) == FileText(
        "Lizenz für “Daten”", "windows-1252"
    )


def test_web_page_is_read_without_tags_and_scripts_each_line_on_its_line() -> None:
    page = (
        "<!DOCTYPE html>\n<html><head><style>\np { color: red }\n</style>\n"
        "<script>var x = '<p>no</p>';</script></head>\n"
        "<body><!-- hidden\ntext --><p\nclass='a'>Terms &amp; use</p>\n&lt;end&gt;"
        "</body></html>"
    )
    read = read_text(page.encode())
    assert isinstance(read, FileText)
    assert read.html
    assert read.text.count("\n") == page.count("\n")
    assert read.text.split() == ["Terms", "&", "use", "<end>"]
    assert "Terms & use" in read.text.split("\n")[page[: page.index("Terms")].count("\n")]


def test_page_whose_script_does_not_end_is_read_up_to_it() -> None:
    read = read_text(b"<html><p>Terms</p><script>x\n<p>no</p>")
    assert isinstance(read, FileText)
    assert read.text.split() == ["Terms"]


def test_markdown_with_a_tag_in_it_is_no_web_page() -> None:
    assert read_text(b"# License\n\n<br>Terms") == FileText("# License\n\n<br>Terms", "utf-8")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_a_reason(content: bytes) -> None:
    read = read_text(content)
    assert isinstance(read, Unread) or "\0" not in read.text
