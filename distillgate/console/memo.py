"""The record of one decision, as a memo to sign and to keep: readable without the product."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from distillgate.console.facts import FactGroup
from distillgate.console.findings import FactLine, FindingView
from distillgate.console.memoproof import Proof, checksums, parts_of
from distillgate.console.planpage import PlanPage, Stored
from registry.reviews import Act

Json = dict[str, Any]
COLUMNS = (
    "plan",
    "version",
    "title",
    "decision",
    "as_of",
    "verdict",
    "best",
    "worst",
    "ingredient",
    "declared_license",
    "document",
    "document_version",
    "clause",
    "section",
    "kind",
    "issuer",
    "effect",
    "state",
    "severity",
    "waived_by",
    "lifted_by",
    "review",
    "review_state",
    "reviewer",
    "reason",
    "until",
    "note",
    "trail",
    "decided_at",
    "verdict_digest",
)
"""The columns of a portfolio; one row a finding that counts, or one where there is none."""
_NAME = "ingredient.id"


@dataclass(frozen=True, slots=True)
class Memo:
    """What the memo says beyond the page of the decision."""

    page: PlanPage
    grounds: tuple[FindingView, ...]
    """What forbids it, or must be weighed."""
    others: tuple[FindingView, ...]
    relied_on: tuple[FactGroup, ...]
    unknown: tuple[FactLine, ...]
    not_examined: tuple[str, ...]
    today: str


def memo_of(page: PlanPage, today: str) -> Memo:
    """Return the memo of a decision."""
    every = [each for layer in page.layers for each in layer.standing]
    asked = {fact for each in page.questions for fact in each.facts}
    quiet = [line for group in page.groups for line in group.quiet if line.wrong]
    return Memo(
        page,
        tuple(each for each in every if each.grave),
        tuple(each for each in every if not each.grave),
        _together(group for group in page.groups if group.known),
        tuple(line for line in quiet if line.path in asked),
        tuple(_not_examined(page)),
        today,
    )


def _together(groups: Iterable[FactGroup]) -> tuple[FactGroup, ...]:
    """Return `groups` with ingredients of which the same is known as one, under all names.

    Where the plan says it is another line for each; the first one's stands.
    """
    found: dict[object, list[FactGroup]] = {}
    for each in groups:
        said = ((line.path, line.value, line.origin.text) for line in each.known)
        alike = tuple(one for one in said if not each.ingredient or one[0] != _NAME)
        found.setdefault((each.ingredient and each.sub, alike), []).append(each)
    return tuple(
        replace(first, also=tuple(each.title for each in others))
        for first, *others in found.values()
    )


def _not_examined(page: PlanPage) -> Iterable[str]:
    yield "Whether what the plan declares is true; each fact names who said it."
    yield "Texts other than the documents listed, and later versions than those listed."
    weak = [
        each.card
        for layer in page.layers
        for each in (*layer.standing, *layer.aside)
        if each.card.confidence == "low"
    ]
    names = sorted({f"{card.document}@{card.version}" for card in weak})
    if names:
        yield f"Texts that are known at low confidence only: {', '.join(names)}."
    if page.questions:
        yield "The questions above, which nobody has answered yet."


def record_json(stored: Stored, verdict: Mapping[str, Any], proof: Proof | None) -> str:
    """Return the record as JSON, with the plan, the case and the verdict as they are stored."""
    decision = stored.decision
    found: Json = {
        "schema": "distillgate/decision-record/v1",
        "decision": str(decision.number),
        "plan": decision.version.plan,
        "title": decision.version.title,
        "as_of": decision.as_of.isoformat(),
        "decided_at": decision.made_at,
        "decided_by": decision.actor,
        "engine": decision.engine,
        "digests": {
            "plan": decision.version.digest,
            "source": decision.version.source,
            "case": decision.case,
            "packs": decision.packs,
            "verdict": decision.verdict,
            "documents": decision.documents,
        },
        "verdict": verdict,
        "case": json.loads(stored.case),
        "source": json.loads(stored.source),
        "checksums": checksums(parts_of(stored)).splitlines(),
        "log": proof
        and {"log": proof.log, "index": str(proof.index), "proof": proof.text or None},
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def portfolio_rows(stored: Stored) -> Iterable[tuple[str, ...]]:
    """Yield the rows of one decision, by `COLUMNS`."""
    verdict: Mapping[str, Any] = json.loads(stored.verdict)
    head, tail, licenses = _head(stored, verdict), _tail(stored), _licenses(stored)
    counted = [each for each in verdict["findings"] if each["severity"] in {"deny", "review"}]
    for each in counted:
        name, _, clause = each["clause"].partition("#")
        document, _, version = name.partition("@")
        yield (
            *head,
            each["ingredient"] or "",
            licenses.get(each["ingredient"] or "", ""),
            document,
            version,
            clause,
            each["section"] or "",
            each["kind"],
            each["issuer"] or "",
            each["effect"],
            each["state"],
            each["severity"],
            each["waived_by"] or "",
            each["lifted_by"] or "",
            *tail,
        )
    if not counted:
        yield (*head, *("",) * (len(COLUMNS) - len(head) - len(tail)), *tail)


def _head(stored: Stored, verdict: Mapping[str, Any]) -> tuple[str, ...]:
    decision = stored.decision
    return (
        decision.version.plan,
        str(decision.version.number),
        decision.version.title,
        str(decision.number),
        decision.as_of.isoformat(),
        verdict["verdict"],
        verdict["range"]["best"],
        verdict["range"]["worst"],
    )


def _tail(stored: Stored) -> tuple[str, ...]:
    review = stored.review
    last = review.acts[-1] if review and review.acts else None
    return (
        str(review.number) if review else "",
        review.state.value if review else "",
        last.writer.name if last else "",
        last.reason.value if last and last.reason else "",
        last.until.isoformat() if last and last.until else "",
        last.text if last else "",
        "; ".join(map(_act_words, review.acts)) if review else "",
        stored.decision.made_at,
        stored.decision.verdict,
    )


def _act_words(act: Act) -> str:
    return f"{act.writer.at} {act.writer.name}: {act.kind.value}"


def _licenses(stored: Stored) -> Mapping[str, str]:
    """Return the license that each ingredient declares, by its id."""
    found: dict[str, str] = {}
    for each in json.loads(stored.case)["ingredients"]:
        given = each["facts"].get("ingredient.declared_license", [None])
        if isinstance(given[0], str):
            found[each["id"]] = given[0]
    return found


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
