"""Turns the bytes of a file into text, within limits, or says why they are none."""

import codecs
import html
import re
from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 1 << 20
"""No license text is longer; what is longer is not read as one."""
_HEAD = 2048
_FEW = 0.3


class Unread(StrEnum):
    """Why the bytes of a file are no text to compare."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    BINARY = "binary"
    PDF = "pdf"
    RTF = "rtf"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, in which every line is the line of the file."""

    text: str
    encoding: str
    html: bool = False


_MAGIC = {
    b"%PDF-": Unread.PDF,
    b"{\\rtf": Unread.RTF,
    b"PK\x03\x04": Unread.ARCHIVE,
    b"\x1f\x8b": Unread.ARCHIVE,
    b"\x28\xb5\x2f\xfd": Unread.ARCHIVE,
    b"7z\xbc\xaf": Unread.ARCHIVE,
}
# UTF-32 stands first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_IS_HTML = re.compile(r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!doctype html|<html)\b", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))


def read_text(content: bytes) -> FileText | Unread:
    """Return the text of a file's `content`, or why it is none."""
    refused = _refused(content)
    if refused is not None:
        return refused
    decoded = _decoded(content)
    if decoded is None:
        return Unread.BINARY
    text, encoding = decoded
    if not text.strip():
        return Unread.EMPTY
    if _IS_HTML.match(text[:_HEAD]):
        return FileText(_without_tags(text), encoding, html=True)
    return FileText(text, encoding)


def _refused(content: bytes) -> Unread | None:
    if not content:
        return Unread.EMPTY
    if len(content) > MOST_BYTES:
        return Unread.TOO_LARGE
    return next((why for magic, why in _MAGIC.items() if content.startswith(magic)), None)


def _decoded(content: bytes) -> tuple[str, str] | None:
    """Return text and encoding; nothing where no encoding makes text of the bytes."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding)
    zeros = content[:_HEAD].count(0)
    if zeros:
        return _without_mark(content) if zeros > _FEW * len(content[:_HEAD]) else None
    return _strictly(content, "utf-8") or _strictly(content, "windows-1252")


def _without_mark(content: bytes) -> tuple[str, str] | None:
    """Return what UTF-16 without its mark holds, where every second byte is a zero."""
    head = content[: _HEAD // 2 * 2]
    if head[1::2].count(0) > head[::2].count(0):
        return _strictly(content, "utf-16-le")
    return _strictly(content, "utf-16-be")


def _strictly(content: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else (text, encoding)


def _without_tags(page: str) -> str:
    """Return the text of a web page; each line stays on its line."""
    for start, end in _HIDDEN:
        page = _without(page, start, end)
    page = _BLOCK_TAG.sub(lambda tag: " " + "\n" * tag.group().count("\n"), page)
    return "\n".join(html.unescape(line).replace("\n", " ") for line in page.split("\n"))


def _without(page: str, start: str, end: str) -> str:
    """Return `page` without what stands between `start` and `end`; line ends stay."""
    low = page.lower()
    if len(low) != len(page):
        low = page
    parts = []
    at = 0
    while (found := low.find(start, at)) >= 0:
        stop = low.find(end, found)
        stop = len(page) if stop < 0 else stop + len(end)
        parts += [page[at:found], " ", "\n" * page.count("\n", found, stop)]
        at = stop
    return "".join([*parts, page[at:]])
