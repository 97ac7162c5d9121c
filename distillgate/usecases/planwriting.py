"""YAML of our own for plans and organization files: values in flow style, comments folded."""

import textwrap
from collections.abc import Iterator

from policy.yamlwriting import flow as flow  # noqa: PLC0414 part of this module's names
from policy.yamlwriting import scalar as scalar  # noqa: PLC0414 as above

_WIDTH = 96


def comment(text: str, indent: str = "") -> Iterator[str]:
    """Yield `text` as lines of comment."""
    lead = f"{indent}# "
    yield from textwrap.wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=lead,
        break_long_words=False,
        break_on_hyphens=False,
    )
