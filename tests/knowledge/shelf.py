"""The packs and the catalog as they ship, for all tests of this folder."""

from functools import cache

from distillgate.settings import Settings
from distillgate.usecases.library import Library
from distillgate.wiring import Layers, load_library


@cache
def shipped() -> Library:
    """Return the shipped library, loaded once."""
    return load_library(Layers(), Settings())
