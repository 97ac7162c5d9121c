"""What cards and tags declare as a license: one entry for each place, as it stands there."""

from collections.abc import Iterator

from connectors.evidence import Stated
from connectors.parts import Part, raw_text
from connectors.record import DeclaredLicense

_LONGEST = 500
_MISSPELT = ("licence", "licenses", "licences", "License", "LICENSE")


def licenses_in_card(card: Part) -> Iterator[DeclaredLicense]:
    """Yield the licenses that the fields of a card declare, name and link with each."""
    name = card.at("license_name").text or card.at("license_details").text
    link = card.at("license_link").text
    parts = list(card.at("license").items())
    for part in parts:
        word = part.text
        yield DeclaredLicense(
            raw=raw_text(part.value)[:_LONGEST],
            where=part.where,
            id=word.strip()[:_LONGEST] if word else None,
            name=name[:_LONGEST] if name else None,
            link=link[:_LONGEST] if link else None,
        )
    if not parts and (name or link):
        named = card.at("license_name" if name else "license_link")
        raw = (name or link or "")[:_LONGEST]
        yield DeclaredLicense(raw, named.where, None, name, link)


def licenses_in_tags(tags: Part) -> Iterator[DeclaredLicense]:
    """Yield the licenses that tags name."""
    for part in tags.items():
        word = part.text or ""
        if word.startswith("license:"):
            found = word.removeprefix("license:")[:_LONGEST]
            yield DeclaredLicense(word[:_LONGEST], part.where, found)


def misspelt_keys(card: Part) -> Iterator[Stated[str]]:
    """Yield what stands under a key that is nearly, and so not, `license`."""
    for key in _MISSPELT:
        if card.has(key):
            held = raw_text(card.at(key).value)[:100]
            words = f"the key `{key}` is not `license`, and declares nothing; it holds `{held}`"
            yield Stated(words, card.at(key).where)
