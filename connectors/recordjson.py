"""Records as JSON: what a pull writes, and what is read again as it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter, ValidationError

from connectors.evidence import Where
from connectors.exchange import json_text
from connectors.leads import Lead
from connectors.parts import UnreadableAnswerError, read_json
from connectors.record import ModelRecord

SCHEMA = "distillgate/model-record/v1"
MOST_BYTES = 32 * 1_024 * 1_024


@dataclass(frozen=True, slots=True)
class UnreadableRecordError(Exception):
    """A file holds no records that are read."""

    message: str
    at: str = ""
    """The JSON pointer of what is wrong."""


@cache
def _adapter() -> TypeAdapter[tuple[ModelRecord, ...]]:
    return TypeAdapter(tuple[ModelRecord, ...])


def records_to_json(
    records: tuple[ModelRecord, ...], found: Sequence[tuple[Lead, ...]] = ()
) -> str:
    """Return `records` as a file of records, with the leads that were found in each.

    Leads are for readers: whoever reads the file again finds them anew.
    """
    plain = _adapter().dump_python(records, mode="json")
    told = [[_lead(each) for each in of_one] for of_one in found]
    return json_text({"schema": SCHEMA, "records": plain, "leads": told})


def _lead(lead: Lead) -> dict[str, object]:
    places = [{"evidence": each.evidence, "pointer": each.pointer} for each in lead.where]
    return {"kind": lead.kind.value, "message": lead.message, "where": places}


def is_record_file(content: bytes) -> bool:
    """Return whether `content` says of itself that it is a file of records."""
    return content.lstrip()[:1] == b"{" and SCHEMA.encode() in content


def records_from_json(content: bytes) -> tuple[ModelRecord, ...]:
    """Return the records in a file; raises `UnreadableRecordError`."""
    if len(content) > MOST_BYTES:
        raise UnreadableRecordError("the file is too large")
    try:
        read = read_json(content)
    except UnreadableAnswerError as error:
        raise UnreadableRecordError(f"the file is {error}") from error
    match read:
        case {"schema": schema, "records": list(records)} if schema == SCHEMA:
            pass
        case _:
            raise UnreadableRecordError(f"the file is not of the schema `{SCHEMA}`")
    try:
        found = _adapter().validate_python(records)
    except (ValidationError, RecursionError) as error:
        raise _told(error) from error
    for place, record in enumerate(found):
        problem = _problem(record, len(record.evidence))
        if problem is not None:
            raise UnreadableRecordError(problem, f"/records/{place}")
    return found


def _problem(value: object, evidence: int) -> str | None:
    """Return what a record says that no reading can have said."""
    if isinstance(value, Where) and not 0 <= value.evidence < evidence:
        return "a fact points to evidence that is not there"
    if isinstance(value, datetime) and value.tzinfo is None:
        return "a time has no time zone"
    if isinstance(value, tuple):
        parts: Iterable[object] = value
    elif is_dataclass(value):
        parts = (getattr(value, each.name) for each in fields(value))
    else:
        return None
    return next((said for part in parts if (said := _problem(part, evidence))), None)


def _told(error: ValidationError | RecursionError) -> UnreadableRecordError:
    if isinstance(error, RecursionError):
        return UnreadableRecordError("the file nests too deep")
    first = error.errors(include_url=False, include_input=False)[0]
    steps = "".join(f"/{step}" for step in first["loc"])
    return UnreadableRecordError(
        f"{first['msg'][:1].lower()}{first['msg'][1:]}", f"/records{steps}"
    )
