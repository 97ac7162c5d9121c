"""The canonical form and the digest of a case."""

from collections.abc import ItemsView

from policy.canonical import canonical_json, sha256
from policy.case import Case, Ingredient, Link, Meant, Path
from policy.values import Given, plain


def case_digest(case: Case) -> str:
    """Return the digest of everything in `case` that judging reads."""
    return sha256(canonical_json(case_plain(case)))


def case_plain(case: Case) -> dict[str, object]:
    """Return `case` in the types of JSON."""
    return {
        "plan": case.plan,
        "title": case.title,
        "digest": case.digest,
        "as_of": case.as_of.isoformat(),
        "adoption": case.adoption,
        "facts": _facts(case.facts.items()),
        "ingredients": [_ingredient(each) for each in case.ingredients],
        "agreements": sorted(each.id for each in case.agreements),
        "waivers": [
            {
                "id": each.id,
                "clauses": sorted(each.clauses),
                "on": each.on.isoformat(),
                "until": each.until.isoformat(),
                "plans": sorted(each.plans),
                # Only where there are some: older cases keep their digest.
                **({"findings": sorted(each.findings)} if each.findings else {}),
                **_meant(each.meant),
            }
            for each in case.waivers
        ],
        "settlements": [
            {
                "id": each.id,
                "clause": each.clause,
                "ingredients": sorted(each.ingredients),
                "things": sorted(each.things),
                "until": each.until.isoformat(),
            }
            for each in case.settlements
        ],
    }


def _meant(meant: tuple[Meant, ...]) -> dict[str, object]:
    if not meant:
        return {}
    return {"meant": {each.clause: sorted(each.digests) for each in meant}}


def _facts(facts: ItemsView[str, Given]) -> dict[str, object]:
    return {fact: _given(given) for fact, given in facts}


def _given(given: Given) -> dict[str, object]:
    parts: dict[str, object] = {"value": plain(given.value), "origin": given.origin.value}
    if given.owner:
        parts["owner"] = given.owner
    if given.reason:
        parts["reason"] = given.reason
    if given.until:
        parts["until"] = given.until.isoformat()
    return parts


def _ingredient(each: Ingredient) -> dict[str, object]:
    return {
        "key": each.key,
        "id": each.id,
        "role": each.role.value,
        "root": each.root,
        "paths": [paths_plain(path) for path in each.paths],
        "facts": _facts(each.facts.items()),
        "terms": {issuer: _facts(terms.items()) for issuer, terms in each.terms.items()},
        "links": [_link(link) for link in each.links],
        "unknown": each.unknown,
        "noted": each.noted,
        "contradicted": each.contradicted,
    }


def paths_plain(path: Path) -> list[str]:
    """Return a path as the names on it, the student first."""
    return ["student", *(f"{step.edge.value}>{step.to}" for step in path)]


def _link(link: Link) -> dict[str, object]:
    return {
        "document": link.document,
        "accepted": link.accepted.name.lower(),
        "accepted_by": sorted(link.accepted_by),
        "certainty": link.certainty.name.lower(),
        "missing": sorted(link.missing),
        "start": link.start.isoformat() if link.start else None,
        "end": link.end.isoformat() if link.end else None,
        "not_before": link.not_before.isoformat() if link.not_before else None,
        "not_after": link.not_after.isoformat() if link.not_after else None,
        "revision": link.revision,
        "hop": link.hop,
    }
