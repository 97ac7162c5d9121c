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
        Code.NOT_PULLED,
        cause="A model or data set was to be read from where it lies, and nothing could be"
        " learned of it: it does not exist or is private, the hub refuses or does not answer,"
        " or no reader is there for this kind of reference. What is not known is not taken as"
        " free of terms.",
        part=Part.WORDS,
        example="`distillgate model pull hf:acme/one` without the network.",
        cure="The message says how the question ended. Mend the reference, set the token of"
        " the hub (`HF_TOKEN`), or come back later.",
    ),
    CodeText(
        Code.UNKNOWN_CONFIGURATION,
        cause="A plan was to be proposed from a file or a folder, and it holds no configuration"
        " of a trainer, pipeline or job that is known, or one that cannot be read.",
        part=Part.WORDS,
        example="`distillgate plan from README.txt`.",
        cure="Name the file by which the training is started. `distillgate plan new` asks for"
        " what no configuration tells.",
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
        " revision. Or a model or data set is named at a revision of which no source has told."
        " That is a warning, since a hub may have more revisions than were pulled; where it is"
        " a known commit but for a slip of the pen, it is an error.",
        part=Part.WORDS,
        example="`distillgate check --against mian plan.yaml`, where the branch is `main`.",
        cure="Name a branch, a tag or a commit that is there, or the path of an older plan. In"
        " continuous integration fetch the branch first: a shallow clone holds one commit. Of a"
        " model, `distillgate model show` tells the revisions that are known, and `distillgate"
        " model pull hf:org/name@revision` asks the hub for another.",
    ),
    CodeText(
        Code.UNUSABLE_BOM,
        cause="A file was named as a bill of materials, and it is none that is read: neither"
        " CycloneDX 1.5 to 1.7 nor SPDX 3, both in JSON, or it holds no model or data set.",
        part=Part.WORDS,
        example="`distillgate bom import sbom.xml`.",
        cure="Name a file in one of these forms; most tools that write XML can write JSON.",
    ),
    CodeText(
        Code.NO_CLUSTER,
        cause="Work was to be done on a Ray cluster, and there is none: the extra `ray` is not"
        " installed, what `RAY_ADDRESS` names does not answer, or a worker of it failed.",
        part=Part.WORDS,
        example="`distillgate scan data --on ray`, where `RAY_ADDRESS` names a machine that is"
        " switched off.",
        cure="Install `distillgate[ray]` here and on the machines of the cluster, start the"
        " cluster, or leave `--on ray` out: this machine gives the same answer.",
    ),
    CodeText(
        Code.UNUSABLE_BUNDLE,
        cause="A folder was named as a bundle of evidence, and it is none, or an answer in it"
        " is not the one that was recorded; or a bundle was to be written where one is"
        " already.",
        part=Part.WORDS,
        example="`distillgate model pull --replay evidence`, where a file under"
        " `evidence/bodies` was changed.",
        cure="Name the folder that `--record` wrote, whole and unchanged; record into a new"
        " one.",
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
        Code.UNUSABLE_TEXT,
        cause="A license text that was added cannot be used: it is no text, it is too short,"
        " its id is of another form, or it is not the text that its digest was made of.",
        part=Part.WORDS,
        example="A text under `--texts` that was edited after `distillgate license add` wrote"
        " its digest.",
        cure="Add the text anew with `distillgate license add`, and keep the old one under an"
        " id of its own.",
    ),
    CodeText(
        Code.UNUSABLE_RECORD,
        cause="A file was named as one of records, and it holds none that are read: it is of"
        " another schema, a value is of a wrong type, or a fact points to evidence that is not"
        " there.",
        part=Part.WORDS,
        example="`distillgate check --records plan.yaml plan.yaml`, where the file is a plan.",
        cure="Name a file that `distillgate model pull --output FILE` wrote, or one with"
        " `models` and `datasets` in the form of the catalog.",
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
