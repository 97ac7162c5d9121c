"""What is said about one diagnostic code."""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from policy.diagnostics import Code


class Part(StrEnum):
    """What an example is a piece of, and so how it is read."""

    WORDS = "words"
    """No text shows it, so the example tells it."""
    FILE = "file"
    """Any YAML file, whatever it is for."""
    CONDITION = "condition"
    """What stands under `when`."""
    CLAUSE = "clause"
    """One entry of `clauses`."""
    DOCUMENT = "document"
    LINT = "lint"
    """A document that loads, and that `policy lint` finds fault with."""
    SHARED = "shared"
    """A file of what the documents of a pack share: a territory, or definitions."""
    HOUSE = "house"
    PLAN = "plan"
    CHECK = "check"
    """A plan that can be read, and is held against house policy and the registry."""
    ON_FILE = "on-file"
    """An agreement, a determination or a waiver."""
    CATALOG = "catalog"

    @property
    def heading(self) -> str:
        """What the example shows, in words."""
        return _HEADINGS[self]


_HEADINGS = {
    Part.WORDS: "For example",
    Part.FILE: "In a file",
    Part.CONDITION: "In a condition",
    Part.CLAUSE: "In a clause",
    Part.DOCUMENT: "In a document",
    Part.LINT: "In a document",
    Part.SHARED: "In a pack",
    Part.HOUSE: "In house policy",
    Part.PLAN: "In a plan",
    Part.CHECK: "In a plan",
    Part.ON_FILE: "On file",
    Part.CATALOG: "In the catalog",
}


@dataclass(frozen=True, slots=True)
class CodeText:
    """Cause, example and cure of one code, as the reference page and `explain` show them."""

    code: Code
    _: KW_ONLY
    cause: str
    """What is so when the code comes up, and why it is refused."""
    part: Part
    example: str
    """A text that gives this code and no other."""
    cure: str
    beside: str = ""
    """A second file that the example needs beside it."""
