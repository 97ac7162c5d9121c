"""Packs of many thousand documents beside those that ship, none of which governs the plan."""

from collections.abc import Iterator
from dataclasses import replace

from policy.compiling import Pack, make_pack
from policy.documents import Document
from policy.packs import SourceFile, load_packs

_TERMS = """\
document: terms-{number}
kind: provider-terms
title: Terms of a provider that nobody here uses
issuer: provider-{number}
versions:
  - version: "2026-01-01"
    effective: 2026-01-01
    clauses:
      - id: outputs-are-yours
        topic: output-ownership
        permits: The customer owns the output.
      - id: no-competing-models
        topic: train-on-outputs
        forbids: Using output to develop competing models.
        when: {{ingredient.feeds_training: true, terms.competes_with_issuer: true}}
"""
_LICENSE = """\
document: license-{number}
kind: model-license
title: License of models that nobody here uses
issuer: provider-{number}
versions:
  - version: "2026-01-01"
    clauses:
      - id: grant
        topic: use
        permits: Using and changing the model.
      - id: naming
        topic: naming
        requires: A name that begins with Example.
        when: {{release.to_third_parties: true}}
        due: release
        check: {{student.name: {{starts_with: Example}}}}
"""
_LAW = """\
document: law-{number}
kind: law
title: Law that this plan does not touch
jurisdiction: US
nexus: {nexus}
versions:
  - version: "2026-01-01"
    effective: 2026-01-01
    clauses:
      - id: documentation
        topic: technical-documentation
        requires: Technical documentation of the model.
        when: {{student.generality: general}}
        due: release
      - id: no-such-teachers
        topic: procurement
        forbids: Training on outputs without permission.
        when: {{ingredient.feeds_training: true}}
"""
_ELSEWHERE = "BR ZA NG KE MX AR CL PE CO EG TR ID TH MY PH NZ NO UA RS GE".split()
_SECTORS = "us-dod us-intelligence us-federal-agency health education defense telecom".split()
_NEXUS = (
    *(f"{{release.places: {{within: [{place}]}}}}" for place in _ELSEWHERE),
    *(f"{{organization.sectors: {{has: {sector}}}}}" for sector in _SECTORS),
    *(f"{{ingredient.maker_country: {{within: [{place}]}}}}" for place in _ELSEWHERE),
)


def wide_pack(shipped: Pack, extra: int) -> Pack:
    """Return `shipped` with `extra` documents beside it: terms, licenses and laws by thirds.

    A few dozen are parsed from YAML; the rest are those under other names.
    """
    documents = dict(_documents(extra))
    return make_pack(
        {**shipped.documents, **documents},
        shipped.territories,
        shipped.house,
        {**shipped.digests, **dict.fromkeys(documents, "sha256:made-up")},
    )


def _documents(extra: int) -> Iterator[tuple[str, Document]]:
    shapes = _shapes()
    for number in range(extra):
        shape = shapes[number % len(shapes)]
        name = f"{shape.id}-{number}"
        yield name, replace(shape, id=name)


def _shapes() -> list[Document]:
    """Return one of each shape, so that any run of them is a third of each kind."""
    texts = []
    for number, nexus in enumerate(_NEXUS):
        texts.append(_TERMS.format(number=number))
        texts.append(_LICENSE.format(number=number))
        texts.append(_LAW.format(number=number, nexus=nexus))
    files = [SourceFile(f"{place}.yaml", text.encode()) for place, text in enumerate(texts)]
    loaded = load_packs([("made-up", files)])
    if loaded.errors:
        raise ValueError("; ".join(each.message for each in loaded.errors))
    order = {"provider-terms": 0, "model-license": 1, "law": 2}
    numbered = [
        (int(name.rpartition("-")[2]), order[each.kind.value], each)
        for name, each in loaded.pack.documents.items()
    ]
    return [each for *_, each in sorted(numbered, key=lambda found: found[:2])]
