"""Coverage files: the least share of sides that a pack wants seen."""

from policy.diagnostics import Code
from policy.packtests.coverage import KINDS
from policy.packtests.keys import COVERAGE_FILE
from policy.packtests.suite import Gate
from policy.reading import Notebook, Reader, as_number
from policy.yamltext import Node, Text

_WHOLE = 100


def parse_gate(node: Node, notebook: Notebook) -> Gate:
    """Return what the coverage file in `node` asks of the documents below its folder."""
    reader = Reader(node, notebook, "a coverage file")
    reader.only(COVERAGE_FILE.keys)
    reader.needs("least_coverage")
    least: dict[str, int] = {}
    for key, value in reader.pairs("least_coverage"):
        if key.text not in KINDS:
            message = f"`{key.text}` is no kind of coverage"
            hint = notebook.near(key.text, KINDS) or f"one of {', '.join(KINDS)}"
            notebook.error(Code.UNKNOWN_KEY, message, key.span, hint)
            continue
        share = as_number(value.text) if isinstance(value, Text) else None
        if share is None or share != int(share) or not 0 <= share <= _WHOLE:
            message = "a share is a whole number of percent, from 0 to 100"
            notebook.error(Code.WRONG_VALUE, message, value.span)
            continue
        least[key.text] = int(share)
    folder = reader.span.path.rpartition("/")[0].rpartition("/")[0]
    return Gate(folder, least, reader.key_span("least_coverage"))
