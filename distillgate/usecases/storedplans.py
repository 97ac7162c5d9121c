"""Plans as they were submitted, read again from the registry, with answers laid over them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from distillgate.usecases.check import Included, PlanText
from policy.plan import Entry, Plan
from policy.values import Given
from policy.yamltext import Node, read_yaml
from registry.reviews import About

Reading = Callable[[bytes, str], Node]
"""Reads the YAML in a file, which lies at a path."""


def stored_plan(kept: str, reading: Reading = read_yaml) -> PlanText:
    """Return the plan that `submit.source_of` has kept, with the files that it names."""
    read: dict[str, Any] = json.loads(kept)
    included = {
        name: Included(path, content.encode())
        for name, (path, content) in read["includes"].items()
    }

    def include(name: str) -> Node | None:
        found = included.get(name)
        return None if found is None else reading(found.content, found.path)

    return PlanText(read["path"], read["content"].encode(), include, (), included)


def answered(plan: Plan, about: About, given: Given) -> Plan | None:
    """Return `plan` with one more fact; nothing where it names no such ingredient.

    The plan as it was written stays what it is, and so does its digest: what
    changes is the case.
    """
    fact = about.fact or ""
    if fact.startswith("terms."):
        return _under(plan, about.issuer, fact, given)
    if not fact.startswith("ingredient."):
        return replace(plan, facts={**plan.facts, fact: given})
    wanted = (about.ingredient or "").casefold()
    teachers = _with(plan.teachers, wanted, fact, given)
    datasets = _with(plan.datasets, wanted, fact, given)
    bases = _with((plan.base,) if isinstance(plan.base, Entry) else None, wanted, fact, given)
    base = bases[0] if bases else plan.base
    changed = replace(plan, teachers=teachers, datasets=datasets, base=base)
    return None if changed == plan else changed


def _under(plan: Plan, issuer: str | None, fact: str, given: Given) -> Plan | None:
    if issuer is None:
        return None
    own: Mapping[str, Given] = {**plan.terms.get(issuer, {}), fact: given}
    return replace(plan, terms={**plan.terms, issuer: own})


def _with(
    entries: tuple[Entry, ...] | None, wanted: str, fact: str, given: Given
) -> tuple[Entry, ...] | None:
    """Return `entries` with the fact at each that is `wanted`, or was made from it."""
    if entries is None:
        return None
    found = []
    for entry in entries:
        deeper = replace(entry, made_from=_with(entry.made_from, wanted, fact, given))
        if entry.ref is not None and entry.ref.canonical.casefold() == wanted:
            deeper = replace(deeper, facts={**deeper.facts, fact: given})
        found.append(deeper)
    return tuple(found)
