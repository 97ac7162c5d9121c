"""What a plan is judged by: the pack, the catalog, and what lies on file."""

from dataclasses import dataclass

from policy.compiling import Pack
from policy.diagnostics import Diagnostic
from registry.casework import Records
from registry.packlayers import PackLayer


@dataclass(frozen=True, slots=True)
class Library:
    """A pack that may judge, with the records of the registry."""

    pack: Pack
    records: Records
    layers: tuple[PackLayer, ...] = ()
    """The files that the pack was made from, in their order."""


class UnreadableLibraryError(Exception):
    """A pack, the catalog or a file of agreements has errors; nothing may be judged by it."""

    def __init__(self, name: str, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{name} has errors")
        self.name = name
        self.diagnostics = diagnostics
