"""What lies on file, found by what people type, and told to programs."""

from dataclasses import dataclass
from datetime import date

from distillgate.usecases.files import refused
from policy.compiling import Pack
from policy.diagnostics import Code, Span, nearest
from policy.packs import SourceFile
from policy.waiving import outgrown_clauses
from registry.contents import DamagedContentError
from registry.database import Database
from registry.filings import PLACE, Filing, FilingKind
from registry.filingstore import FilingStore
from registry.onfile import load_on_file


@dataclass(frozen=True, slots=True)
class Filings:
    """What lies on file in a registry that may not be there."""

    database: Database | None
    kind: FilingKind

    def all(self) -> tuple[Filing, ...]:
        """Return all that lies on file, or lay there, the oldest first."""
        if self.database is None:
            return ()
        with self.database.reading() as connection:
            return FilingStore(connection).filings(*self._kinds)

    @property
    def _kinds(self) -> tuple[FilingKind, ...]:
        """Waivers are listed with those that are only asked for."""
        asked = (FilingKind.REQUEST,) if self.kind is FilingKind.WAIVER else ()
        return (self.kind, *asked)

    def filing(self, name: str, said: Span) -> Filing:
        """Return the last one of that name; raises `UnreadableError` with the nearest."""
        known = self.all()
        found = [each for each in known if each.name == name]
        if found:
            return found[-1]
        near = nearest(name, sorted({each.name for each in known}))
        hint = f"did you mean `{near}`?" if near else f"`{self.kind} list` shows what there is"
        message = f"no {self.kind} `{name}` lies on file"
        raise refused(Code.UNKNOWN_RECORD, message, said, hint)

    def text(self, filing: Filing, said: Span) -> str:
        """Return the text of a filing; raises `UnreadableError` where it is gone."""
        if self.database is None:
            raise refused(Code.DAMAGED_CONTENT, f"`{filing.content}` is gone", said)
        with self.database.reading() as connection:
            try:
                return FilingStore(connection).text(filing).decode()
            except DamagedContentError as error:
                hint = "restore the registry from a backup"
                raise refused(Code.DAMAGED_CONTENT, str(error), said, hint) from error


def outgrown_by(
    filings: Filings, filing: Filing, pack: Pack, day: date, said: Span
) -> tuple[str, ...]:
    """Return the clauses of a waiver that mean something else than when it was granted."""
    if filing.kind is not FilingKind.WAIVER or filing.revoked is not None:
        return ()
    text = filings.text(filing, said).encode()
    path = f"{PLACE}/{filing.kind}/{filing.name}.yaml"
    on_file, _ = load_on_file((SourceFile(path, text),), pack)
    return tuple(name for each in on_file.waivers for name in outgrown_clauses(each, pack, day))


def filing_json(
    filing: Filing, day: date, text: str | None = None, outgrown: tuple[str, ...] = ()
) -> dict[str, object]:
    """Return one thing on file in the types of JSON, with its text where that is given.

    `outgrown` are the clauses that mean something else than when it was granted.
    """
    revoked = filing.revoked
    found: dict[str, object] = {
        "schema": "distillgate/filing/v1",
        "kind": filing.kind.value,
        "name": filing.name,
        "standing": filing.standing(day),
        "state": filing.state(day).value,
        "from": filing.begins.isoformat() if filing.begins else None,
        "until": filing.until.isoformat() if filing.until else None,
        "by": filing.actor,
        "at": filing.at,
        "digest": filing.content,
        "revoked": revoked
        and {"by": revoked.actor, "at": revoked.at, "reason": revoked.reason},
    }
    if text is not None:
        found["text"] = text
    if outgrown:
        found["outgrown"] = list(outgrown)
    return found
