"""Codes of `policy lint`: packs that load, and hold rules that do nothing or rest on little."""

from policy.codetexts.entry import CodeText, Part
from policy.diagnostics import Code

_TERMS = (
    "document: acme-terms\nkind: provider-terms\nissuer: acme\nversions:\n"
    '  - version: "2026-01-01"\n    effective: 2026-01-01\n'
    "    url: https://example.org/acme/terms\n"
)
_CLAUSES = f"{_TERMS}    clauses:\n"
_BAN = (
    f"{_CLAUSES}"
    '      - id: no-training\n        section: "3.1"\n        topic: train-on-outputs\n'
    "        forbids: Training models on output.\n"
)
_LAW = "document: example-act\nkind: law\njurisdiction: DE\n"
_LAW_VERSION = (
    'versions:\n  - version: "2026"\n    effective: 2026-01-01\n'
    "    url: https://example.org/act\n    clauses:\n"
)

LINT: tuple[CodeText, ...] = (
    CodeText(
        Code.DEAD_CLAUSE,
        cause="No plan can ever meet the condition of a clause, or the clause holds on no day"
        " on which its version does. A rule that never applies was written wrong.",
        part=Part.LINT,
        example=f"{_BAN}"
        "        when:\n          student.type: classifier\n"
        "          not: {student.type: [classifier, embedding]}",
        cure="Find the two tests that exclude each other, in `when`, in the exceptions or in"
        " the law's `nexus`, and mend one of them. `any` joins conditions of which one is"
        " enough.",
    ),
    CodeText(
        Code.DEAD_EXCEPTION,
        cause="An exception changes nothing: the clause does not apply there anyway, or another"
        " exception covers it.",
        part=Part.LINT,
        example=f"{_BAN}"
        "        when: {student.is_language_model: true}\n        except:\n"
        "          - {section: 3.1(a), when: {student.is_language_model: false}}",
        cure="Leave it out, or say what it was meant to say. Two exceptions that overlap are"
        " fine as long as each covers something of its own.",
    ),
    CodeText(
        Code.UNMEETABLE_DUTY,
        cause="The `check` of a duty can never hold where the duty is owed. It would be a ban"
        " that nobody can see.",
        part=Part.LINT,
        example=f"{_CLAUSES}"
        '      - id: naming\n        section: "4"\n        topic: naming\n'
        '        requires: The name of the student begins with "Acme".\n'
        "        when: {student.name: {starts_with: Other}}\n        due: release\n"
        "        check: {student.name: {starts_with: Acme}}",
        cure="Mend `check` or `when`. What really cannot be done is a `forbids`.",
    ),
    CodeText(
        Code.EXCLUDING_DUTIES,
        cause="Two duties are owed together and cannot both be met, for example two names with"
        " which a student must begin. Of a model of the catalog, it is so for everybody who"
        " builds on it.",
        part=Part.LINT,
        example=f"{_CLAUSES}"
        '      - id: naming\n        section: "4"\n        topic: naming\n'
        '        requires: The name of the student begins with "Acme".\n        due: release\n'
        "        check: {student.name: {starts_with: Acme}}\n"
        '      - id: open-naming\n        section: "5"\n        topic: naming\n'
        '        requires: The name of the student begins with "Open".\n        due: release\n'
        "        check: {student.name: {starts_with: Open}}",
        cure="Say with `when` in which case each is owed. Where two licenses of one model"
        " really clash, say so in its record under `contradiction`.",
    ),
    CodeText(
        Code.NO_SECTION,
        cause="A rule that was read in the text itself does not say where it stands there, so"
        " that nobody can look it up.",
        part=Part.LINT,
        example=f"{_CLAUSES}"
        "      - id: no-training\n        topic: train-on-outputs\n"
        "        forbids: Training models on output.",
        cure="Give the `section`. A rule that the whole text makes says `whole text`. What was"
        " not read, but reported, has a lower `confidence` and may leave it out.",
    ),
    CodeText(
        Code.NO_SOURCE,
        cause="Nothing says where a clause, or the list of a territory, was read.",
        part=Part.LINT,
        example="document: acme-terms\nkind: provider-terms\nissuer: acme\nversions:\n"
        '  - version: "2026-01-01"\n    effective: 2026-01-01\n    clauses:\n'
        '      - id: no-training\n        section: "3.1"\n        topic: train-on-outputs\n'
        "        forbids: Training models on output.",
        cure="Give the version its `url`, or the clause its `source`. What has no source is not"
        " written down.",
    ),
    CodeText(
        Code.WEAK_SOURCE,
        cause="A grade is better than its source: what others report is `medium` at most, and"
        " what is remembered is `low`.",
        part=Part.LINT,
        example=f"{_BAN}"
        "        confidence: high\n"
        "        source: second-hand, a survey of 2026-03-01",
        cure="Lower the `confidence`, or read the text itself and name it as the source.",
    ),
    CodeText(
        Code.OVERLAPPING_VERSIONS,
        cause="A version ends after the next one has begun, so that two texts would hold on one"
        " day.",
        part=Part.DOCUMENT,
        example="document: acme-terms\nkind: provider-terms\nissuer: acme\nversions:\n"
        '  - version: "2025-01-01"\n    effective: 2025-01-01\n    until: 2026-06-01\n'
        '  - version: "2026-01-01"\n    effective: 2026-01-01',
        cure="Leave `until` out: a version ends when the next one begins. Versions that live"
        " side by side say with `governs` which models they are for.",
    ),
    CodeText(
        Code.VERSION_GAP,
        cause="A version ends before the next one begins, so that no text is known for the days"
        " between.",
        part=Part.LINT,
        example="document: acme-terms\nkind: provider-terms\nissuer: acme\nversions:\n"
        '  - version: "2025-01-01"\n    effective: 2025-01-01\n    until: 2025-06-01\n'
        '  - version: "2026-01-01"\n    effective: 2026-01-01',
        cure="Leave `until` out, or add the version that held in between; one that nobody has"
        " read says `text: unread`.",
    ),
    CodeText(
        Code.UNDATED_VERSION,
        cause="A version that is not the first one has no day on which it begins. It would hold"
        " beside all others.",
        part=Part.LINT,
        example="document: acme-terms\nkind: provider-terms\nissuer: acme\nversions:\n"
        '  - version: "2025-01-01"\n    effective: 2025-01-01\n'
        "  - version: undated",
        cure="Give `effective`, or `seen_from`, the day on which it was first seen. Versions"
        " for different models say so with `governs`.",
    ),
    CodeText(
        Code.IDLE_LIFT,
        cause="A permission lifts what it cannot set aside: the rule of another issuer, a rule"
        " that does not stand in the version, or a clause that only permits or notes.",
        part=Part.LINT,
        example=f"{_CLAUSES}"
        '      - id: program\n        section: "6"\n        topic: distillation-channel\n'
        "        permits: Training within the program.\n"
        "        lifts: [other-terms#no-training]",
        beside=_BAN.replace("acme", "other"),
        cure="Take the lift out, or name the rule that is meant. What another issuer forbids"
        " only that issuer can allow, by its own text or by an agreement.",
    ),
    CodeText(
        Code.SHARED_TAG,
        cause="Two documents have the same license tag, so that the tag on a model's page does"
        " not tell which of them governs.",
        part=Part.LINT,
        example="document: acme-license\nkind: model-license\nissuer: acme\n"
        "license_tags: [modified-mit]\nversions: []",
        beside="document: other-license\nkind: model-license\nissuer: other\n"
        "license_tags: [modified-mit]\nversions: []",
        cure="Leave the tag to the one document that it names everywhere. A tag that names no"
        " one license is left out of both: the license is then unknown, which is true.",
    ),
    CodeText(
        Code.UNUSED_LICENSE,
        cause="Nothing leads to a license or statement: no model, data set or pattern of the"
        " catalog names it, no other document passes it on, and it has no license tag. It can"
        " never govern anything.",
        part=Part.WORDS,
        example="`policies/licenses/acme-license.yaml` is there, and no record of"
        " `models.yaml` lists `acme-license` under `documents`.",
        cure="Name it where it governs, or give it the `license_tags` by which hubs name it.",
    ),
    CodeText(
        Code.TODO_LEFT,
        cause="A line of a pack says TODO. `distillgate policy new` marks so what its author is"
        " to fill in; what stands there until then is an example, and true of nothing.",
        part=Part.WORDS,
        example="`url: https://example.org/   # TODO where the text is`",
        cure="Write what the text says, and take the mark away. What it does not say is left"
        " out.",
    ),
    CodeText(
        Code.NEGATED_OUTPUT_TERMS,
        cause="A rule reads `ingredient.output_terms` the wrong way round: it would end, or a"
        " permission would begin, when one more text forbids training on outputs. One more ban"
        " must never make a verdict milder.",
        part=Part.LINT,
        example=f"{_LAW}nexus: {{release.places: {{within: DE}}}}\n{_LAW_VERSION}"
        "      - id: copies\n        section: s. 1\n        topic: copyright\n"
        "        cautions: Copies need a ground.\n"
        "        when: {not: {ingredient.output_terms: forbidden}}",
        cure="A rule asks whether they are `forbidden`; nothing asks whether they are not.",
    ),
)
