"""The packs and the catalog as they ship, for all tests of this folder."""

from functools import cache

from distillgate.settings import Settings
from distillgate.usecases.library import Library
from distillgate.wiring import Layers, load_library
from registry.catalogs import SeedCatalog


@cache
def shipped() -> Library:
    """Return the shipped library, loaded once."""
    return load_library(Layers(), Settings())


def shipped_catalog() -> SeedCatalog:
    """Return the shipped catalog as it is in memory."""
    catalog = shipped().records.catalog
    assert isinstance(catalog, SeedCatalog)
    return catalog
