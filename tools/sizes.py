"""Say which modules, classes and functions have outgrown their limits.

Usage: `python tools/sizes.py FOLDER …`; exits 1 if anything is too long.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 400
CLASS_LINES = 200
FUNCTION_LINES = 60


def too_long(path: Path) -> Iterator[str]:
    """Yield one line of text for each thing in `path` that is over its limit."""
    text = path.read_text(encoding="utf-8")
    count = len(text.splitlines())
    if count > MODULE_LINES:
        yield f"{path}:1: the module has {count} lines, at most {MODULE_LINES} are asked for"
    for node in ast.walk(ast.parse(text, filename=str(path))):
        match node:
            case ast.ClassDef(name=name, lineno=line, end_lineno=int(end)):
                limit = CLASS_LINES
            case (
                ast.FunctionDef(name=name, lineno=line, end_lineno=int(end))
                | ast.AsyncFunctionDef(name=name, lineno=line, end_lineno=int(end))
            ):
                limit = FUNCTION_LINES
            case _:
                continue
        count = end - line + 1
        if count > limit:
            yield f"{path}:{line}: `{name}` has {count} lines, at most {limit} are asked for"


def main(folders: list[str]) -> int:
    """Print what is too long in `folders` and return the exit code."""
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.py"))
    found = [message for path in paths for message in too_long(path)]
    print("\n".join(found) or f"sizes: {len(paths)} modules within their limits")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
