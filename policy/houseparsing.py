"""House policy from YAML nodes: a closed list of settings, and clauses that only tighten."""

import re
from collections.abc import Mapping
from datetime import timedelta

from policy.clauseparsing import ClauseParser
from policy.conditionparsing import ConditionParser, Scope, known_value
from policy.diagnostics import Code
from policy.documents import BasisKind, Confidence, Document, DocumentKind, Effect, Version
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.house import ALL_BASES, House, Presumption, Staleness, WaiverRule
from policy.planvalues import ValueReader
from policy.reading import Notebook, Reader
from policy.suggesting.changes import COST_WORDS
from policy.values import Bounds, Scalar
from policy.yamltext import Fields, Node, Text

HOUSE_KEYS = "document kind title adopted settings clauses notes define".split()
SETTING_KEYS = """
    bases deny_from_confidence presume disjoint_markets waivers never_waived staleness answers
    costs
""".split()
ADOPTION_KEYS = ("by", "on")
PRESUMPTION_KEYS = ("fact", "is", "reason", "owner", "until")
DISJOINT_KEYS = ("presume", "reason", "owner", "until")
WAIVER_RULE_KEYS = ("by", "at_most")
STALENESS_KEYS = ("note", "review")
NOT_COMPETING = "not-competing"
SCREENED = frozenset(
    {
        "organization.listed_on",
        "organization.owned_50_by_listed_on",
        "release.recipient_listed_on",
        "release.recipient_owned_50_by",
        "ingredient.provider_listed_on",
        "ingredient.provider_owned_50_by",
    }
)
"""What a screening list decides cannot be presumed (design, section 5)."""
WORKED_OUT = frozenset({"terms.accepted", "ingredient.output_terms"})
"""What the engine works out from contracts cannot be presumed either."""
_DAYS = re.compile(r"([0-9]{1,4})d")
_PRICE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class HousePolicy:
    """The settings of the house with the document that holds its clauses."""

    house: House
    document: Document


def parse_house(node: Node, notebook: Notebook, scope: Scope) -> HousePolicy:
    """Return the house policy in `node`; what is wrong with it is in `notebook`."""
    reader = Reader(node, notebook, "a house policy")
    reader.only(HOUSE_KEYS)
    reader.needs("document")
    adoption = reader.node("adopted")
    adopted = Reader(adoption, notebook, "the adoption") if adoption else None
    settings = _Settings(reader, notebook)
    house = settings.house(adopted)
    reader.text("notes")
    defined = dict(scope.definitions)
    conditions = ConditionParser(Scope(scope.territories, defined), notebook)
    for key, value in reader.pairs("define"):
        defined[key.text] = conditions.parse(value)
    clauses = ClauseParser(conditions, notebook).clauses(reader.items("clauses"))
    for clause in clauses:
        if clause.effect is Effect.PERMITS:
            message = f"the clause `{clause.id}` permits, and house policy only tightens"
            hint = "a waiver or an agreement sets a finding aside"
            notebook.error(Code.WRONG_VALUE, message, clause.span or reader.span, hint)
    label = house.adopted_on.isoformat() if house.adopted_on else "not-adopted"
    document = Document(
        id=reader.name("document") or "house",
        kind=DocumentKind.HOUSE,
        title=reader.text("title") or "House policy",
        versions=(Version(label, clauses),),
        span=reader.span,
    )
    return HousePolicy(house, document)


def may_presume(fact: Fact) -> bool:
    """Return whether the house may presume `fact`."""
    return _not_presumed(fact) is None


def _not_presumed(fact: Fact) -> str | None:
    """Return why the house may not presume `fact`, or nothing where it may."""
    if fact.path in SCREENED:
        return "is decided by screening lists"
    if fact.path in WORKED_OUT:
        return "is worked out by the engine"
    return "is a list" if fact.many else None


