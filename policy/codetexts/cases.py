"""Codes about the tests of packs: case files, and what they cover."""

from policy.codetexts.entry import CodeText, Part
from policy.diagnostics import Code

CASES: tuple[CodeText, ...] = (
    CodeText(
        Code.CASE_FAILED,
        cause="A plan of a case file came out otherwise than the file says. The hint tells what"
        " nexus, condition, exceptions and check came to in that plan. A plan in which the"
        " clause is held against nothing, as its document or its version does not govern what"
        " the plan names, shows nothing about the clause and fails too.",
        part=Part.WORDS,
        example="`- forbids: no-training` with `applies: {student.type: embedding}`, where an"
        " exception sets embeddings apart.",
        cure="Find out which of the two is wrong, the clause or the case, by the text that the"
        " clause cites, and mend that one.",
    ),
    CodeText(
        Code.NO_CASES,
        cause="No folder called `cases` in or below the folder that is named holds a case file,"
        " so nothing was tested.",
        part=Part.WORDS,
        example="`distillgate policy test polices`, where `polices` holds documents alone.",
        cure="Write a case file, `terms/cases/acme-terms.yaml`; `distillgate policy test"
        " --scaffold acme-terms` drafts one.",
    ),
    CodeText(
        Code.NOT_COVERED,
        cause="A coverage file wants a larger share of sides to be seen than the case files"
        " show. A side of a clause was seen where a plan put the clause on it: it applied, it"
        " did not, or a fact was missing.",
        part=Part.WORDS,
        example="`least_coverage: {forbids: 100}` beside a `forbids` that no case file names.",
        cure="Write the cases that the list of what nothing saw names.",
    ),
    CodeText(
        Code.UNKNOWN_PLAN,
        cause="A case file names a shared plan that is not there.",
        part=Part.WORDS,
        example="`plan: teachr`, where `cases/plans` holds `teacher.yaml`.",
        cure="Take the name that the hint gives, or put the plan into `cases/plans`.",
    ),
)
