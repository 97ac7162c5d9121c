"""Codes about packs: documents, clauses, conditions, territories and house policy."""

from policy.codetexts.entry import CodeText, Part
from policy.diagnostics import Code

PACKS: tuple[CodeText, ...] = (
    CodeText(
        Code.DUPLICATE_CLAUSE,
        cause="Two clauses of one version have the same id. Waivers, lifts and verdicts name a"
        " clause by its id, so it must be one clause.",
        part=Part.DOCUMENT,
        example="document: acme-terms\nkind: provider-terms\nissuer: acme\nversions:\n"
        '  - version: "2026-01-01"\n'
        "    clauses:\n"
        "      - id: no-training\n"
        "        topic: train-on-outputs\n"
        "        forbids: Training models on output.\n"
        "      - id: no-training\n"
        "        topic: competing-product\n"
        "        forbids: Building a product that competes.",
        cure="Give each rule an id that says what it rules. Over the versions of a document"
        " the same rule keeps its id.",
    ),
    CodeText(
        Code.DUPLICATE_DOCUMENT,
        cause="Two files of one pack have the same document or territory, or there are two"
        " house policies. Which of them counts would hang on the order of files. (A document"
        " of a later pack does take the place of an earlier one.)",
        part=Part.DOCUMENT,
        example="document: acme-terms\nkind: provider-terms\nissuer: acme\nversions: []",
        beside="document: acme-terms\nkind: usage-policy\nissuer: acme\nversions: []",
        cure="Give the second an id of its own, or make it another version of the first.",
    ),
    CodeText(
        Code.EMPTY_CONDITION,
        cause="A condition, a matcher or a list of conditions holds nothing. An empty `when`"
        " may be a rule for everybody or half a sentence, and `any: []` would never hold.",
        part=Part.CONDITION,
        example="any: []",
        cure="Write the condition. Where the clause always applies, leave `when` out.",
    ),
    CodeText(
        Code.EMPTY_PACK,
        cause="The folder holds no `.yaml` file, so nothing in it can forbid or permit.",
        part=Part.WORDS,
        example="`distillgate check plan.yaml --packs ./polices`, where `polices` is a new,"
        " empty folder.",
        cure="Mend the path, or put a document into the folder.",
    ),
    CodeText(
        Code.LIFTS_LAW,
        cause="A `permits` names a clause of a law among those that it lifts. Terms, licenses,"
        " agreements and house policy cannot set aside a law; only a law of the same"
        " jurisdiction can, or an agreement given under the authority of that law.",
        part=Part.DOCUMENT,
        example="document: acme-license\nkind: model-license\nissuer: acme\nversions:\n"
        '  - version: "1.0"\n'
        "    clauses:\n"
        "      - id: open-release\n"
        "        topic: use\n"
        "        permits: Use without further duties.\n"
        "        lifts: [example-act#documentation]",
        beside="document: example-act\nkind: law\njurisdiction: EU\n"
        'versions:\n  - version: "2026"\n    clauses:\n'
        "      - id: documentation\n"
        "        topic: technical-documentation\n"
        "        requires: Technical documentation.\n"
        "        when: {release.places: {within: EU}}",
        cure="Leave the lift out. An authorization is an agreement with `authority:`, the id"
        " of the law that it rests on.",
    ),
    CodeText(
        Code.NO_NEXUS,
        cause="A clause of a law forbids, requires or cautions, and neither the law's `nexus`"
        " nor the clause's `when` ties it to a place or a person; `policy lint` also finds"
        " the clause that does so in some of its ways only. It would bind everybody"
        " everywhere.",
        part=Part.DOCUMENT,
        example="document: example-act\nkind: law\njurisdiction: EU\nversions:\n"
        '  - version: "2026"\n'
        "    clauses:\n"
        "      - id: documentation\n"
        "        topic: technical-documentation\n"
        "        requires: Technical documentation.",
        cure="Say whom the law reaches, once for all its clauses: `nexus: {release.places:"
        " {within: EU}}`.",
    ),
    CodeText(
        Code.PRESUMPTION_NOT_ALLOWED,
        cause="House policy presumes what nobody may presume: what a screening list decides,"
        " what the engine works out from contracts, or a list, of which something could be"
        " missing.",
        part=Part.HOUSE,
        example="document: house\nkind: house\nsettings:\n  presume:\n"
        "    - fact: organization.listed_on\n"
        "      is: []\n"
        "      reason: we have never been listed\n"
        "      owner: trade-compliance",
        cure="Leave it out. Listed parties are covered by an import of the screening lists, or"
        " by the attestation `no-listed-parties`, which a person signs.",
    ),
    CodeText(
        Code.SEVERAL_EFFECTS,
        cause="A clause has two of `permits`, `forbids`, `requires`, `cautions` and `notes`. A"
        " clause is one rule with one effect.",
        part=Part.CLAUSE,
        example="id: research-only\n"
        "topic: research-only\n"
        "permits: Research on output.\n"
        "forbids: Commercial use of output.",
        cure="Make it two clauses, or one with an exception: `forbids` with `except: [{when:"
        " {use.purpose: research}}]`.",
    ),
    CodeText(
        Code.UNKNOWN_CLAUSE,
        cause="A lift, a waiver, a determination, `without` or a rule of house policy names a"
        " clause that its document does not have. In house policy it is a warning: a limit on"
        " waivers of a clause that does not exist limits nothing.",
        part=Part.CLAUSE,
        example="id: program\n"
        "topic: distillation-channel\n"
        "permits: Training on output within the program.\n"
        "lifts: [no-trainig]",
        cure="Take the id that the hint names. A clause of another document is"
        " `document#clause`.",
    ),
    CodeText(
        Code.UNKNOWN_DEFINITION,
        cause="`defined` names a condition that nobody has defined here. A version sees its"
        " own `define` and the pack's `definitions`; a definition sees those above it.",
        part=Part.CONDITION,
        example="defined: gpai-provider",
        cure="Define it above, or mend the name.",
    ),
    CodeText(
        Code.UNKNOWN_DOCUMENT,
        cause="A document names another one that no pack holds, under `passes_on`, `replaces`,"
        " `pins` or `lifts`.",
        part=Part.DOCUMENT,
        example="document: acme-data-license\nkind: dataset-license\nissuer: acme\n"
        "passes_on: [acme-terms-of-use]\nversions: []",
        cure="Mend the id, or add the document. One that has not been read is still a"
        " document: its versions then list their topics under `unread`.",
    ),
    CodeText(
        Code.UNKNOWN_FACT,
        cause="A condition, or a setting of house policy, reads a fact that does not exist."
        " The vocabulary is closed, so that a misspelled fact cannot pass for an unknown one.",
        part=Part.CONDITION,
        example="student.market: search",
        cure="Take the fact that the hint names; all of them stand in the [list of"
        " facts](facts.md).",
    ),
    CodeText(
        Code.UNKNOWN_OPERATOR,
        cause="A matcher holds a word that is no operator.",
        part=Part.CONDITION,
        example="student.parameters: {more_than: 7e9}",
        cure="Take one of the [operators](policy-language.md#operators), here `above`.",
    ),
    CodeText(
        Code.UNKNOWN_PLACE,
        cause="A place is neither an ISO 3166 code nor `EU`, `worldwide` or the id of a"
        " territory of the packs.",
        part=Part.CONDITION,
        example="release.places: {within: Germany}",
        cure="Write the code: `DE`; a region is `US-CA`. A list of countries that recurs is a"
        " territory.",
    ),
    CodeText(
        Code.UNKNOWN_TOPIC,
        cause="A clause, a silence or an unread topic is none of the closed list. Topics"
        " decide what gives a basis and which bans stand against it.",
        part=Part.CLAUSE,
        example="id: no-training\ntopic: training\nforbids: Training models on output.",
        cure="Take one of the [topics](policy-language.md#topics), here `train-on-outputs`.",
    ),
    CodeText(
        Code.UNKNOWN_VERSION,
        cause="`like` names a version that does not stand above, or `pins` one that the"
        " document does not have.",
        part=Part.DOCUMENT,
        example="document: acme-terms\nkind: provider-terms\nissuer: acme\nversions:\n"
        '  - version: "2026-01-01"\n'
        "    effective: 2026-01-01\n"
        '    like: "2025-05-31"',
        cure="Mend the label. Versions stand in the order of their dates, and each may be like"
        " an earlier one of the same document.",
    ),
    CodeText(
        Code.WRONG_OPERATOR,
        cause="The operator does not fit the kind of the fact: there is no order on words, and"
        " nothing begins with a number. `terms.accepted` fits no operator, as the engine"
        " itself holds every clause against it.",
        part=Part.CONDITION,
        example="student.markets: {above: 3}",
        cure="Take one that the hint lists. Which [operators](policy-language.md#operators)"
        " fit which kind is one table.",
    ),
)
