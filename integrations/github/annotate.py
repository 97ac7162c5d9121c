"""Print the results of a SARIF file as annotations of a GitHub job, one a line.

Usage: `python annotate.py FILE`. It needs the standard library alone.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
MOST = 50
"""A job shows no more than so many, the gravest first."""


def annotations(sarif: Any) -> Iterator[str]:  # noqa: ANN401 JSON
    """Yield a command of the runner for each result that nothing suppresses."""
    results = [each for run in sarif["runs"] for each in run.get("results", ())]
    told = [each for each in results if not each.get("suppressions")]
    order = list(LEVELS)
    told.sort(key=lambda each: order.index(each.get("level", "warning")))
    for each in told[:MOST]:
        place = each["locations"][0]["physicalLocation"]
        region = place.get("region", {})
        named = {
            "file": unquote(place["artifactLocation"]["uri"]),
            "line": region.get("startLine", 1),
            "col": region.get("startColumn", 1),
            "title": each.get("ruleId", "distillgate"),
        }
        words = ",".join(f"{name}={_property(str(value))}" for name, value in named.items())
        level = LEVELS[each.get("level", "warning")]
        yield f"::{level} {words}::{_data(each['message']['text'])}"


def _data(text: str) -> str:
    """Return a text as the runner reads it back: no line of it is a command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def main() -> None:
    """Print the annotations of the file that was named."""
    for line in annotations(json.loads(Path(sys.argv[1]).read_text("utf-8"))):
        print(line)


if __name__ == "__main__":
    main()
