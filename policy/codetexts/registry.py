"""Codes about the registry: its database, and what is asked of it."""

from policy.codetexts.entry import CodeText, Part
from policy.diagnostics import Code

REGISTRY: tuple[CodeText, ...] = (
    CodeText(
        Code.DAMAGED_CONTENT,
        cause="Something that a decision was made from is gone from the registry, or has other"
        " bytes than were stored: its digest no longer fits. What it said cannot be shown.",
        part=Part.WORDS,
        example="Somebody changed a row of the table `content` by hand.",
        cure="Restore the registry from a backup. `distillgate decision replay --all` names"
        " every decision that is touched.",
    ),
    CodeText(
        Code.NEWER_REGISTRY,
        cause="The database of the registry was made, or brought up to date, by a newer"
        " program. An older one would lose what it does not know, so it neither reads nor"
        " writes there.",
        part=Part.WORDS,
        example="A colleague has updated Distillgate, and both work with one registry.",
        cure="Update Distillgate, or name another registry in `DISTILLGATE_REGISTRY`.",
    ),
    CodeText(
        Code.NOT_ENTITLED,
        cause="Who acts may not do this: whoever asks for a plan never decides about it, a"
        " machine never approves, a denial is set aside by two people, and some acts and"
        " answers want a role.",
        part=Part.WORDS,
        example="`distillgate review approve 1 --until 2027-01-01 --reason risk-accepted`, by"
        " the one who submitted the plan.",
        cure="Let somebody else do it, or one who has the role. `DISTILLGATE_ACTOR` says who"
        " acts, and `DISTILLGATE_ROLES` in which roles.",
    ),
    CodeText(
        Code.OLDER_REGISTRY,
        cause="The database of the registry is shared by URL, and its schema is older than this"
        " program, or it is empty. What others use is not migrated unasked; a file of your own"
        " is.",
        part=Part.WORDS,
        example="`DISTILLGATE_REGISTRY=postgresql://registry.example/gate`, on a new server.",
        cure="Say `distillgate db upgrade`, once nobody works with an older program any more.",
    ),
    CodeText(
        Code.UNKNOWN_RECORD,
        cause="A model, data set or provider was named of which nothing is known: it neither"
        " ships with the product nor was it ever declared.",
        part=Part.WORDS,
        example="`distillgate model show hf:meta-llama/Lama-3.1-8B`, with a letter left out.",
        cure="Take the name that the hint gives, or declare what you know with `distillgate"
        " model add`.",
    ),
    CodeText(
        Code.UNUSABLE_REGISTRY,
        cause="The database of the registry cannot be opened, read or written: the disk is"
        " full, the file is read-only, damaged or no registry, the server does not answer, or"
        " none is named. What was being written is not there; what was written before is.",
        part=Part.WORDS,
        example="`DISTILLGATE_REGISTRY=notes.txt`, a text file.",
        cure="See what the message says of the place. `DISTILLGATE_REGISTRY` names a file, or"
        " `postgresql://user@host/name`; `off` goes without.",
    ),
    CodeText(
        Code.WRONG_STATE,
        cause="What is asked for does not fit how things stand: a review that is decided takes"
        " no more answers, an approved plan needs no review, and a verdict that a newer one"
        " has replaced is not decided any more. Nothing was changed.",
        part=Part.WORDS,
        example="`distillgate review approve 1`, where a question still waits for its answer.",
        cure="`distillgate review show` tells how a review stands, and what may follow.",
    ),
    CodeText(
        Code.OLD_RECORD,
        cause="A source could not be read, and the registry knows what it said at an earlier"
        " time. That stays, and may be out of date.",
        part=Part.WORDS,
        example="`distillgate model pull hf:org/name`, while the hub is out of service.",
        cure="Read the source again later, or declare what you know of it today.",
    ),
)