class _Settings:
    """Reads the settings of one house policy."""

    def __init__(self, reader: Reader, notebook: Notebook) -> None:
        node = reader.node("settings")
        self._notebook = notebook
        self._reader = Reader(node, notebook, "the settings") if node else None
        if self._reader:
            self._reader.only(SETTING_KEYS)

    def house(self, adopted: Reader | None) -> House:
        """Return the settings; what is left out has its default."""
        if adopted is not None:
            adopted.only(ADOPTION_KEYS)
            adopted.needs("by")
            adopted.needs("on")
        by = adopted.text("by") if adopted else None
        on = adopted.day("on") if adopted else None
        if self._reader is None:
            return House(adopted_by=by, adopted_on=on)
        reader = self._reader
        return House(
            bases=self._bases(reader),
            deny_from=self._deny_from(reader),
            presumptions=self._presumptions(reader),
            disjoint_markets=self._disjoint(reader),
            waivers=self._waivers(reader),
            never_waived=reader.texts("never_waived"),
            span=reader.value_span("never_waived"),
            staleness=self._staleness(reader),
            answers=self._answers(reader),
            costs=self._costs(reader),
            adopted_by=by,
            adopted_on=on,
        )

    def _bases(self, reader: Reader) -> frozenset[BasisKind]:
        """Return the bases that count; an empty list means that none does."""
        if reader.node("bases") is None:
            return ALL_BASES
        return frozenset(reader.members("bases", BasisKind))

    def _deny_from(self, reader: Reader) -> Confidence:
        if reader.node("deny_from_confidence") is None:
            return Confidence.MEDIUM
        grades = {grade.word: grade for grade in Confidence}
        word = reader.text("deny_from_confidence") or ""
        if word not in grades:
            node = reader.node("deny_from_confidence")
            if node is not None:
                reader.wrong_word(node, tuple(grades))
        return grades.get(word, Confidence.LOW)

    def _presumptions(self, reader: Reader) -> tuple[Presumption, ...]:
        found = []
        for node in reader.items("presume"):
            entry = Reader(node, self._notebook, "a presumption")
            entry.only(PRESUMPTION_KEYS)
            presumption = self._presumption(entry)
            if presumption is not None:
                found.append(presumption)
        return tuple(found)

    def _presumption(self, entry: Reader) -> Presumption | None:
        for key in ("fact", "is", "reason", "owner"):
            entry.needs(key)
        name = entry.text("fact") or ""
        fact = VOCABULARY.find(name)
        if fact is None:
            hint = self._notebook.near(name, VOCABULARY.names)
            message = f"no fact is called `{name}`"
            if name:
                self._notebook.error(Code.UNKNOWN_FACT, message, entry.value_span("fact"), hint)
            return None
        reason = _not_presumed(fact)
        if reason is not None:
            message = f"`{name}` {reason} and cannot be presumed"
            span = entry.value_span("fact")
            self._notebook.error(Code.PRESUMPTION_NOT_ALLOWED, message, span)
            return None
        value = self._value(entry, fact)
        if value is None:
            return None
        reason, owner = entry.text("reason") or "", entry.text("owner") or ""
        return Presumption(name, value, reason, owner, entry.day("until"))

    def _value(self, entry: Reader, fact: Fact) -> Scalar | Bounds | None:
        node = entry.node("is")
        if isinstance(node, Text):
            return known_value(node, fact, self._notebook)
        if isinstance(node, Fields) and fact.kind is Kind.NUMBER:
            return ValueReader(self._notebook).bounds(fact, node)
        if node is not None:
            entry.wrong_type(node, f"a value of `{fact.path}`")
        return None

    def _disjoint(self, reader: Reader) -> Presumption | None:
        node = reader.node("disjoint_markets")
        if node is None:
            return None
        entry = Reader(node, self._notebook, "the presumption on disjoint markets")
        entry.only(DISJOINT_KEYS)
        for key in ("presume", "reason", "owner"):
            entry.needs(key)
        if entry.text("presume") != NOT_COMPETING:
            word = entry.node("presume")
            if word is not None:
                entry.wrong_word(word, (NOT_COMPETING,))
            return None
        return Presumption(
            "terms.competes_with_issuer",
            False,  # noqa: FBT003 the presumed value
            entry.text("reason") or "",
            entry.text("owner") or "",
            entry.day("until"),
        )

    def _waivers(self, reader: Reader) -> tuple[WaiverRule, ...]:
        found = []
        for key, node in reader.pairs("waivers"):
            entry = Reader(node, self._notebook, "a rule for waivers")
            entry.only(WAIVER_RULE_KEYS)
            days = self._days(entry, "at_most")
            at_most = timedelta(days=days) if days is not None else None
            found.append(WaiverRule(key.text, entry.texts("by"), at_most, key.span))
        return tuple(found)

    def _staleness(self, reader: Reader) -> Staleness:
        node = reader.node("staleness")
        if node is None:
            return Staleness()
        entry = Reader(node, self._notebook, "the staleness")
        entry.only(STALENESS_KEYS)
        note, review = self._days(entry, "note"), self._days(entry, "review")
        default = Staleness()
        return Staleness(
            default.note if note is None else note, default.review if review is None else review
        )

    def _days(self, entry: Reader, name: str) -> int | None:
        node = entry.node(name)
        if node is None:
            return None
        match = _DAYS.fullmatch(node.text) if isinstance(node, Text) else None
        if match is None:
            entry.wrong_type(node, "a number of days like 90d")
            return None
        return int(match.group(1))

    def _answers(self, reader: Reader) -> Mapping[str, tuple[str, ...]]:
        found = {}
        for key, node in reader.pairs("answers"):
            self._fact(key)
            found[key.text] = reader.texts_of(node)
        return found

    def _fact(self, key: Text, words: tuple[str, ...] = ()) -> None:
        if VOCABULARY.find(key.text) is None:
            hint = self._notebook.near(key.text, (*VOCABULARY.names, *words))
            what = "no fact and no kind of change is" if words else "no fact is"
            message = f"{what} called `{key.text}`"
            self._notebook.error(Code.UNKNOWN_FACT, message, key.span, hint)

    def _costs(self, reader: Reader) -> Mapping[str, int]:
        found = {}
        for key, node in reader.pairs("costs"):
            if key.text not in COST_WORDS:
                self._fact(key, COST_WORDS)
            if isinstance(node, Text) and _PRICE.fullmatch(node.text):
                found[key.text] = int(node.text)
            else:
                reader.wrong_type(node, "a whole number of at most six digits")
        return found
