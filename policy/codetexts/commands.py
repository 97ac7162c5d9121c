"""Codes about what a command was asked for: names, files and revisions that people type."""

from policy.codetexts.entry import CodeText, Part
from policy.diagnostics import Code

COMMANDS: tuple[CodeText, ...] = (
    CodeText(
        Code.FILE_EXISTS,
        cause="A command that makes a file was given the name of one that is there. What"
        " somebody has written is never lost to a template.",
        part=Part.WORDS,
        example="`distillgate org init` in a folder that holds an `org.yaml`.",
        cure="Give another name, or say `--force` to write over the file.",
    ),
    CodeText(
        Code.NO_PLAN,
        cause="A folder was to be checked, and no YAML or JSON file in it, or below it, has"
        " the key `plan`. To find nothing is not to approve, so the check ends with an error.",
        part=Part.WORDS,
        example="`distillgate check docs`, where plans lie under `plans`.",
        cure="Name the folder or the file that holds the plan; `distillgate plan new` writes"
        " a first one.",
    ),
    CodeText(
        Code.UNKNOWN_NAME,
        cause="`explain` was asked about a name that is neither a clause, a document, a fact,"
        " a diagnostic code, a topic, a territory nor an attestation; or a bare clause id was"
        " given that several documents have.",
        part=Part.WORDS,
        example="`distillgate explain opnai-services-agreement`, with a letter left out.",
        cure="Take one of the names that the hint gives. A clause is named in full as"
        " `document#clause`.",
    ),
    CodeText(
        Code.UNKNOWN_REVISION,
        cause="The plan was to be compared with an earlier one, and that one cannot be had:"
        " the plan lies in no git repository, git is not installed, or it knows no such"
        " revision.",
        part=Part.WORDS,
        example="`distillgate check --against mian plan.yaml`, where the branch is `main`.",
        cure="Name a branch, a tag or a commit that is there, or the path of an older plan. In"
        " continuous integration fetch the branch first: a shallow clone holds one commit.",
    ),
    CodeText(
        Code.UNUSABLE_FILE,
        cause="A file that was named is there, and it cannot be read or written: it is a"
        " folder, a pipe or a device, or this user may not do so.",
        part=Part.WORDS,
        example="`distillgate check /dev/stdin`, which is no file.",
        cure="Name a plain file that you may read. `distillgate check -` reads standard input.",
    ),
    CodeText(
        Code.UNUSED_DEFINITION,
        cause="A pack defines a condition or a territory, and no condition uses it. Either it"
        " is left over, or a clause that should use it spells its name otherwise.",
        part=Part.WORDS,
        example="`define: {large-model: …}` in a version whose clauses never say `defined:"
        " large-model`.",
        cure="Use it, or take it out.",
    ),
    CodeText(
        Code.UNKNOWN_LIST,
        cause="A listed party of the catalog, or `--list` of an import, names a screening list"
        " that has no title here, so that no law could ask for it.",
        part=Part.WORDS,
        example="`distillgate screening import names.csv --list us-entity-list`",
        cure="Name one of the lists that `distillgate screening list` shows.",
    ),
    CodeText(
        Code.UNREADABLE_LIST,
        cause="A file is no screening list in a format that is read, or it is broken at this"
        " line; or an imported list cannot be read any more. Nothing of it is kept.",
        part=Part.WORDS,
        example="`distillgate screening import sdn.csv`, where the download stopped in the"
        " middle of a row.",
        cure="Get the file anew from its publisher, and import it as it is.",
    ),
)
