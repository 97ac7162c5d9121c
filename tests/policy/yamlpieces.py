"""YAML for tests: the two parsers, and texts that are nearly YAML."""

import yaml
from hypothesis import strategies as st

LOADERS = (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
"""PyYAML's own parser, and libyaml where it is there."""

_SIGNS = (
    "a b 'c' \"d\" - : , [ ] { } # & * ! | > % @ ` ? \\ --- ... << \N{GRINNING FACE} \ufeff"
)
_SPACES = ["\n", "  ", ": ", "- ", "? ", "\r\n", "\t", "\x85", "\0"]
PIECES = st.lists(st.sampled_from([*_SIGNS.split(" "), *_SPACES]), max_size=12).map("".join)
