"""Read large YAML files of the research quickly."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML as it was parsed, typed by its readers
    """Return the content of `path`, read once; whoever asks must not change it."""
    return read_yaml_text(path.read_text(encoding="utf-8"))


def read_yaml_text(text: str) -> Any:  # noqa: ANN401 - as above
    """Return what `text` holds."""
    # The loader is the safe one, in C where there is one.
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - safe
