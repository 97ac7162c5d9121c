"""Codes about files: they can come up in plans, packs, catalogs and what lies on file."""

from policy.codetexts.entry import CodeText, Part
from policy.diagnostics import Code

FILES: tuple[CodeText, ...] = (
    CodeText(
        Code.ALIAS_NOT_ALLOWED,
        cause="YAML lets a text refer to another one, by `&name` and `*name`. A few lines of"
        " such references can stand for gigabytes, and a reader cannot see at a clause what it"
        " says, so they are not read. Text that begins with `*` or `&`, as a glob often does,"
        " looks like one.",
        part=Part.FILE,
        example="models: [*-mini]",
        cure='Write the value out where it is needed. Put a glob into quotes: `["*-mini"]`. A'
        " condition that recurs gets a name under `define`.",
    ),
    CodeText(
        Code.DUPLICATE_KEY,
        cause="One mapping has the same key twice, or a document has two versions with one"
        " label. Most YAML readers silently keep the last one, so half of what was written"
        " would not count.",
        part=Part.FILE,
        example="when:\n"
        "  ingredient.account: consumer\n"
        "  ingredient.access: api\n"
        "  ingredient.account: free-tier",
        cure="Keep one of them. Where either value will do, write a list: `ingredient.account:"
        " [consumer, free-tier]`.",
    ),
    CodeText(
        Code.EMPTY_FILE,
        cause="The file holds nothing, or comments only.",
        part=Part.FILE,
        example="# terms of Acme, to be written",
        cure="Write the document, or remove the file.",
    ),
    CodeText(
        Code.FILE_NOT_FOUND,
        cause="A plan names a file that cannot be read from where the plan is checked: it is"
        " not there, it lies outside the plan's folder, or the plan was sent to the API, which"
        " reads no files.",
        part=Part.PLAN,
        example="plan: support-assistant\n"
        "organization: {name: Example GmbH, file: nowhere/org.yaml}\n"
        "student: {name: Support-8B}\n"
        "teachers: [hf:Qwen/Qwen3-8B]",
        cure="Mend the path, which is relative to the plan, or write the keys of the file into"
        " the plan.",
    ),
    CodeText(
        Code.NOT_TEXT,
        cause="The file is not UTF-8, or it holds characters that no text needs: control"
        " characters, escape sequences for terminals, or line ends that editors do not show."
        " Written as escapes in a quoted text they are refused too.",
        part=Part.FILE,
        example=r'title: "Terms \e[2Jof Acme"',
        cure="Save the file as UTF-8, and take the character out at the place that is shown.",
    ),
    CodeText(
        Code.SEVERAL_DOCUMENTS,
        cause="A second document begins in the same file, with `---`.",
        part=Part.FILE,
        example="document: acme-terms\n---\ndocument: acme-usage-policy",
        cure="Put each document into a file of its own, named by the document's id.",
    ),
    CodeText(
        Code.TAB_IN_YAML,
        cause="A tab stands in the file. YAML forbids it as indentation, and parsers disagree"
        " on tabs elsewhere, so no tab is read. The example has one after `issuer:`.",
        part=Part.FILE,
        example="document: acme-terms\nissuer:\tacme",
        cure="Indent with spaces, two for each level, and let your editor do so. Where a text"
        r' must hold a tab, write it as an escape in double quotes: `"a\tb"`.',
    ),
    CodeText(
        Code.TAG_NOT_ALLOWED,
        cause="A tag such as `!!str` says what a value is. Here the field decides that, and"
        " tags can make readers build objects, so none is read. Text that begins with `!`"
        " looks like one.",
        part=Part.FILE,
        example="version: !!str 2026-01-01",
        cure="Leave the tag out; a label that looks like a date is put into quotes,"
        ' `"2026-01-01"`.',
    ),
    CodeText(
        Code.TOO_DEEP,
        cause="Lists and mappings are nested more than 64 levels deep. No plan and no policy"
        " needs that, and a deeper file is refused before anything is built from it.",
        part=Part.FILE,
        example=f"members: {'[' * 64}FR{']' * 64}",
        cure="Flatten it. A condition of many levels is easier to read with parts of it under"
        " `define`.",
    ),
    CodeText(
        Code.TOO_LARGE,
        cause="Something is larger than is ever needed: a file of more than 2 MB or 200,000"
        " values, a condition of more than 1,000 tests or 64 levels, a document of more than"
        " 500 versions or 20,000 clauses, a plan of more than 1,000 entries. What is defined"
        " counts as often as it is used, and a clause in each version that has it.",
        part=Part.SHARED,
        example="definitions:\n"
        "  narrow: {student.generality: narrow}\n"
        "  b: {any: [" + ", ".join(["{defined: narrow}"] * 5) + "]}\n"
        "  c: {any: [" + ", ".join(["{defined: b}"] * 7) + "]}\n"
        "  d: {any: [" + ", ".join(["{defined: c}"] * 7) + "]}\n"
        "  e: {any: [" + ", ".join(["{defined: d}"] * 7) + "]}",
        cure="Say it with less: a list of values in place of many tests, a second document in"
        " place of a huge one.",
    ),
    CodeText(
        Code.UNKNOWN_KEY,
        cause="A mapping holds a key that it does not have: it is misspelled, it belongs"
        " elsewhere, or, on a clause, it says nothing beside the clause's effect. An unknown"
        " key would be a rule or an answer that nobody reads.",
        part=Part.CLAUSE,
        example="id: no-training\n"
        "topic: train-on-outputs\n"
        "forbids: Training models on output.\n"
        "exept:\n"
        "  - when: {use.purpose: research}",
        cure="Take the key that the hint names, here `except`. The keys of each mapping stand"
        " in the [guide](policy-language.md#keys).",
    ),
    CodeText(
        Code.MISSING_KEY,
        cause="A mapping lacks a key that it needs, or says nothing under it (`null`, `~` or"
        " an empty value).",
        part=Part.DOCUMENT,
        example="document: acme-terms\nkind: provider-terms\ntitle: Acme terms of service\n"
        'versions:\n  - version: "2026-01-01"\n    effective: 2026-01-01',
        cure="Add the key that the message names, here `issuer: acme`.",
    ),
    CodeText(
        Code.WRONG_TYPE,
        cause="A value is of another kind than the key takes: a list where one value stands, a"
        " word where a number or a date does, a quoted `true`.",
        part=Part.CONDITION,
        example="student.parameters: {above: [7e9, 8e9]}",
        cure="Write what the message asks for. Dates are written `2026-01-31`; `true` and"
        " `false` bear no quotes, and neither do numbers.",
    ),
    CodeText(
        Code.WRONG_VALUE,
        cause="The value is of the right kind, and it is none of those that may stand here:"
        " not a word of the closed list, not an id, or something that the engine keeps to"
        " itself.",
        part=Part.CONDITION,
        example="student.type: llm",
        cure="Take one of the values that the hint lists; those of each fact stand in the"
        " [list of facts](facts.md).",
    ),
    CodeText(
        Code.UNUSABLE_DATES,
        cause="Something ends before or on the day on which it begins, or versions do not"
        " stand in the order of their dates. `until` is the first day on which a thing no"
        " longer holds.",
        part=Part.CLAUSE,
        example="id: summary-of-content\n"
        "topic: training-summary\n"
        "requires: A summary of the training content.\n"
        "from: 2027-08-02\n"
        "until: 2026-08-02",
        cure="Mend the dates; order the versions from the oldest to the newest.",
    ),
    CodeText(
        Code.YAML_SYNTAX,
        cause="The text is no YAML. Most often a `: ` or a quote stands in a text without"
        " quotes, a bracket or quote is not closed, or lines that belong together do not begin"
        " in the same column.",
        part=Part.FILE,
        example="title: Acme: terms of service",
        cure='Put the text into quotes, `title: "Acme: terms of service"`, or put a long one'
        " on the lines after `>-`.",
    ),
)
