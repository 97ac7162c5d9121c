"""The files of a pack as they were read, kept so that it can be loaded again for ever.

What is kept is the text and not what a program made of it: a later program
reads the text anew, and a text that did not change is kept once.
"""

import json
from collections.abc import Sequence

from policy.canonical import canonical_json
from policy.packs import LoadedPack, SourceFile, load_packs
from registry.contents import YAML, ContentStore, DamagedContentError
from registry.packlayers import PackLayer

FORMAT = "distillgate/packs/v1"


def store_packs(layers: Sequence[PackLayer], contents: ContentStore) -> str:
    """Store the files of `layers`, and return the digest of the list of them.

    Where the folders lay on the machine that judged is left out: the same
    files give the same digest everywhere.
    """
    every = [file.content for layer in layers for file in layer.files]
    digests = iter(contents.put_all(every, YAML))
    listed = [
        [[_inside(file.path, layer.name), next(digests)] for file in layer.files]
        for layer in layers
    ]
    text = canonical_json({"format": FORMAT, "layers": listed})
    return contents.put(text.encode())


def stored_packs(digest: str, contents: ContentStore) -> LoadedPack:
    """Return the pack of the list with that digest; raises `DamagedContentError`."""
    layers = stored_layers(digest, contents)
    return load_packs([(layer.name, layer.files) for layer in layers])


def stored_layers(digest: str, contents: ContentStore) -> tuple[PackLayer, ...]:
    """Return the files of the list with that digest; raises `DamagedContentError`."""
    read = json.loads(contents.get(digest))
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise DamagedContentError(digest, "is no list of packs that this program reads")
    names = [name for layer in read["layers"] for _, name in layer]
    found = contents.get_all(names)
    return tuple(
        PackLayer(f"pack {place}", tuple(SourceFile(path, found[name]) for path, name in layer))
        for place, layer in enumerate(read["layers"], 1)
    )


def _inside(path: str, folder: str) -> str:
    """Return `path` as it lies in its folder."""
    return path.removeprefix(folder).lstrip("/\\")
