"""Files of records: what a pull wrote, or what somebody wrote in the form of the catalog."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from connectors.bom import NoBomError
from connectors.bomfiles import records_in_bom
from connectors.record import ModelRecord
from connectors.recordjson import (
    MOST_BYTES,
    UnreadableRecordError,
    is_record_file,
    records_from_json,
)
from distillgate.usecases.files import read_file, refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Span
from policy.packs import SourceFile


def read_boms(paths: Iterable[Path], now: datetime) -> tuple[ModelRecord, ...]:
    """Return the records in bills of materials, read at the moment `now`.

    Raises `UnreadableError` where a file is none, or holds no model or data set.
    """
    found: list[ModelRecord] = []
    for path in paths:
        shown = readable(str(path))
        content = read_file(str(path), most=MOST_BYTES + 1)
        try:
            records = records_in_bom(content, shown, now)
        except NoBomError as error:
            raise refused(Code.UNUSABLE_BOM, str(error), Span(shown, 1, 1)) from error
        if not records:
            message = "the file holds no model and no data set"
            raise refused(Code.UNUSABLE_BOM, message, Span(shown, 1, 1))
        found += records
    return tuple(found)


def read_records(
    paths: Iterable[Path],
) -> tuple[tuple[ModelRecord, ...], tuple[SourceFile, ...]]:
    """Return the records in `paths`, and the files that are in the form of the catalog.

    Raises `UnreadableError` where a file cannot be read, or holds no records.
    """
    pulled: list[Path] = []
    written: list[SourceFile] = []
    for path in paths:
        if path.suffix in {".yaml", ".yml"}:
            written.append(SourceFile(readable(str(path)), read_file(str(path))))
        else:
            pulled.append(path)
    return read_pulled(pulled), tuple(written)


def read_pulled(paths: Iterable[Path]) -> tuple[ModelRecord, ...]:
    """Return the records in files that a pull or an import wrote.

    Raises `UnreadableError` where a file cannot be read, or holds none.
    """
    found: list[ModelRecord] = []
    for path in paths:
        shown = readable(str(path))
        content = read_file(str(path), most=MOST_BYTES + 1)
        if not is_record_file(content):
            message = "the file holds no records"
            hint = "`distillgate model pull REF --output FILE` writes one"
            raise refused(Code.UNUSABLE_RECORD, message, Span(shown, 1, 1), hint)
        found += _pulled(content, shown)
    return tuple(found)


def _pulled(content: bytes, shown: str) -> tuple[ModelRecord, ...]:
    try:
        return records_from_json(content)
    except UnreadableRecordError as error:
        at = f" at `{error.at}`" if error.at else ""
        message = f"{error.message}{at}"
        raise refused(Code.UNUSABLE_RECORD, message, Span(shown, 1, 1)) from error
