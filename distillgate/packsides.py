"""One side of a change of packs: a folder, a folder at a revision of git, or what is stored."""

import re
from pathlib import Path

from distillgate.packfiles import Layer, is_pack_file, read_layer
from distillgate.settings import Settings
from distillgate.usecases.files import refused
from distillgate.usecases.library import Library
from distillgate.usecases.names import readable
from distillgate.usecases.revisions import folder_before
from distillgate.wiring import library_of, shipped_packs
from policy.diagnostics import Code, Span
from policy.packs import SourceFile

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def side(
    named: str, settings: Settings, said: Span, *, overlay: bool, registry: bool = False
) -> Library:
    """Return the packs that `named` means, with the catalog that ships.

    With `overlay` they lie over the packs that ship, with `registry` what it
    knows counts too. Raises `UnreadableError` and `UnreadableLibraryError`.
    """
    layers = [read_layer(shipped_packs())] if overlay else []
    if _DIGEST.fullmatch(named):
        layers += _stored(named, settings, said)
    else:
        layers.append(_layer(named, said))
    return library_of(layers, settings, registry=registry)


def _layer(named: str, said: Span) -> Layer:
    if Path(named).is_dir():
        return read_layer(Path(named))
    revision, colon, folder = named.partition(":")
    if not colon or not revision or not folder:
        message = f"`{readable(named)}` is no folder, no `REVISION:FOLDER` and no stored digest"
        hint = "such as `policies`, `HEAD~1:policies` or `sha256:…` of a decision"
        raise refused(Code.UNKNOWN_REVISION, message, said, hint)
    name = f"{readable(revision)}:{readable(folder)}"
    start = f"{folder.rstrip('/').removeprefix('./')}/"
    files = tuple(
        SourceFile(f"{readable(revision)}:{readable(each.path)}", each.content)
        for each in folder_before(revision, folder, said)
        if is_pack_file(each.path.removeprefix(start))
    )
    return Layer(name, files)


def _stored(digest: str, settings: Settings, said: Span) -> tuple[Layer, ...]:
    """Return the layers with that digest in the registry."""
    from distillgate.registries import packs_stored  # noqa: PLC0415 seldom named

    return tuple(
        Layer(each.name, each.files) for each in packs_stored(digest, settings.registry, said)
    )
