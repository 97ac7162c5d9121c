"""Texts of house policy that two people agreed to, each with the day from which it counts.

They are laid in the place of the file of that document in the packs, which
stay as they are on disk.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from policy.canonical import canonical_json
from policy.packs import SourceFile
from policy.yamltext import Fields, Text, UnreadableError, read_yaml
from registry.filings import PLACE, FilingKind
from registry.sound import DamagedContentError

FORMAT = "distillgate/house-policy/v1"
FOLDER = f"{PLACE}/{FilingKind.HOUSE}"
"""What the texts are called where something is wrong with one of them."""
_HOUSE = re.compile(rb"[\"']?kind[\"']?\s*:\s*[\"']?house")


@dataclass(frozen=True, slots=True)
class HouseText:
    """A text that takes the place of a document of house policy from a day on."""

    document: str
    text: str
    begins: date
    draft: int
    """The number of the draft that was agreed to."""
    number: int = 0
    """Of its filing; later ones are of later moments."""

    @property
    def path(self) -> str:
        """What it is called where something is wrong with it."""
        return f"{FOLDER}/{self.document}.yaml"


def packed(house: HouseText) -> bytes:
    """Return a text as it is filed: its day is under the digest that the log tells, too."""
    told = {
        "format": FORMAT,
        "document": house.document,
        "text": house.text,
        "begins": house.begins.isoformat(),
        "draft": str(house.draft),
    }
    return canonical_json(told).encode()


def unpacked(content: bytes, digest: str, number: int) -> HouseText:
    """Return a text as it was filed; raises `DamagedContentError`."""
    told = json.loads(content)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise DamagedContentError(digest, "is no house policy that this program reads")
    begins = date.fromisoformat(told["begins"])
    return HouseText(told["document"], told["text"], begins, int(told["draft"]), number)


def counting_on(texts: Iterable[HouseText], day: date) -> tuple[HouseText, ...]:
    """Return of each document the text that counts on `day`: what began last, by document."""
    found: dict[str, HouseText] = {}
    for each in sorted(texts, key=lambda one: (one.begins, one.number)):
        if each.begins <= day:
            found[each.document] = each
    return tuple(found[name] for name in sorted(found))


def coming_after(texts: Iterable[HouseText], day: date) -> tuple[HouseText, ...]:
    """Return the texts that are agreed to and do not count yet on `day`, the next one first."""
    later = (each for each in texts if each.begins > day)
    return tuple(sorted(later, key=lambda one: (one.begins, one.number)))


def laid_over(
    layers: Sequence[tuple[SourceFile, ...]], texts: Sequence[HouseText]
) -> tuple[tuple[SourceFile, ...], ...]:
    """Return the files of `layers` with each text in the place of the file of its document.

    It keeps the path of that file. Where no layer has the document any more,
    the text counts all the same: it lies in a layer of its own, on top.
    """
    laid, added = [list(each) for each in layers], []
    for one in texts:
        content = one.text.encode()
        place = _place_of(one.document, layers)
        if place is None:
            added.append(SourceFile(one.path, content))
            continue
        layer, index = place
        laid[layer][index] = SourceFile(layers[layer][index].path, content)
    return (*map(tuple, laid), *((each,) for each in added))


def _place_of(name: str, layers: Sequence[tuple[SourceFile, ...]]) -> tuple[int, int] | None:
    """Return where the house policy called `name` stands, in the topmost layer that has it."""
    for layer in range(len(layers) - 1, -1, -1):
        for index, file in enumerate(layers[layer]):
            if _HOUSE.search(file.content) and _says(file, name):
                return layer, index
    return None


def _says(file: SourceFile, name: str) -> bool:
    try:
        node = read_yaml(file.content, file.path)
    except UnreadableError:
        return False
    if not isinstance(node, Fields):
        return False
    kind, document = node.get("kind"), node.get("document")
    named = isinstance(document, Text) and document.text == name
    return named and isinstance(kind, Text) and kind.text == "house"
