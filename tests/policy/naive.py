"""The engine once more, naively: no index, no compilation, no merging. The oracle of the tests.

Written from the design: conditions, then what a pack says of a case, each in
sixty lines. Which version of a text governs is asked of the engine; days are
counted out for that in `test_selecting`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, cast

from policy.basis import needs_of
from policy.case import Case, Ingredient, Link
from policy.compiling import Pack
from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    Test,
    facts_read,
)
from policy.documents import (
    BANS,
    PURPOSE_TOPICS,
    TERMS,
    Clause,
    Document,
    Thing,
    Version,
    default_reach,
)
from policy.facts.fact import Fact, Kind, Scalar
from policy.facts.vocabulary import VOCABULARY
from policy.places import COUNTRIES, atoms
from policy.selecting import Selected, select
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Bounds, Several, Unknown, Value
from policy.verdict import Ruling, Weight
from tests.policy.strategies import BAN, DAYS, REGIONS, TERRITORIES

NOT = {"is_not": "is", "not_in": "in", "has_none": "has_any", "outside": "within"}
SIGNS = {"above": (1,), "at_least": (1, 0), "below": (-1,), "at_most": (-1, 0)}
SIGNS |= {"after": (1,), "on_or_after": (1, 0), "before": (-1,), "on_or_before": (-1, 0)}
EVERY = frozenset({"only", "all_within"})
GLOB = {"*": ".*", "?": "."}
END = Decimal("Infinity")
PATHS = {"direct": ".", "weights": "w+", "use": ".w*", "outputs": "[wd]*(ow*)?", "all": ".*"}
APPROVED, OWED, REVIEW, DENIED = Ruling
GIVES: Mapping[str, tuple[str, Sequence[Thing]]] = {
    BAN: ("express", [Thing.OUTPUTS]),
    "white-box": ("express", [Thing.WHITE_BOX]),
    "output-ownership": ("residual", [Thing.OUTPUTS]),
    "use": ("grant", [*Thing]),
}
OWN: Mapping[Value, Truth] = {True: TRUE, False: FALSE}
BINDS: Mapping[Value, bool] = {True: True, False: False}
OUTPUTS = BANS[Thing.OUTPUTS]
UNSURE, MISSING = Weight(REVIEW, APPROVED, DENIED), Weight(REVIEW, APPROVED, REVIEW)


def holds(condition: Condition, facts: Mapping[str, Value]) -> Truth:
    match condition:
        case AllOf(parts=parts):
            return min([TRUE, *(holds(part, facts) for part in parts)])
        case AnyOf(parts=parts):
            return max([FALSE, *(holds(part, facts) for part in parts)])
        case NotThat(part=part):
            return Truth(2 - holds(part, facts))
        case Defined(condition=part):
            return holds(part, facts)
        case Test(fact=fact, operator=op, operands=wanted):
            value = facts.get(fact, UNKNOWN)
            truth = tested(NOT.get(op, op.value), VOCABULARY.get(fact), value, wanted)
            return Truth(2 - truth) if op in NOT else truth


def tested(op: str, fact: Fact, value: Value, wanted: Sequence[Scalar]) -> Truth:
    match value:
        case Unknown():
            return MAYBE
        case Several() if op == "has_all":
            return min(tested("has", fact, value, (word,)) for word in wanted)
        case Several(items=items, open=more):
            found = [one(op, fact, item, wanted) for item in items] + [MAYBE] * more
            return min([TRUE, *found]) if op in EVERY else max([FALSE, *found])
        case Bounds(low=low, high=high):
            ends = [-END if low is None else low, END if high is None else high]
            inside = {str(each) for each in wanted if ends[0] <= Decimal(str(each)) <= ends[1]}
            kinds = {one(op, fact, each, wanted) for each in (*ends, *map(Decimal, inside))}
            kinds |= {FALSE} if op not in SIGNS and ends[0] < ends[1] else set()
            return kinds.pop() if len(kinds) == 1 else MAYBE
        case _:
            return one(op, fact, value, wanted)


def one(op: str, fact: Fact, value: Scalar, wanted: Sequence[Scalar]) -> Truth:
    if fact.kind is Kind.PLACE:
        here, there = points([str(value)]), points(map(str, wanted))
        if fact.extent:
            return TRUE if (here <= there if op in EVERY else here & there) else FALSE
        return TRUE if here <= there else MAYBE if here & there else FALSE
    words, whole = [str(each).casefold() for each in wanted], str(value).casefold()
    bare = re.sub(r"^(.*/|hf:)", "", whole.strip()).strip()
    if op in SIGNS:
        limit, number = cast("list[Decimal]", [wanted[0], value])
        return TRUE if (number > limit) - (number < limit) in SIGNS[op] else FALSE
    if op == "matches":
        globs = ["".join(GLOB.get(each, re.escape(each)) for each in word) for word in words]
        names = [whole if set(word) & set("/:") else bare for word in words]
        pairs = zip(globs, names, strict=True)
        return max(TRUE if re.fullmatch(*pair, re.DOTALL) else FALSE for pair in pairs)
    begins, has = bare.startswith(tuple(words)), any(word in bare for word in words)
    return TRUE if {"starts_with": begins, "contains": has}.get(op, whole in words) else FALSE


def points(names: Iterable[str]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for name in names:
        land, codes = TERRITORIES.get(name), {"worldwide": COUNTRIES}.get(name, atoms(name))
        inside = {*codes, *(region for region in REGIONS if region[:2] in codes)}
        found |= points(land.codes) - points(land.excluded) if land else inside
    return found


class Rule(NamedTuple):
    document: Document
    clause: Clause
    label: str
    facts: Mapping[str, Value]
    where: Ingredient | None
    truth: Truth
    ours: bool | None = True
    """Nothing: others agreed to it, and nobody has said whether it binds us."""


Text = tuple[Link, Document | None, list[tuple[Version, Truth]], bool]


def verdict(pack: Pack, case: Case) -> Weight:
    found, bound = weights(lifted([*standing(pack, case)])), list[Rule]()
    for each in case.ingredients:
        texts = [*texts_of(pack, case, each)]
        rules = lifted([*contracts(pack, case, each, texts)])
        bound += rules
        found += [UNSURE] * (each.unknown is not None and not each.noted)
        lost = [text for text in texts if text[0].accepted is not FALSE and not is_known(*text)]
        found += [UNSURE] * len(lost)
        days = [each.value(f"ingredient.collected_{end}") for end in ("until", "from")]
        last = next((day for day in days if isinstance(day, date)), case.as_of)
        timed = any(document and document.kind in TERMS for _, document, _, _ in texts)
        found += [Weight(OWED, OWED, OWED)] * (last > case.as_of and timed and not each.depth)
        options = [MAYBE if lost else FALSE, OWN.get(each.value("ingredient.own"), MAYBE)]
        found += without_basis(pack, each, rules, texts, options)
    found += weights(bound)
    parts = [(each.now, each.best, each.worst) for each in found]
    return Weight(*(max([APPROVED, *part]) for part in zip(*parts, strict=True)))


def is_known(
    _: Link, document: Document | None, versions: list[tuple[Version, Truth]], gap: object
) -> bool:
    read = document and document.is_read and all(one.is_read for one, _ in versions)
    return bool(document and read and not (gap and document.kind in TERMS))


def texts_of(pack: Pack, case: Case, each: Ingredient) -> Iterator[Text]:
    for link in each.links:
        compiled = pack.compiled(link.document)
        chosen = select(compiled, link, each, case) if compiled else Selected(())
        versions = [(one.version, sure) for one, sure in chosen.versions]
        yield link, compiled.document if compiled else None, versions, chosen.gap


def contracts(pack: Pack, case: Case, each: Ingredient, texts: list[Text]) -> Iterator[Rule]:
    mine = [link for one in case.ingredients if one.root == each.root for link in one.links]
    known = [pack.documents.get(link.document) for link in mine if link.accepted is TRUE]
    handed_on = {name for document in known if document for name in document.passes_on}
    for link, document, versions, gap in texts:
        for version, clause in [(one, clause) for one, _ in versions for clause in one.clauses]:
            assert document is not None
            like = [each for each in versions if clause in each[0].clauses]
            like = [each for each in like if each[0].claims_outputs == version.claims_outputs]
            sure, last = [truth for _, truth in like], like[-1][0].label
            rule = held(document, clause, last, case, each)
            certain = TRUE in sure or (len(sure) == len(versions) and not gap)
            said = each.given("terms.binds_us", document.issuer).value
            agreed = OWN.get(said, MAYBE) if link.accepted is MAYBE else link.accepted
            certain = certain and link.certainty is TRUE and agreed is not MAYBE
            ours = agreed is not FALSE or version.claims_outputs
            binds = True if ours or document.id in handed_on else BINDS.get(said)
            truth = rule.truth if certain else min(rule.truth, MAYBE)
            truth = truth if clause.confidence >= pack.house.deny_from else min(truth, MAYBE)
            if reaches(rule, each):
                yield rule._replace(truth=truth, ours=binds)


def held(
    document: Document, clause: Clause, label: str, case: Case, each: Ingredient | None = None
) -> Rule:
    issuer = str(clause.protects or document.issuer)
    given = dict(case.facts)
    if each is not None:
        issuer = str(each.value("ingredient.maker")) if issuer == "maker" else issuer
        given |= {**each.facts, **each.terms.get(issuer, {})}
    facts = {fact: one.value for fact, one in given.items()}
    excepted = max([FALSE, *(holds(one.when, facts) for one in clause.exceptions)])
    applies = holds(AllOf((document.nexus or ALWAYS, clause.when)), facts)
    return Rule(document, clause, label, facts, each, min(applies, Truth(2 - excepted)))


def reaches(rule: Rule, each: Ingredient) -> bool:
    document, clause = rule.document, rule.clause
    reach = clause.reach or default_reach(document.kind, clause.effect, clause.topic)
    paths = ["".join(step.edge.value[0] for step in path) for path in each.paths]
    return any(re.fullmatch(PATHS[reach], path) for path in paths)


def reads_ingredient(rule: Rule) -> bool:
    clause, own = rule.clause, ("ingredient.", "terms.")
    read = [clause.when, *(one.when for one in clause.exceptions), rule.document.nexus]
    every = [facts_read(each) for each in (*read, clause.check) if each is not None]
    return any(fact.startswith(own) for facts in every for fact in facts)


def standing(pack: Pack, case: Case) -> Iterator[Rule]:
    sure, possible = days_of(case)
    every = [pack.documents[name] for name in pack.standing_ids]
    for document, version in [(each, version) for each in every for version in each.versions]:
        for clause in version.clauses:
            start = max(filter(None, [version.effective, clause.start]), default=date.min)
            end = min(filter(None, [version.until, clause.end]), default=date.max)
            now, later = (any(start <= day < end for day in days) for days in (sure, possible))
            most = TRUE if now else MAYBE if later else FALSE
            most = most if clause.confidence >= pack.house.deny_from else min(most, MAYBE)
            rule = held(document, clause, version.label, case)
            for each in case.ingredients if reads_ingredient(rule) else ():
                if each.unknown is None and reaches(rule, each):
                    one = held(document, clause, version.label, case, each)
                    yield one._replace(truth=min(most, one.truth))
            if not reads_ingredient(rule):
                yield rule._replace(truth=min(most, rule.truth))


def days_of(case: Case) -> tuple[list[date], list[date]]:
    names = ("student.trained_from", "student.trained_until", "release.first_date")
    first, last, out = (case.given(name).value for name in names)
    forms = case.given("release.forms").value
    surely = isinstance(forms, Several) and bool(forms.items)
    released = surely or not isinstance(forms, Several) or forms.open
    out = out if released else DAYS[-1]
    begin = first if isinstance(first, date) else DAYS[0]
    ends = (last, out if surely else UNKNOWN, DAYS[-1])
    end = next(day for day in ends if isinstance(day, date))
    trained = [day for day in DAYS if begin <= day <= end]
    known = isinstance(first, date) and isinstance(last, date)
    named = (case.as_of, first, last, out if released else UNKNOWN, *(trained if known else []))
    possible = [*DAYS] if out is UNKNOWN else [] if known else trained
    return [day for day in named if isinstance(day, date)], possible


def lifted(rules: list[Rule]) -> list[Rule]:
    found = []
    for rule in rules:
        binding = rule.clause.effect in {"forbids", "requires", "cautions"}
        truths = [each.truth for each in rules if binding and lifts(each, rule)]
        most = Truth(2 - max([FALSE, *truths]))
        found.append(rule._replace(truth=min(rule.truth, most)))
    return found


def lifts(by: Rule, rule: Rule) -> bool:
    one, other = by.document, rule.document
    near = one.id == other.id or (one.issuer is not None and one.issuer == other.issuer)
    near = near or (one.kind == other.kind == "law" and one.jurisdiction == other.jurisdiction)
    same = by.where is None or rule.where is None or by.where.key == rule.where.key
    names = {f"{other.id}#{rule.clause.id}", f"topic:{rule.clause.topic}"}
    names |= {rule.clause.id} if one.id == other.id else set()
    return near and same and bool(names & set(by.clause.lifts))


def without_basis(
    pack: Pack, each: Ingredient, rules: list[Rule], texts: list[Text], known: list[Truth]
) -> Iterator[Weight]:
    least = pack.house.deny_from
    versions = [(name, one) for _, name, found, _ in texts if name for one, _ in found]
    silent = {name.issuer for name, one in versions for said in one.silent if said.topic == BAN}
    for need in needs_of(each) if not each.depth and each.unknown is None else ():
        topics = BANS[need.thing]
        unread = {name.id for name, one in versions if topics & set(one.unread)}
        bans = [one for one in rules if one.clause.effect == "forbids"]
        bans = [one for one in bans if one.clause.topic in topics | PURPOSE_TOPICS]
        read = any(
            one.clause.confidence >= least and one.clause.topic in OUTPUTS for one in bans
        )
        options = [*known]
        for one in (one for one in rules if one.clause.effect == "permits"):
            kind, things = GIVES.get(one.clause.topic, ("", ()))
            cited = read or one.document.issuer in silent
            granted = kind == "grant" and one.document.id not in unread
            left = kind == "residual" and cited and not unread
            stands = kind == "express" or granted or left
            options += [one.truth] * (stands and need.thing in things)
        if any(one.truth and one.ours is not False for one in bans) or TRUE in options:
            continue
        yield MISSING if MAYBE in options or need.missing else Weight(REVIEW, REVIEW, REVIEW)


def weights(rules: list[Rule]) -> list[Weight]:
    found: list[Weight] = []
    groups: dict[object, tuple[Clause, Truth, Truth | None]] = {}
    for rule in (rule for rule in rules if rule.truth):
        clause = rule.clause
        check = holds(clause.check, rule.facts) if clause.check else None
        once = clause.per_plan or not reads_ingredient(rule) or rule.where is None
        key = (
            rule.document.id,
            rule.label,
            clause.id,
            check,
            once or cast("Ingredient", rule.where).key,
        )
        if rule.ours is None and clause.effect in {"forbids", "cautions"}:
            found.append(UNSURE)
        elif rule.ours is not False:
            truth = min(rule.truth, TRUE if rule.ours else MAYBE)
            before = groups.get(key, (clause, truth, check))[1]
            groups[key] = (clause, max(before, truth), check)
    for clause, truth, check in groups.values():
        early, sure = clause.due in {"collect", "train"}, truth == TRUE
        unmet = REVIEW if early else OWED
        if clause.effect == "forbids":
            found.append(Weight(DENIED, DENIED, DENIED) if sure else UNSURE)
        if clause.effect == "cautions":
            found.append(Weight(REVIEW, REVIEW, REVIEW) if sure else MISSING)
        if clause.effect == "requires" and check is not TRUE:
            sure = sure and not (early and check is MAYBE)
            now = unmet if check is FALSE or not sure else OWED
            best = now if sure and check is not MAYBE else APPROVED
            found.append(Weight(now, best, now))
    return found
