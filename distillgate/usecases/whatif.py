"""What would come of a plan if something in it were otherwise; nothing is recorded."""

import re
from dataclasses import replace
from datetime import date

from distillgate.usecases.check import PlanText, compare_plans
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.library import Library
from policy.canonical import canonical_json
from policy.yamltext import Entry, Fields, Items, Node, Text, UnreadableError, read_yaml

_PLAIN = re.compile(r"[A-Za-z0-9_.+-][A-Za-z0-9_./@+-]*(:[A-Za-z0-9_./@+-]+)*")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def what_if(
    plan: PlanText, patch: bytes, library: Library, *, as_of: date
) -> tuple[CheckedPlan, CheckedPlan]:
    """Return what `plan` comes to as it is, and as the merge patch leaves it.

    The second one holds the findings that the patch adds. A patch is a
    mapping as in RFC 7396: what it names is replaced, `null` takes it out.
    """
    (before,) = compare_plans([(plan, None)], library, as_of=as_of)
    try:
        node, wanted = read_yaml(plan.content, plan.path), read_yaml(patch, "patch")
    except UnreadableError as error:
        return before, CheckedPlan("patch", None, error.diagnostics)
    text = plan_text(merged(node, wanted))
    changed = replace(plan, path="patched plan", content=text.encode())
    (after,) = compare_plans([(changed, plan)], library, as_of=as_of)
    return before, after


def merged(node: Node | None, patch: Node) -> Node:
    """Return `node` as a merge patch leaves it."""
    if not isinstance(patch, Fields):
        return patch
    kept = {each.key.text: each for each in node.entries} if isinstance(node, Fields) else {}
    for each in patch.entries:
        name = each.key.text
        if _is_nothing(each.value):
            kept.pop(name, None)
            continue
        before = kept.get(name)
        value = merged(before.value if before else None, each.value)
        kept[name] = Entry(before.key if before else each.key, value)
    return Fields(tuple(kept.values()), patch.span)


def plan_text(node: Node) -> str:
    """Return `node` as YAML on one line that reads as the same."""
    match node:
        case Fields(entries=entries):
            inside = (f"{_text(each.key)}: {plan_text(each.value)}" for each in entries)
            return "{" + ", ".join(inside) + "}"
        case Items(items=items):
            return "[" + ", ".join(map(plan_text, items)) + "]"
        case Text():
            return _text(node)


def _text(node: Text) -> str:
    if node.plain and node.text in _NOTHING:
        return "null"
    if node.plain and _PLAIN.fullmatch(node.text):
        return node.text
    return canonical_json(node.text)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Text) and node.plain and node.text in _NOTHING
