"""Bills of materials as files: what is read from them, and what is written."""

from datetime import datetime

from connectors import cyclonedx, spdx3
from connectors.bom import NoBomError, record_of
from connectors.evidence import Evidence, Method, digest
from connectors.outcomes import Outcome
from connectors.parts import Part, UnreadableAnswerError, read_json
from connectors.record import ModelRecord

MOST_BYTES = 32 * 1_024 * 1_024


def records_in_bom(content: bytes, path: str, now: datetime) -> tuple[ModelRecord, ...]:
    """Return a record for each model and data set in the file; raises `NoBomError`."""
    if len(content) > MOST_BYTES:
        raise NoBomError("the file is too large")
    try:
        part = Part(read_json(content), 0)
    except UnreadableAnswerError as error:
        raise NoBomError(f"the file is {error}") from error
    if cyclonedx.is_cyclonedx(part):
        found = cyclonedx.drawn_from(part)
    elif spdx3.is_spdx3(part):
        found = spdx3.drawn_from(part)
    else:
        raise NoBomError("the file is neither CycloneDX nor SPDX 3")
    evidence = Evidence(
        url=path,
        method=Method.READ,
        outcome=Outcome.ANSWERED,
        time=now,
        sha256=digest(content),
        size=len(content),
    )
    return tuple(record_of(each, evidence, now) for each in found)
