"""What limits an approval: the newest verdict, house policy, and a last day."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span
from policy.facts.fact import Fact
from policy.facts.vocabulary import VOCABULARY
from policy.house import House
from policy.yamltext import misspelled
from registry.contents import DamagedContentError
from registry.decisions import Decision
from registry.decisionstore import DecisionStore, Sought
from registry.reviews import About

LONGEST = timedelta(days=366)
"""No approval by a person lasts longer, whatever house policy allows."""
_BY_MARKETS = frozenset({"terms.competes_with_issuer", "terms.similar_to_issuer_product"})
_SHAPED = frozenset(
    {
        "student.base",
        "ingredient.id",
        "ingredient.role",
        "ingredient.maker",
        "ingredient.provider",
        "ingredient.through",
    }
)
_STANDING = frozenset({"applies", "unsure"})
_GRAVE = frozenset({"deny", "review"})


def refuse_unless_latest(connection: Connection, decision: Decision, said: Span) -> None:
    """Raise where a newer verdict has replaced `decision`, or it is for another day."""
    if not decision.binding:
        message = f"decision {decision.number} is as of {decision.as_of}: it explains only"
        hint = "submit the plan again without `--as-of`"
        raise refused(Code.WRONG_STATE, message, said, hint)
    newer = DecisionStore(connection).decisions(Sought(plan=decision.version.plan, most=100))
    last = next((each for each in newer if each.binding), decision)
    if last.number != decision.number:
        message = f"decision {last.number} has replaced decision {decision.number}"
        hint = f"ask for a review of it: `review request {last.number}`"
        raise refused(Code.WRONG_STATE, message, said, hint)


def refuse_beyond(
    connection: Connection,
    decision: Decision,
    house: House,
    asked: tuple[tuple[str, ...], tuple[date, date]],
    said: Span,
) -> None:
    """Raise where an approval by these roles, from one day to another, goes too far.

    What a house policy says of waivers of a clause holds for approvals over
    it too; what cannot be waived cannot be approved.
    """
    roles, (today, until) = asked
    if not today < until <= today + LONGEST:
        message = f"an approval ends after {today}, and at the latest on {today + LONGEST}"
        raise refused(
            Code.UNUSABLE_DATES, message, said, "`--until` is the first day without it"
        )
    rules = {rule.clause: rule for rule in house.waivers}
    for finding in grave_findings(connection, decision, said):
        name = finding["clause"].partition("#")[2]
        if not finding["waivable"]:
            message = f"`{finding['clause']}` cannot be set aside by anybody"
            raise refused(Code.WAIVER_NOT_ALLOWED, message, said, "change the plan")
        rule = rules.get(name)
        if rule is None:
            continue
        if rule.by and not set(rule.by) & set(roles):
            message = f"house policy lets others set `{name}` aside"
            hint = f"one of {', '.join(rule.by)}"
            raise refused(Code.WAIVER_NOT_ALLOWED, message, said, hint)
        if rule.at_most is not None and until - today > rule.at_most:
            message = f"`{name}` is set aside for at most {rule.at_most.days} days"
            hint = f"`--until {today + rule.at_most}`"
            raise refused(Code.WAIVER_NOT_ALLOWED, message, said, hint)


def needed_fact(about: About, said: Span) -> None:
    """Raise where a question asks for a fact that there is not, or of nothing."""
    if about.fact is None:
        return
    fact = VOCABULARY.find(about.fact)
    if fact is None or not answerable(fact):
        message = f"no fact that people answer is called `{about.fact}`"
        hint = misspelled(about.fact, VOCABULARY.names)
        raise refused(Code.UNKNOWN_FACT, message, said, hint)
    if fact.group == "ingredient" and about.ingredient is None:
        message = f"`{fact.path}` is asked of an ingredient"
        raise refused(Code.MISSING_KEY, message, said, "`--ingredient` names it")
    if fact.group == "terms" and about.issuer is None:
        message = f"`{fact.path}` is asked under somebody's terms"
        raise refused(Code.MISSING_KEY, message, said, "`--issuer` names whose")


def answerable(fact: Fact) -> bool:
    """Return whether an answer can add this fact to a plan as it was written.

    What decides which ingredients there are has a shape of its own in a plan.
    """
    return (fact.settable or fact.path in _BY_MARKETS) and fact.path not in _SHAPED


def grave_findings(
    connection: Connection, decision: Decision, said: Span
) -> list[dict[str, Any]]:
    """Return the findings that keep the plan from an approval."""
    try:
        stored = DecisionStore(connection).contents.get(decision.verdict)
    except DamagedContentError as error:
        hint = "restore the registry from a backup"
        raise refused(Code.DAMAGED_CONTENT, str(error), said, hint) from error
    found: list[dict[str, Any]] = json.loads(stored)["findings"]
    return [each for each in found if is_grave(each)]


def is_grave(finding: Mapping[str, Any]) -> bool:
    """Return whether a finding keeps a plan from an approval."""
    return finding["state"] in _STANDING and finding["severity"] in _GRAVE
