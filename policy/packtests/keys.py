"""What each key of a case file says: one table behind parser, schema and guide."""

from policy.policykeys import KeyTable

CASE_FILE = KeyTable(
    "A case file",
    ("cases", "about", "as_of", "plan", "patch", "clauses", "checks"),
    {
        "cases": "Id of the document whose clauses are tried; left out, only `checks` stand.",
        "about": "One remark for readers.",
        "as_of": "The day of decision.",
        "plan": "Name of the shared plan: a file of `cases/plans`, without its ending.",
        "patch": "What is otherwise in that plan, wherever an entry names no other.",
        "clauses": "Clauses of the document, with the plans that put each on every side.",
        "checks": "Whole plans, with what their verdict must say.",
    },
)
CLAUSE_CASE = KeyTable(
    "An entry of `clauses`",
    (
        *("permits", "forbids", "requires", "cautions", "notes"),
        *("version", "plan", "about", "with"),
        *("applies", "not", "outside", "missing", "met", "unmet", "lifts", "except"),
    ),
    {
        "permits": "Id of a clause that permits, or a list of ids.",
        "forbids": "Id of a clause that forbids, or a list of ids.",
        "requires": "Id of a clause that requires, or a list of ids.",
        "cautions": "Id of a clause that cautions, or a list of ids.",
        "notes": "Id of a clause that notes, or a list of ids.",
        "version": "Only this version is meant; the plan is moved into the time of it.",
        "plan": "Name of another shared plan than that of the file.",
        "about": "Which ingredient `ingredient.*` means: `teacher`, `dataset` or `base`.",
        "with": "What is otherwise in every plan of this entry.",
        "applies": "Plans in which the clause applies: a patch, or a list of them.",
        "not": "Plans in which its condition is known not to hold.",
        "outside": "Plans without a tie to the law: its `nexus` is known not to hold.",
        "missing": "Plans in which a fact that it reads is unknown, so that it is unsure.",
        "met": "Plans in which it applies, and what it requires is done.",
        "unmet": "Plans in which it applies, and what it requires is known not to be done.",
        "lifts": "Clauses that it sets aside in the plans of `applies`.",
        "except": "Its exceptions, each with its own plans.",
    },
)
EXCEPTION_CASE = KeyTable(
    "An entry of `except`",
    ("section", "number", "with", "applies", "not", "missing"),
    {
        "section": "The section of the exception, as the document writes it.",
        "number": "Its place among the exceptions, from 1, where sections do not tell them.",
        "with": "What is otherwise in every plan of this entry.",
        "applies": "Plans in which the exception holds, so that the clause does not apply.",
        "not": "Plans in which it does not hold, and the clause applies.",
        "missing": "Plans in which it misses a fact, so that the clause is unsure.",
    },
)
CHECK_CASE = KeyTable(
    "An entry of `checks`",
    (
        *("title", "plan", "about", "as_of", "with"),
        *("verdict", "clauses", "obligations", "questions"),
    ),
    {
        "title": "What the check is about, in one sentence.",
        "plan": "Name of another shared plan than that of the file.",
        "about": "Which ingredient `ingredient.*` means: `teacher`, `dataset` or `base`.",
        "as_of": "Another day of decision than that of the file.",
        "with": "What is otherwise in the plan.",
        "verdict": "What the plan comes to.",
        "clauses": "How clauses stand: `applies`, `absent`, `unsure`, `lifted` or `waived`, or"
        " `{unsure: [facts]}` with what must be missing.",
        "obligations": "The state of duties: `open`, `met`, `unmet` or `unsure`.",
        "questions": "All facts that are asked for, in any order.",
    },
)
COVERAGE_FILE = KeyTable(
    "A coverage file",
    ("least_coverage",),
    {
        "least_coverage": "The least share of sides covered, in percent, of the documents"
        " below this folder: by `forbids`, `requires`, `cautions`, `permits`, `notes`,"
        " `except`, `lifts` and `check`.",
    },
)
TABLES = (CASE_FILE, CLAUSE_CASE, EXCEPTION_CASE, CHECK_CASE, COVERAGE_FILE)
