"""How far a scan has come, kept in a file, so that a stopped one can go on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from connectors.scanning.files import Progress
from connectors.scanning.storage import Stored
from connectors.scanning.traces import Key, Sample, Tally, Trace, tally_json
from distillgate.usecases.files import read_file, refused, write_file
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Span

SCHEMA = "distillgate/scan-state/v1"
_MOST = 256 << 20


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Sample(_Strict):
    path: str
    line: int
    offset: int | None
    excerpt: str


class _Trace(_Strict):
    signal: str
    field: str
    value: str
    count: int
    samples: list[_Sample]


class _Tally(_Strict):
    size: int
    rows: int
    traces: list[_Trace]


class _File(_Strict):
    path: str
    size: int
    modified: int
    offset: int
    line: int
    done: bool
    tally: _Tally


class _State(_Strict):
    schema_: str
    files: list[_File]


_STATES = TypeAdapter(_State)


@dataclass(slots=True)
class Scanned:
    """How far one file has been scanned, and what was found in it."""

    size: int
    modified: int
    """As the system says, in nanoseconds; a file that was changed is scanned anew."""
    progress: Progress = Progress(0, 1)  # noqa: RUF009 it is frozen
    done: bool = False
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def of(cls, file: Stored) -> "Scanned":
        """Return the beginning of a scan of `file`."""
        return cls(file.size, file.modified)

    def is_of(self, other: "Scanned") -> bool:
        """Return whether both are about the same content."""
        return (self.size, self.modified) == (other.size, other.modified)


def read_state(path: Path) -> dict[str, Scanned]:
    """Return what a state file says, by path; nothing where there is none yet.

    Raises `UnreadableError` where it is no state of a scan.
    """
    if not path.exists():
        return {}
    content = read_file(str(path), most=_MOST)
    try:
        raw = json.loads(content)
        raw["schema_"] = raw.pop("schema")
        state = _STATES.validate_python(raw)
    except (ValidationError, ValueError, KeyError, AttributeError, TypeError) as error:
        place = Span(readable(str(path)), 1, 1)
        hint = "name a new file, or remove this one and scan from the beginning"
        message = "this is no state of a scan"
        raise refused(Code.UNUSABLE_FILE, message, place, hint) from error
    if state.schema_ != SCHEMA:
        place = Span(readable(str(path)), 1, 1)
        raise refused(Code.UNUSABLE_FILE, "this is the state of another version", place)
    return {each.path: _scanned(each) for each in state.files}


def _scanned(each: _File) -> Scanned:
    tally = Tally(size=each.tally.size, rows=each.tally.rows)
    for trace in each.tally.traces:
        samples = [Sample(one.path, one.line, one.offset, one.excerpt) for one in trace.samples]
        key = Key(trace.signal, trace.field, trace.value)
        tally.traces[key] = Trace(trace.count, samples)
    progress = Progress(each.offset, each.line)
    return Scanned(each.size, each.modified, progress, each.done, tally)


def write_state(path: Path, files: Mapping[str, Scanned]) -> None:
    """Write the state as a whole, in place of the one before."""
    state = {
        "schema": SCHEMA,
        "files": [
            {
                "path": name,
                "size": each.size,
                "modified": each.modified,
                "offset": each.progress.offset,
                "line": each.progress.line,
                "done": each.done,
                "tally": tally_json(each.tally),
            }
            for name, each in sorted(files.items())
        ],
    }
    write_file(str(path), json.dumps(state) + "\n", replace=True)
