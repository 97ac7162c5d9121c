"""Which stored plans say the same under other names, told from their text alone.

A verdict hangs on the id of a plan through waivers only, and on its title not
at all. Two texts that differ in nothing but these two lines are one question.
Where it is not plain that a line holds nothing else, a text is like no other.
"""

import hashlib
import json
import re
from collections.abc import Sequence

from policy.canonical import canonical_json, sha256
from policy.case import Case, Waiver
from policy.digesting import case_plain
from policy.waiving import names_plan

_ID = re.compile(r"^plan: +([A-Za-z0-9][A-Za-z0-9._-]*) *$", re.MULTILINE)
_TITLE = re.compile(r"^title: +[A-Za-z0-9][^#:'\"|>\[\]{}&*!%@`\\\r\n]*$", re.MULTILINE)
_KEYS = re.compile(r"^(plan|title)\b", re.MULTILINE)


class Alike:
    """Tells which plans are one question, by the waivers that lie on file."""

    def __init__(self, waivers: Sequence[Waiver]) -> None:
        self._waivers = waivers

    def of_text(self, source: str) -> str | None:
        """Return the same for texts that are one question; nothing where that is not plain."""
        kept = json.loads(source)
        text: str = kept["content"]
        names = _ID.findall(text)
        titles = len(_TITLE.findall(text))
        if len(names) != 1 or len(_KEYS.findall(text)) != 1 + titles or titles > 1:
            return None
        about = self._about(names[0])
        if about is None:
            return None
        nameless = _TITLE.sub("title:", _ID.sub("plan:", text))
        said = json.dumps([nameless, kept["includes"], about], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def of_case(self, case: Case) -> str | None:
        """Return the same for cases with the same facts, whatever the plan is called."""
        if self._about(case.plan) is None:
            return None
        said = case_plain(case)
        for name in ("plan", "title", "digest"):
            said.pop(name)
        return sha256(canonical_json(said))

    def _about(self, plan: str) -> list[str] | None:
        """Return the waivers for this plan; nothing where one is for its findings alone."""
        mine = [each for each in self._waivers if names_plan(each, plan)]
        if any(each.findings for each in mine):
            return None
        return [each.id for each in mine]
