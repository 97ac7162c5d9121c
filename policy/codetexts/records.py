"""Codes about what the registry holds: the catalog, and what lies on file."""

from policy.codetexts.entry import CodeText, Part
from policy.codetexts.registry import REGISTRY
from policy.diagnostics import Code

RECORDS: tuple[CodeText, ...] = (
    CodeText(
        Code.DUPLICATE_RECORD,
        cause="Two records of the catalog claim the same reference, alias, slug, prefix or"
        " owner of a hub, or a pattern is never reached because an earlier one matches all"
        " that it matches.",
        part=Part.CATALOG,
        example="models:\n"
        "  - {model: hf:acme/one, maker: acme}\n"
        "  - {model: hf:acme/one, maker: acme}",
        cure="Keep one record, and list other names of the same thing under its `aliases`. Put"
        " the narrower pattern first.",
    ),
    CodeText(
        Code.LINEAGE_CYCLE,
        cause="By the records, weights are made from themselves: each of some models is"
        " derived from the next, and the last from the first.",
        part=Part.CATALOG,
        example="models:\n"
        "  - {model: hf:acme/one, maker: acme,"
        " made_from: [{model: hf:acme/two, relation: finetune}]}\n"
        "  - {model: hf:acme/two, maker: acme,"
        " made_from: [{model: hf:acme/one, relation: finetune}]}",
        cure="Find the edge that is the wrong way round, or that should be of another"
        " relation, and mend it.",
    ),
    CodeText(
        Code.UNKNOWN_PROVIDER,
        cause="A channel names a maker or hop that is no provider of the catalog, or a record"
        " names a maker that is neither a provider nor the owner of its reference (a warning).",
        part=Part.CATALOG,
        example="channels:\n  - {maker: acmee, hop: acmee, access: [api], documents: []}",
        cure="Mend the slug, or add the provider to `providers.yaml`.",
    ),
    CodeText(
        Code.WAIVER_NOT_ALLOWED,
        cause="A waiver on file was given by a role that house policy does not let waive this"
        " clause, or it lasts longer than house policy lets it, or house policy lets nobody"
        " waive it. It is not applied.",
        part=Part.ON_FILE,
        example="waiver: w-17\n"
        "clauses: [acme-terms#no-training]\n"
        "by: B. Muster\n"
        "role: engineer\n"
        "on: 2026-06-01\n"
        "until: 2026-07-01\n"
        "reason: needed for a demonstration",
        cure="Have it given by a role that may, for a time that is allowed. Both stand under"
        " `waivers` in the settings of house policy, and what nobody may waive stands under"
        " `never_waived`.",
    ),
    CodeText(
        Code.WAIVER_NOT_ENCOUNTERED,
        cause="A waiver is in force for this plan and set nothing aside, as none of the"
        " findings that it names came up. It is a warning: a waiver that is no longer needed"
        " hides the day on which it is needed again.",
        part=Part.WORDS,
        example="A waiver names `acme-terms#no-training`, and the plan no longer has a teacher"
        " under these terms.",
        cure="Let it end, or name the plans that it is for under `plans`.",
    ),
    CodeText(
        Code.WAIVER_OUTGROWN,
        cause="A waiver names a clause that means something else than on the day on which it"
        " was granted. What somebody set aside was the clause of that day, so it does not"
        " hold for the new one. Another wording alone does not end a waiver.",
        part=Part.WORDS,
        example="A waiver of `acme-terms#no-training` was granted in May, and the version of"
        " June forbids judging as well.",
        cure="Read the clause as it is now, and ask for another waiver if that one, too, is to"
        " be set aside.",
    ),
    CodeText(
        Code.WRONG_FACT,
        cause="A condition reads a fact that cannot be read where it stands. Which texts"
        " govern a channel may hang on who the organization is, and on nothing else.",
        part=Part.CATALOG,
        example="channels:\n"
        "  - maker: acme\n"
        "    hop: acme\n"
        "    access: [api]\n"
        "    documents: []\n"
        "    when: {student.generality: narrow}",
        cure="Test facts of `organization` there, and put the rest into the clauses of the"
        " documents.",
    ),
    *REGISTRY,
)
