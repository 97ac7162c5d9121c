"""License texts for tests: those of installed packages, and one of our own making."""

from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from connectors.licenses import known_licenses
from connectors.licensing.added import added_text
from connectors.licensing.finding import Catalog
from connectors.licensing.known import KnownText
from connectors.licensing.matching import compare
from connectors.licensing.outcome import Compared
from connectors.licensing.words import words_of

ROOT = Path(__file__).parents[2]
MODEL_LICENSE = """\
Example Model License

Version of March 2026

1. Grant. Example Labs gives you a license, free of charge, to use, copy, change and pass on the
model, as long as you keep to what is said below.

2. Large users. If more than 700 million people used your services in the month before this
version came out, you need a license of your own, which Example Labs may refuse.

3. Outputs. You may use what the model puts out for any purpose. You may not use it to improve
another large language model, except the models of Example Labs and what is made of them.

4. Price. A service that takes in more than $20 million a year, or 15% of its market, pays.

5. Name. A model that is made of this one, or taught by it, has a name that begins with Example.

6. No warranty. The model comes as it is. Nobody answers for damage that comes of its use.
"""
"""A text in the manner of model licenses, with thresholds and signs in it."""


@cache
def apache() -> str:
    """Return the Apache License 2.0, which this project stands under."""
    return (ROOT / "LICENSE").read_text(encoding="utf-8")


@cache
def of_package(name: str) -> str:
    """Return the license file of an installed package."""
    files = distribution(name).files or []
    found = [file for file in files if file.stem.upper() in {"LICENSE", "COPYING"}]
    return found[0].read_text(encoding="utf-8")


def mit() -> str:
    return of_package("pydantic")


@cache
def shipped() -> Catalog:
    return known_licenses()


@cache
def example() -> KnownText:
    """Return our own model license as a text that a user has added."""
    return added_text(MODEL_LICENSE.encode(), None, "example-model", Catalog.of(()))


@cache
def with_example() -> Catalog:
    return Catalog.of([example(), *shipped().texts])


def compared(text: str, catalog: Catalog | None = None) -> Compared:
    return compare(words_of(text), catalog or shipped())


def ids(found: Compared) -> list[str]:
    return [match.license.id for match in found.matches]
