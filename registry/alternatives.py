"""What the catalog offers in the place of an entry: models, data sets, ways to a model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from policy.plan import Entry
from policy.suggesting.offers import Offer, Offers
from policy.values import UNKNOWN
from registry.records import ANY_MAKER, DIRECT, Artifact, ArtifactKind, ChannelRow
from registry.store import Catalog

WEIGHTS = "weights"
HUBS = ("hf:", "github:", "modelscope:")
_CALLED = ("api", "cloud", "program")
"""Ways of reaching a model that fit a collection of our own, the plainest first."""
_NO_STUDENT = ("embed", "rerank", "guard", "whisper", "bert", "clip", "tts", "eagle", "bge-")
"""What names of models hold that write no text to learn from."""
_MOST = 60
_BACK = date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What an entry is, for what comes nearest to it."""

    ref: str
    maker: str | None
    access: str | None
    artifact: Artifact | None


def offers_of(catalog: Catalog, programs: frozenset[str] = frozenset()) -> Offers:
    """Return what `catalog` offers; of programs those in `programs`, which permit something."""
    return Offers(
        teachers=lambda entry: _first(_teachers(catalog, entry)),
        channels=lambda entry: _channels(catalog, entry, programs),
        bases=lambda entry: _first(_bases(catalog, entry)),
        datasets=lambda entry: _first(_datasets(catalog, entry)),
    )


def _first(offers: Iterable[Offer]) -> list[Offer]:
    return [offer for offer, _ in zip(offers, range(_MOST), strict=False)]


def _wish(catalog: Catalog, entry: Entry, kind: ArtifactKind) -> _Wish:
    ref = entry.ref.canonical if entry.ref else ""
    artifact = catalog.artifact(ref, kind) if ref else None
    access = _stated(entry, "access")
    maker = artifact.maker if artifact else None
    return _Wish(ref, maker, access, artifact)


def _teachers(catalog: Catalog, entry: Entry) -> Iterator[Offer]:
    """Yield other models, those first that are reached in the same way, of other makers."""
    wish = _wish(catalog, entry, ArtifactKind.MODEL)
    models = [each for each in models_of(catalog) if each.ref != wish.ref]
    ranked = sorted(models, key=lambda each: _rank(each, wish))
    for each in _one_of_a_family(ranked):
        yield offer_of(each)


def models_of(catalog: Catalog) -> Iterator[Artifact]:
    """Yield the models that write something a student can learn from, by reference."""
    for each in catalog.artifacts():
        if each.kind is ArtifactKind.MODEL and not each.unread:
            name = each.ref.casefold()
            taught = not any(word in name for word in _NO_STUDENT)
            if taught and (each.ref.startswith(HUBS) is bool(each.weights_open)):
                yield each


def offer_of(artifact: Artifact) -> Offer:
    """Return how a model is reached most plainly."""
    return Offer(artifact.ref, WEIGHTS if artifact.ref.startswith(HUBS) else "api")


def _rank(artifact: Artifact, wish: _Wish) -> tuple[object, ...]:
    by_weights = artifact.ref.startswith(HUBS)
    like = by_weights == (wish.access == WEIGHTS)
    since = artifact.released_on or _BACK
    size = artifact.parameters or Decimal(0)
    return (artifact.maker == wish.maker, not by_weights, not like, -since.toordinal(), -size)


def _one_of_a_family(models: Iterable[Artifact]) -> Iterator[Artifact]:
    """Yield the first model of each maker and family, then the others."""
    seen: set[tuple[str | None, str | None]] = set()
    later = []
    for each in models:
        family = (each.maker, each.family)
        if family in seen:
            later.append(each)
        else:
            seen.add(family)
            yield each
    yield from later


def _channels(catalog: Catalog, entry: Entry, programs: frozenset[str]) -> Iterator[Offer]:
    """Yield the other ways to the same model that rows of its own maker tell of."""
    wish = _wish(catalog, entry, ArtifactKind.MODEL)
    if wish.maker is None or not wish.ref:
        return
    now = (wish.access, entry.through or (), _stated(entry, "program"))
    ours = _stated(entry, "account") in {None, "business"}
    seen = {now} if ours else set()
    open_weights = wish.artifact is not None and wish.artifact.weights_open is True
    if open_weights and wish.access != WEIGHTS and wish.ref.startswith(HUBS):
        yield Offer(wish.ref, WEIGHTS)
    for row in catalog.rows():
        if not _is_open(row, programs) or not _is_for(row, wish, open_weights=open_weights):
            continue
        for offer in _of_row(row, wish):
            way = (offer.access, offer.through, offer.program)
            if way not in seen:
                seen.add(way)
                yield offer


def _is_open(row: ChannelRow, programs: frozenset[str]) -> bool:
    """Return whether a business may come to a row, and its program permits something."""
    known = row.program is None or row.program in programs
    return known and row.accounts[:1] != ("consumer",)


def _is_for(row: ChannelRow, wish: _Wish, *, open_weights: bool) -> bool:
    """Return whether a row is about the model; of rows for any maker, only programs are."""
    anybody = row.maker == ANY_MAKER and open_weights and row.program is not None
    return anybody or row.maker == wish.maker


def _of_row(row: ChannelRow, wish: _Wish) -> Iterator[Offer]:
    through = () if row.hop in {DIRECT, wish.maker} else (row.hop,)
    ended = row.end is not None
    for access in _CALLED:
        if access in row.access and not ended:
            yield Offer(wish.ref, access, through, row.program)


def _stated(entry: Entry, name: str) -> str | None:
    given = entry.facts.get(f"ingredient.{name}")
    return str(given.value) if given and given.value is not UNKNOWN else None


def _bases(catalog: Catalog, entry: Entry) -> Iterator[Offer]:
    """Yield other weights to start from, those of like size and other makers first."""
    wish = _wish(catalog, entry, ArtifactKind.MODEL)
    size = wish.artifact.parameters if wish.artifact else None
    found = [
        each
        for each in models_of(catalog)
        if each.ref.startswith(HUBS) and each.ref != wish.ref and each.weights_open
    ]
    for each in sorted(found, key=lambda each: _base_rank(each, wish, size)):
        yield Offer(each.ref)


def _base_rank(artifact: Artifact, wish: _Wish, size: Decimal | None) -> tuple[object, ...]:
    theirs = artifact.parameters
    apart = abs(theirs - size) / size if size and theirs else Decimal(1)
    since = artifact.released_on or _BACK
    like = artifact.multimodal == (wish.artifact.multimodal if wish.artifact else False)
    return (not like, apart > Decimal("0.4"), artifact.maker == wish.maker, -since.toordinal())


def _datasets(catalog: Catalog, entry: Entry) -> Iterator[Offer]:
    """Yield other data sets, the newest first."""
    wish = _wish(catalog, entry, ArtifactKind.DATASET)
    found = [
        each
        for each in catalog.artifacts()
        if each.kind is ArtifactKind.DATASET and not each.unread and each.ref != wish.ref
    ]
    for each in sorted(found, key=lambda each: -(each.released_on or _BACK).toordinal()):
        yield Offer(each.ref)
