"""The interface behind which the registry holds what it knows, in memory or a database."""

from typing import Protocol

from registry.records import Artifact, ArtifactKind, ArtifactPattern, ChannelRow, Provider


class Catalog(Protocol):
    """Reads of the registry that casework needs. References are canonical strings."""

    def provider(self, slug: str) -> Provider | None:
        """Return the provider called `slug`, or known by that alias."""
        ...

    def maker_of(self, ref: str) -> Provider | None:
        """Return who makes what `ref` names, by record, pattern, API prefix or hub owner."""
        ...

    def artifact(self, ref: str, kind: ArtifactKind | None = None) -> Artifact | None:
        """Return what is known of `ref`: its record, by alias too, else its first pattern.

        A model and a data set may share a name; `kind` says which is meant.
        """
        ...

    def revisions(self, ref: str, kind: ArtifactKind) -> tuple[str, ...] | None:
        """Return the revisions of `ref` that sources have told of.

        Nothing where no source has told of it at all.
        """
        ...

    def channels(self, maker: str, hop: str) -> tuple[ChannelRow, ...]:
        """Return the rows for `maker` through `hop` (`DIRECT`: none), else for any maker."""
        ...

    def children(self, ref: str, kind: ArtifactKind) -> tuple[Artifact, ...]:
        """Return what was made from `ref` in one step, by reference."""
        ...

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return every record, by reference."""
        ...

    def providers(self) -> tuple[Provider, ...]:
        """Return every provider, by slug."""
        ...

    def rows(self) -> tuple[ChannelRow, ...]:
        """Return every row that says which documents govern a channel."""
        ...

    def families(self) -> tuple[ArtifactPattern, ...]:
        """Return every pattern of names, the first that matches first."""
        ...
