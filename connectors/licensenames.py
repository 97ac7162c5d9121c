"""By which one name a declared license is known, as publishers and hubs spell it."""

import re

from connectors.record import DeclaredLicense, ModelRecord

UNNAMED = frozenset({"other", "unknown", "custom", "noassertion"})
"""What hubs write where a license has no id of theirs: the name beside it counts."""
PLACEHOLDERS = frozenset({"license", "none", "no", "false", "null"})
"""What tools write where nobody chose a license: nothing is declared."""
SHARED = frozenset({"modified-mit"})
"""Names that publishers have given to different texts."""
_SAME = {
    "apache 2.0": "apache-2.0",
    "apache license 2.0": "apache-2.0",
    "apache license, version 2.0": "apache-2.0",
    "bsd 3-clause": "bsd-3-clause",
    "creative commons attribution 4.0": "cc-by-4.0",
    "creative commons attribution non commercial 4.0": "cc-by-nc-4.0",
    "creative commons attribution share alike 4.0": "cc-by-sa-4.0",
    "creative commons zero v1.0 universal": "cc0-1.0",
    "deepseek-license": "deepseek",
    "gemma terms of use": "gemma",
    "gemma-terms-of-use": "gemma",
    "gnu affero general public license v3.0": "agpl-3.0",
    "gnu general public license v3.0": "gpl-3.0",
    "health-ai-developer-foundations-terms-of-use": "health-ai-developer-foundations",
    "mit license": "mit",
    "tongyi-qianwen-license-agreement": "tongyi-qianwen",
}
"""Names under which one and the same license is given out or shown, all in small letters."""
_LLAMA = re.compile(r"llama (2|3|3\.1|3\.2|3\.3|4) community license(?: agreement)?")


def one_name(word: str) -> str:
    """Return the name that stands for all spellings of a license, in lower case."""
    folded = " ".join(word.split()).casefold()
    llama = _LLAMA.fullmatch(folded)
    return f"llama{llama[1]}" if llama else _SAME.get(folded, folded)


def license_name(declared: DeclaredLicense) -> str | None:
    """Return the name of a declaration, or nothing where it has none.

    Beside an id of the hub a name says nothing; beside `other` it is all there is.
    """
    word = (declared.id or "").strip().casefold()
    if not word or word in UNNAMED:
        word = (declared.name or "").strip().casefold()
    if not word or word in PLACEHOLDERS or word in UNNAMED:
        return None
    return one_name(word)


def names_declared(record: ModelRecord) -> dict[str, DeclaredLicense]:
    """Return each license that a record declares, with the first place that does."""
    found: dict[str, DeclaredLicense] = {}
    for each in record.licenses:
        name = license_name(each)
        if name is not None:
            found.setdefault(name, each)
    return found


def is_unnamed(declared: DeclaredLicense) -> bool:
    """Return whether a license is declared that nobody has named."""
    said = (declared.id or "").strip().casefold()
    return said in UNNAMED and license_name(declared) is None
