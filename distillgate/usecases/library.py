"""What a plan is judged by: the pack, the catalog, and what lies on file."""

from policy.compiling import Pack
from policy.diagnostics import Diagnostic
from policy.frozen import dataclass
from policy.packs import SourceFile
from registry.casework import Records
from registry.housetexts import HouseText
from registry.packlayers import PackLayer


@dataclass(frozen=True, slots=True)
class Library:
    """A pack that may judge, with the records of the registry."""

    pack: Pack
    records: Records
    layers: tuple[PackLayer, ...] = ()
    """The files that the pack was made from, in their order."""
    coming: tuple[HouseText, ...] = ()
    """House policy that is agreed to and does not count yet."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed in a registry and counts in checks."""

    texts: tuple[SourceFile, ...] = ()
    """Agreements, determinations and waivers."""
    house: tuple[HouseText, ...] = ()
    """Texts of house policy that two people agreed to."""


class UnreadableLibraryError(Exception):
    """A pack, the catalog or a file of agreements has errors; nothing may be judged by it."""

    def __init__(self, name: str, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{name} has errors")
        self.name = name
        self.diagnostics = diagnostics
