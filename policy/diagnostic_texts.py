"""The diagnostic codes in words: a reference page, and a card for one code."""

import re
from collections.abc import Mapping
from textwrap import fill, indent
from types import MappingProxyType

from policy.codetexts.cases import CASES
from policy.codetexts.commands import COMMANDS
from policy.codetexts.entry import CodeText, Part
from policy.codetexts.files import FILES
from policy.codetexts.lint import LINT
from policy.codetexts.packs import PACKS
from policy.codetexts.plans import PLANS
from policy.codetexts.proofs import PROOFS
from policy.codetexts.records import RECORDS
from policy.diagnostics import Code

INTRODUCTION = """\
# Diagnostics

What is wrong with a plan, a pack or a record is told with a stable code, a place and, where
there is one, a hint. `distillgate explain CODE` prints the section of a code. An error stops
the reading; a warning does not."""


def texts_of(entries: tuple[CodeText, ...]) -> Mapping[Code, CodeText]:
    """Return `entries` by code, in order; two for one code raise `ValueError`."""
    by_code = {entry.code: entry for entry in entries}
    if len(by_code) < len(entries):
        raise ValueError("two texts explain one code")
    return MappingProxyType({code: by_code[code] for code in sorted(by_code)})


TEXTS = texts_of((*CASES, *COMMANDS, *FILES, *LINT, *PACKS, *PLANS, *PROOFS, *RECORDS))
"""What there is to say about each code."""


def diagnostics_markdown() -> str:
    """Return the reference page of all codes, each under a heading of its own."""
    return "\n\n".join([INTRODUCTION, *map(_section, TEXTS.values())]) + "\n"


def code_card(code: Code) -> str:
    """Return what `explain` prints for one code, as plain text of at most 96 columns."""
    text = TEXTS[code]
    parts = [
        code.value,
        _paragraph(text.cause),
        _example(text),
        _paragraph(text.cure),
    ]
    return "\n\n".join(parts) + "\n"


def _section(text: CodeText) -> str:
    shown = text.example
    if text.part is not Part.WORDS:
        shown = "\n\nbeside\n\n".join(map(_fenced, filter(None, (text.example, text.beside))))
    parts = [
        f"## {text.code}",
        text.cause,
        f"{text.part.heading}:",
        shown,
        f"**Cure.** {text.cure}",
    ]
    return "\n\n".join(parts)


def _fenced(example: str) -> str:
    return f"```yaml\n{example}\n```"


def _example(text: CodeText) -> str:
    if text.part is Part.WORDS:
        return _paragraph(text.example)
    shown = "\n\n  beside\n\n".join(
        indent(each, "    ") for each in filter(None, (text.example, text.beside))
    )
    return f"  {text.part.heading}:\n\n{shown}"


_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\.md[^)]*\)")


def _paragraph(text: str) -> str:
    """Return `text` folded and indented, links as the words that bear them."""
    plain = _LINK.sub(r"\1", text)
    return fill(
        plain,
        width=96,
        initial_indent="  ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
