"""The one list of facts, and what follows from it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from policy.diagnostics import nearest
from policy.facts import (
    collection,
    data,
    ingredient,
    organization,
    release,
    student,
    terms,
    use,
)
from policy.facts.fact import Attestation, Fact, Scalar
from policy.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts by path, in the order in which a person reads a plan."""

    facts: Mapping[str, Fact]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts.values())

    def __len__(self) -> int:
        return len(self.facts)

    def __contains__(self, path: object) -> bool:
        return path in self.facts

    def get(self, path: str) -> Fact:
        """Return the fact at `path`; raises `KeyError` where no fact is called so."""
        return self.facts[path]

    def find(self, path: str) -> Fact | None:
        """Return the fact at `path`, or none where no fact is called so."""
        return self.facts.get(path)

    @property
    def names(self) -> tuple[str, ...]:
        """Return all paths in order."""
        return tuple(self.facts)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the names of the groups in order."""
        return tuple(dict.fromkeys(fact.group for fact in self))

    def in_group(self, group: str) -> tuple[Fact, ...]:
        """Return the facts of `group` in order, none for a group that is not there."""
        return tuple(fact for fact in self if fact.group == group)

    def nearest(self, path: str) -> str | None:
        """Return the path that `path` was probably meant to be, or none like it."""
        return nearest(path, self.names)


def vocabulary_of(facts: tuple[Fact, ...]) -> Vocabulary:
    """Return the vocabulary that holds `facts`; two facts with one path raise `ValueError`."""
    by_path: dict[str, Fact] = {}
    for fact in facts:
        if fact.path in by_path:
            raise ValueError(f"two facts are called `{fact.path}`")
        by_path[fact.path] = fact
    return Vocabulary(MappingProxyType(by_path))


VOCABULARY = vocabulary_of(
    (
        *organization.FACTS,
        *student.FACTS,
        *use.FACTS,
        *release.FACTS,
        *data.FACTS,
        *ingredient.FACTS,
        *collection.FACTS,
        *terms.FACTS,
    )
)
"""Every fact that there is; a condition that reads anything else is refused."""


def attested_by(
    vocabulary: Vocabulary, attestation: Attestation
) -> tuple[tuple[str, Scalar | tuple[()]], ...]:
    """Return what signing `attestation` says: paths of facts, each with its value."""
    return tuple(
        (fact.path, fact.attested)
        for fact in vocabulary
        if fact.attestation is attestation and fact.attested is not None
    )


ATTESTATIONS: Mapping[str, tuple[tuple[str, Scalar | tuple[()]], ...]] = MappingProxyType(
    {name.value: attested_by(VOCABULARY, name) for name in Attestation}
)
"""What each attestation gives. `ingredients-complete` gives no fact: it says that the lists of
the plan leave nothing out."""

MARKETS: tuple[str, ...] = VOCABULARY.get("student.markets").values
"""The markets in which students and the products of issuers are compared."""
