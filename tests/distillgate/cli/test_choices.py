from enum import StrEnum

import pytest

from connectors.bomwriting import BomFormat
from distillgate.cli.choices import (
    ActChoice,
    BomShape,
    Change,
    Filed,
    Form,
    FormatChoice,
    FormChoice,
    Graded,
    Kind,
    Made,
    MappingChoice,
    PermitChoice,
    Purpose,
    ReasonChoice,
    Recorded,
    StandingChoice,
    StateChoice,
)
from distillgate.gate.statements import PermitAct
from distillgate.rendering import Format
from distillgate.usecases.permitstanding import PermitState
from policy.documents import DocumentKind
from policy.facts.vocabulary import VOCABULARY
from policy.suggesting.changes import ChangeKind
from registry import webhooks
from registry.audit.mappings import Shape as MappedTo
from registry.filings import COUNTING
from registry.obligations import DutyStanding
from registry.records import ArtifactKind
from registry.reviews import Reason, ReviewState
from registry.statements import GRADES, SubjectKind


@pytest.mark.parametrize(
    ("choices", "known"),
    [
        (ActChoice, [each.value for each in PermitAct]),
        (FormatChoice, [each.value for each in Format]),
        (BomShape, [each.value for each in BomFormat]),
        (Purpose, VOCABULARY.get("use.purpose").values),
        (Change, [*ChangeKind]),
        (Form, VOCABULARY.get("release.forms").values),
        (Filed, [each.value for each in COUNTING]),
        (StandingChoice, [each.value for each in DutyStanding]),
        (ReasonChoice, [each.value for each in Reason]),
        (MappingChoice, [each.value for each in MappedTo]),
        (PermitChoice, [each.value for each in PermitState]),
        (FormChoice, [each.value for each in webhooks.Form]),
        (StateChoice, [each.value for each in ReviewState]),
        (Recorded, [each.value for each in SubjectKind]),
        (Made, [each.value for each in ArtifactKind]),
        (Graded, [each.word for each in GRADES]),
        (Kind, [each.value for each in DocumentKind if each is not DocumentKind.BUILT_IN]),
    ],
)
def test_the_choices_are_the_list_that_they_stand_for(
    choices: type[StrEnum], known: list[str]
) -> None:
    assert [each.value for each in choices] == list(known)
