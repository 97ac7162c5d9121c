"""The digest of a plan: the same for the same meaning, however it is written.

It is made from what the plan says, not from how: comments, the order of keys,
quotes, line ends, the spelling of numbers, and whether the organization's
answers stand in a file of their own change nothing. The order of entries in
lists of ingredients stays, and so does that of hops.
"""

from collections.abc import Iterable, Mapping

from policy.canonical import canonical_json, sha256
from policy.plan import Entry, NoBase, Plan, Tool
from policy.values import Given, plain


def digest_of(plan: Plan) -> str:
    """Return `sha256:` and the SHA-256 of the canonical JSON of `plan`, in hex."""
    return sha256(canonical_plan(plan))


def canonical_plan(plan: Plan) -> str:
    """Return `plan` as JSON with sorted keys and no spaces; what is not stated is left out."""
    stated: dict[str, object] = {
        "plan": plan.id,
        "title": plan.title,
        "facts": _facts(plan.facts),
        "teachers": _entries(plan.teachers),
        "datasets": _entries(plan.datasets),
        "base": "none" if isinstance(plan.base, NoBase) else plan.base and _entry(plan.base),
        "attests": sorted(each.name for each in plan.attests),
        "terms": {issuer: _facts(facts) for issuer, facts in plan.terms.items()},
        "competes_with": _facts(plan.competes_with),
        "tools": [_tool(tool) for tool in plan.tools],
    }
    given = {key: value for key, value in stated.items() if value is not None}
    return canonical_json(given)


def _facts(facts: Mapping[str, Given]) -> dict[str, object]:
    return {path: plain(given.value) for path, given in facts.items()}


def _entries(entries: Iterable[Entry] | None) -> list[object] | None:
    return None if entries is None else [_entry(entry) for entry in entries]


def _entry(entry: Entry) -> dict[str, object]:
    """Return what is stated of `entry`, the hops once as a fact and once in their order."""
    named = entry.ref.pinned if entry.ref else entry.people or "unknown"
    stated: dict[str, object] = {
        str(entry.part): named,
        "facts": _facts(entry.facts),
        "through": None if entry.through is None else list(entry.through),
        "made_from": _entries(entry.made_from),
        "obtained": entry.obtained and entry.obtained.isoformat(),
    }
    return {key: value for key, value in stated.items() if value is not None}


def _tool(tool: Tool) -> dict[str, object]:
    return {"name": tool.name, "provider": tool.provider}
