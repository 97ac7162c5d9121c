"""What each key of a pack says: one table behind the guide and the schema.

The parsers hold the lists of keys; a test compares the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from policy.clauseparsing import CLAUSE_KEYS
from policy.houseparsing import (
    ADOPTION_KEYS,
    DISJOINT_KEYS,
    HOUSE_KEYS,
    PRESUMPTION_KEYS,
    SETTING_KEYS,
    STALENESS_KEYS,
    WAIVER_RULE_KEYS,
)
from policy.parsing import AGREEMENT_KEYS, DOCUMENT_KEYS
from policy.sharedparsing import DEFINITIONS_KEYS, TERRITORY_KEYS
from policy.versionparsing import GOVERNS_KEYS, SILENCE_KEYS, VERSION_KEYS


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The keys of one mapping, in the order in which they are written."""

    title: str
    keys: tuple[str, ...]
    says: Mapping[str, str]
    """What each key says, in one sentence."""


_NAMED = {
    "document": "Id: small letters, digits, dots and dashes; the file is named by it.",
    "kind": "What it is; decides whom it binds and how its version is found.",
    "title": "Its name, as its author writes it.",
    "notes": "One remark for readers: renames, doubts.",
}
_ISSUER = "Slug of whose text it is: a provider of the catalog, or a name of its own."
DOCUMENT = KeyTable(
    "A document",
    tuple(DOCUMENT_KEYS),
    {
        **_NAMED,
        "issuer": _ISSUER,
        "jurisdiction": "Of a law: ISO code of the state, `EU`, or `INT`.",
        "nexus": "Of a law: the condition that ties a plan to it; joined to each clause.",
        "license_tags": "Tags by which hubs name this license.",
        "spdx": "Its id in the SPDX list.",
        "binds": "Whom it means to bind, where that is not just the account's holder.",
        "amendable": "Whether its issuer may change it for what was taken already.",
        "protects": "Whose markets its clauses protect: `issuer` (default), `maker` or a slug.",
        "passes_on": "Documents that this one makes binding on whoever accepts it.",
        "claims_outputs": "The issuer claims the outputs, so its bans follow them.",
        "versions": "Every dated state of the text, the oldest first.",
    },
)
AGREEMENT = KeyTable(
    "An agreement (`kind: agreement`)",
    tuple(AGREEMENT_KEYS),
    {
        **_NAMED,
        "issuer": _ISSUER,
        "parties": "Who signed: names of organizations, as plans write them.",
        "models": "References or globs of the models it is about; left out, all of the issuer.",
        "effective": "First day on which it holds.",
        "until": "First day on which it no longer holds.",
        "replaces": "Documents that do not govern in its place.",
        "pins": "Documents with the label of the version that goes on to govern.",
        "lifts": "Clauses that it sets aside, as `document#clause`.",
        "authority": "Id of the law under whose authority it was given.",
        "last_seen": "Day on which the signed text was last looked at.",
        "url": "Where the signed text is kept.",
        "clauses": "Its rules.",
    },
)
VERSION = KeyTable(
    "A version",
    tuple(VERSION_KEYS),
    {
        "version": "Label, in quotes: the date of the text where it is known.",
        "effective": "First day on which it is in force.",
        "until": "First day on which it is not, where no later version says so.",
        "seen_from": "Day of the first observation, where the text prints no date.",
        "last_seen": "Day on which somebody last looked at the text.",
        "url": "Where the text is.",
        "like": "Label of an earlier version whose clauses it has; the same id replaces one.",
        "without": "Ids of clauses that it has no longer.",
        "partial": "It was read in part: what comes from `like` counts as medium.",
        "text": "`unread`: known by its date only, and the last text that was read stands in.",
        "governs": "Of a license: the models that this version is for.",
        "retroactive": "It reaches outputs that were collected before it.",
        "claims_outputs": "As on the document, for this version.",
        "notes": "One remark for readers.",
        "define": "Conditions with a name, for the clauses below.",
        "silent": "Topics on which the text was read, and says nothing.",
        "unread": "Topics on which the text was not read.",
        "clauses": "Its rules.",
    },
)
CLAUSE = KeyTable(
    "A clause",
    tuple(CLAUSE_KEYS),
    {
        "id": "Says the rule in a few words, and stays the same over all versions.",
        "section": "Where it stands in the text.",
        "topic": "What it is about, from a closed list.",
        "act": "When it bites: `collect`, `train`, `release` or `operate`.",
        "reach": "Which paths from the student it covers; the default goes by the kind.",
        "per": "`plan`: one finding for all ingredients for which it holds.",
        "from": "First day on which it applies.",
        "until": "First day on which it no longer applies.",
        "permits": "The rule: what may be done.",
        "forbids": "The rule: what may not.",
        "requires": "The rule: what must be done.",
        "cautions": "The rule: what a person must weigh.",
        "notes": "The rule: what is worth knowing.",
        "basis": "Of a `permits`: the basis it gives, where its topic does not say.",
        "for": "Of a `permits`: what it covers, where its topic does not say.",
        "when": "The condition under which it applies; left out, always.",
        "except": "Conditions under which it does not, each with its section.",
        "lifts": "Of a `permits`: rules that it sets aside, `clause`, `document#clause` or"
        " `topic:topic`.",
        "due": "Of a `requires`: by which act it must be met.",
        "check": "Of a `requires`: the condition that holds once it is met.",
        "every": "Of a `requires`: it is owed again each `month`, `quarter`, `half-year` or"
        " `year`.",
        "within": "Days after the end of a period in which it must be met: `30d`.",
        "at_most": "How much may be used in one period.",
        "unit": "Of what, as a word or two.",
        "protects": "Whose markets it protects, where the document says otherwise.",
        "fix": "What would make it no longer apply, each as a phrase.",
        "consequences": "What the text threatens with.",
        "confidence": "How well the text is known: `high` (default), `medium`, `low`.",
        "source": "Where it was read, unless at the version's `url`.",
        "note": "One remark for readers.",
    },
)
SILENCE = KeyTable(
    "An entry of `silent`",
    SILENCE_KEYS,
    {
        "topic": "The topic on which nothing is said.",
        "section": "Where one would expect it.",
        "confidence": "How well the text is known.",
        "source": "Where it was read.",
    },
)
GOVERNS = KeyTable(
    "An entry of `governs`",
    GOVERNS_KEYS,
    {
        "model": "Reference or glob of the models.",
        "revisions": "Revisions that were published under this version.",
    },
)
HOUSE = KeyTable(
    "House policy (`kind: house`)",
    tuple(HOUSE_KEYS),
    {
        **_NAMED,
        "adopted": "Who adopted it, and when; without, no permit is automatic.",
        "settings": "What the engine leaves to the house.",
        "clauses": "Its rules, which only tighten: none `permits`.",
        "define": "Conditions with a name, for the clauses.",
    },
)
ADOPTION = KeyTable(
    "`adopted`",
    ADOPTION_KEYS,
    {"by": "Role or name of who adopted it.", "on": "The day."},
)
SETTINGS = KeyTable(
    "`settings`",
    tuple(SETTING_KEYS),
    {
        "bases": "The kinds of basis that count; left out, all but `assumption`.",
        "deny_from_confidence": "Texts known less well than this make a finding unsure.",
        "presume": "Facts that are assumed until told otherwise.",
        "disjoint_markets": "The presumption that who shares no market does not compete.",
        "waivers": "Who may waive a clause, by its id, and for how long at most.",
        "never_waived": "What nobody may waive: ids of clauses, documents, or kinds of them.",
        "staleness": "After how long a text that nobody looks at is worth a note, or a review.",
        "answers": "Whose bare word in a plan counts, by fact.",
        "costs": "What a change costs, by fact or by kind, for the order of suggestions.",
    },
)
PRESUMPTION = KeyTable(
    "An entry of `presume`",
    PRESUMPTION_KEYS,
    {
        "fact": "The fact.",
        "is": "The value that is assumed.",
        "reason": "Why that is safe here; printed in every verdict that rests on it.",
        "owner": "Who answers for it.",
        "until": "First day on which it no longer holds.",
    },
)
DISJOINT = KeyTable(
    "`disjoint_markets`",
    DISJOINT_KEYS,
    {
        "presume": "`not-competing`.",
        "reason": "Why that is safe here.",
        "owner": "Who answers for it.",
        "until": "First day on which it no longer holds.",
    },
)
WAIVER_RULE = KeyTable(
    "An entry of `waivers`",
    WAIVER_RULE_KEYS,
    {"by": "Roles that may.", "at_most": "The longest time, in days: `180d`."},
)
STALENESS = KeyTable(
    "`staleness`",
    STALENESS_KEYS,
    {"note": "Days until a note: `90d`.", "review": "Days until a review: `365d`."},
)
TERRITORY = KeyTable(
    "A territory",
    tuple(TERRITORY_KEYS),
    {
        "territory": "Id by which conditions name it.",
        "title": "Its name.",
        "as_of": "The day whose list it is.",
        "members": "ISO 3166-1 or -2 codes, or `EU`.",
        "except": "Codes that are carved out of the members.",
        "url": "Where the list is.",
        "source": "Where it was read.",
        "confidence": "How well the list is known.",
        "note": "One remark for readers.",
        "review_by": "Day by which somebody should look again.",
    },
)
DEFINITIONS = KeyTable(
    "Definitions of a pack",
    DEFINITIONS_KEYS,
    {"definitions": "Conditions by name, for all documents; a later one may use an earlier."},
)

TABLES: tuple[KeyTable, ...] = (
    DOCUMENT,
    VERSION,
    CLAUSE,
    SILENCE,
    GOVERNS,
    AGREEMENT,
    HOUSE,
    ADOPTION,
    SETTINGS,
    PRESUMPTION,
    DISJOINT,
    WAIVER_RULE,
    STALENESS,
    TERRITORY,
    DEFINITIONS,
)
