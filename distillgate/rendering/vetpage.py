"""Draws the page for procurement, as Markdown and as one HTML file that loads nothing."""

from collections.abc import Iterator
from html import escape

from distillgate.usecases.vetpage import Table, VetPage
from policy.diagnostics import printable

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #888;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}"
)
_PIPES = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>|~&$#!"})


def vet_markdown(page: VetPage) -> str:
    """Return the page in Markdown."""
    return "\n".join(_markdown(page)) + "\n"


def _markdown(page: VetPage) -> Iterator[str]:
    yield f"# {_plain(page.title)}"
    yield ""
    yield f"**{page.ruling.word}**: {page.answer}"
    for table in page.tables:
        yield ""
        yield f"## {table.heading}"
        yield ""
        yield _row(table.columns)
        yield _row(("---",) * len(table.columns))
        yield from (_row(tuple(map(_plain, row))) for row in table.rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return `text` on one line, with nothing in it that Markdown reads as a mark."""
    return _line(text).translate(_PIPES)


def _line(text: str) -> str:
    return printable(" ".join(text.split()))


def vet_html(page: VetPage) -> str:
    """Return the page as one HTML file: no scripts, nothing from elsewhere."""
    return "\n".join(_html(page)) + "\n"


def _html(page: VetPage) -> Iterator[str]:
    title = escape(_line(page.title))
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield f'<head><meta charset="utf-8"><title>{title}</title>'
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield f"<style>{_STYLE}</style></head>"
    yield "<body><main>"
    yield f"<h1>{title}</h1>"
    yield f"<p><strong>{page.ruling.word}</strong>: {escape(page.answer)}</p>"
    for table in page.tables:
        yield from _html_table(table)
    yield "</main></body>"
    yield "</html>"


def _html_table(table: Table) -> Iterator[str]:
    yield f"<h2>{escape(table.heading)}</h2>"
    yield "<table>"
    if any(table.columns):
        cells = "".join(f'<th scope="col">{escape(each)}</th>' for each in table.columns)
        yield f"<thead><tr>{cells}</tr></thead>"
    yield "<tbody>"
    for first, *others in table.rows:
        rest = "".join(f"<td>{escape(_line(each))}</td>" for each in others)
        yield f'<tr><th scope="row">{escape(_line(first))}</th>{rest}</tr>'
    yield "</tbody></table>"
