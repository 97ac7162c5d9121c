"""Makes text of users and packs safe inside Markdown as GitHub and GitLab draw it."""

import re

from policy.diagnostics import printable
from policy.explaining_words import squeezed

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$]")
_LIST_START = re.compile(r"^([-+#=]|\d+[.)])")
_SCHEME = re.compile(r"://")
_BARE_HOST = re.compile(r"\b(www)\.", re.IGNORECASE)
_SUMMONS = re.compile(r"(?<!\w)@(?=\w)|#(?=\d)|!(?=\d)")
_BACKTICKS = re.compile(r"`+")
_GAP = "\N{ZERO WIDTH SPACE}"
_LONGEST = 400


def escaped(text: str) -> str:
    """Return `text` as running text, on one line and at most 400 characters long.

    A backslash does not stop a mention or a reference to an issue, since those
    are looked for in what was drawn; a gap that nobody sees does.
    """
    safe = _SPECIAL.sub(r"\\\g<0>", _cut(text))
    safe = _LIST_START.sub(_not_a_list, safe)
    safe = _BARE_HOST.sub(r"\1\\.", _SCHEME.sub(r"\\://", safe))
    return _SUMMONS.sub(lambda found: found.group() + _GAP, safe)


def _not_a_list(found: re.Match[str]) -> str:
    mark = found.group()
    return f"{mark[:-1]}\\{mark[-1]}"


def code(text: str) -> str:
    """Return `text` as a code span, which nothing in it can end."""
    shown = _cut(text)
    longest = max((len(run) for run in _BACKTICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[:1] == "`" or shown[-1:] == "`" or not shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _cut(text: str) -> str:
    whole = printable(squeezed(text))
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
