"""A catalog that remembers what it was asked, for many plans that are judged in one go.

What is below must not change meanwhile: whoever judges by the files of one day
judges all plans by the same ones.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from registry.records import Artifact, ArtifactKind, ArtifactPattern, ChannelRow, Provider
from registry.store import Catalog

_MOST = 20_000
"""So many answers of a kind are remembered; then all are forgotten."""
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Remembering:
    """A `Catalog` over another one, which is asked the same only once."""

    below: Catalog
    _artifacts: dict[Hashable, Artifact | None] = field(default_factory=dict)
    _makers: dict[Hashable, Provider | None] = field(default_factory=dict)
    _rows: dict[Hashable, tuple[ChannelRow, ...]] = field(default_factory=dict)

    def provider(self, slug: str) -> Provider | None:
        """Return the provider called `slug`, or known by that alias."""
        return self.below.provider(slug)

    def maker_of(self, ref: str) -> Provider | None:
        """Return who makes what `ref` names."""
        return _once(self._makers, ref, lambda: self.below.maker_of(ref))

    def artifact(self, ref: str, kind: ArtifactKind | None = None) -> Artifact | None:
        """Return what is known of `ref`."""
        return _once(self._artifacts, (ref, kind), lambda: self.below.artifact(ref, kind))

    def revisions(self, ref: str, kind: ArtifactKind) -> tuple[str, ...] | None:
        """Return the revisions of `ref` that sources have told of."""
        return self.below.revisions(ref, kind)

    def channels(self, maker: str, hop: str) -> tuple[ChannelRow, ...]:
        """Return the rows for `maker` through `hop`."""
        return _once(self._rows, (maker, hop), lambda: self.below.channels(maker, hop))

    def children(self, ref: str, kind: ArtifactKind) -> tuple[Artifact, ...]:
        """Return what was made from `ref` in one step, by reference."""
        return self.below.children(ref, kind)

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return every record, by reference."""
        return self.below.artifacts()

    def providers(self) -> tuple[Provider, ...]:
        """Return every provider, by slug."""
        return self.below.providers()

    def rows(self) -> tuple[ChannelRow, ...]:
        """Return every row that says which documents govern a channel."""
        return self.below.rows()

    def families(self) -> tuple[ArtifactPattern, ...]:
        """Return every pattern of names, the first that matches first."""
        return self.below.families()


def _once(known: dict[Hashable, Answer], key: Hashable, ask: Callable[[], Answer]) -> Answer:
    try:
        return known[key]
    except KeyError:
        found = ask()
    if len(known) >= _MOST:
        known.clear()
    known[key] = found
    return found
