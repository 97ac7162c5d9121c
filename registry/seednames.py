"""Who is meant by a name: slugs, other spellings, API prefixes and hub owners.

Hosts spell other makers' models in their own ways (`openrouter:openai/gpt-5`,
`azure:gpt-4o`, `bedrock:us.anthropic.claude-…-v1:0`, `together:meta-llama/…`).
A name is led back to a maker that it spells out, never to a near one.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from policy.frozen import dataclass
from policy.references import HUBS
from registry.records import Provider

OWNED_HUBS = frozenset({"hf", "modelscope", "github"})
"""Hubs on which makers go by the names in `hub_owners`."""
NAMED_HUBS = frozenset({"replicate"})
"""Hubs on which makers go by plain names, too."""
_FOLDERS = frozenset({"models", "publishers"})
"""Path segments that hosts put before a name, and that name nobody."""
_REGION = re.compile(r"(?:us-gov|us|eu|ap|apac|au|ca|jp|global)\.(?=[^.]+\.)")
_VARIANT = re.compile(r"(?:-v1:0|-maas|:[a-z]+)$")
"""How a host serves a model: an edition of its own, or `:free` and the like."""


@dataclass(frozen=True, slots=True)
class Made:
    """Whose model a name at a provider means."""

    maker: Provider
    name: str
    """The model's own name: no vendor, region or serving variant."""
    prefix: str | None
    """The maker's prefix that the name begins with; nothing where another sign told."""


@dataclass(frozen=True, slots=True)
class Named:
    """A reference, taken apart."""

    keys: tuple[str, ...]
    """How it is looked up: as it is written, then as its maker would serve it."""
    hub_keys: tuple[str, ...] = ()
    """How the model that a provider serves would be looked up on the hub."""
    made: Made | None = None
    """Whose model a provider serves, where the name tells."""


@dataclass(frozen=True, slots=True)
class _Hosted:
    """A name as a provider spells it, taken apart."""

    vendor: str | None
    names: tuple[str, ...]
    """The name, then the same without serving variant."""


@dataclass(frozen=True)
class Names:
    """The names of all providers, for lookups; references are canonical strings."""

    providers: tuple[Provider, ...]

    def provider(self, slug: str) -> Provider | None:
        """Return the provider called `slug`, or known by that alias."""
        return self._slugs.get(slug.casefold())

    def anybody(self, word: str) -> Provider | None:
        """Return the provider that `word` names, as slug, alias or hub owner."""
        return self.provider(word) or self._owners.get(word.casefold())

    def key(self, ref: str) -> str:
        """Return `ref` as it is looked up: lower case, no revision, the provider's slug."""
        scheme, name = _parted(ref)
        server = self._server(scheme)
        return f"{server.slug if server else scheme}:{name}"

    def owner(self, ref: str) -> Provider | None:
        """Return who owns the hub account in which `ref` lies."""
        scheme, name = _parted(ref)
        owner, slash, _ = name.partition("/")
        if not slash:
            return None
        if scheme in NAMED_HUBS:
            return self.anybody(owner)
        return self._owners.get(owner) if scheme in OWNED_HUBS else None

    def named(self, ref: str) -> Named:
        """Return what the name in `ref` tells."""
        scheme, name = _parted(ref)
        server = self._server(scheme)
        if server is None:
            return Named((f"{scheme}:{name}",))
        hosted = self._apart(name)
        made = self._made(server, hosted)
        keys, owners = [f"{server.slug}:{name}"], [hosted.vendor] if hosted.vendor else []
        if made is not None:
            keys += [f"{made.maker.slug}:{each}" for each in hosted.names]
            owners += [owner.casefold() for owner in made.maker.hub_owners]
        hub_keys = [f"hf:{owner}/{each}" for owner in owners for each in hosted.names]
        return Named(tuple(dict.fromkeys(keys)), tuple(dict.fromkeys(hub_keys)), made)

    def bare(self, name: str) -> Provider | None:
        """Return whose model is called `name` where no reference says at whose place.

        Programs write such names into data (`gpt-4o`, `openai/gpt-4o`); one
        that begins like nobody's has no maker.
        """
        hosted = self._apart(name.casefold())
        spelled = self._spelled(hosted)
        if spelled is not None or hosted.vendor is None:
            return spelled or next((who for _, who in self._beginnings(hosted.names[-1])), None)
        vendor = self.anybody(hosted.vendor)
        return vendor if vendor is not None and not vendor.hosts else None

    @cached_property
    def _slugs(self) -> dict[str, Provider]:
        return {
            word.casefold(): each
            for each in self.providers
            for word in (*each.aliases, each.slug)
        }

    @cached_property
    def _owners(self) -> dict[str, Provider]:
        return {owner.casefold(): each for each in self.providers for owner in each.hub_owners}

    @cached_property
    def _prefixes(self) -> dict[str, Provider]:
        """Every prefix with its provider."""
        return {
            prefix.casefold(): each for each in self.providers for prefix in each.model_prefixes
        }

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        """How long prefixes are, the longest first."""
        return tuple(sorted({len(prefix) for prefix in self._prefixes}, reverse=True))

    def _server(self, scheme: str) -> Provider | None:
        """Return the provider that the scheme of an API reference names."""
        return None if scheme in HUBS else self.provider(scheme)

    def _apart(self, name: str) -> _Hosted:
        """Return `name`, as a provider spells it, taken apart into vendor and model."""
        path, slash, bare = name.rpartition("/")
        vendor = path.rpartition("/")[2]
        if not slash:
            bare = _REGION.sub("", name)
            first, dot, rest = bare.partition(".")
            # A dot may belong to a version (`gpt-4.1`), so the vendor must be known.
            if dot and self.anybody(first):
                vendor, bare = first, rest
        names = dict.fromkeys((bare, _VARIANT.sub("", bare)))
        return _Hosted(None if vendor in _FOLDERS else vendor or None, tuple(names))

    def _made(self, server: Provider, hosted: _Hosted) -> Made | None:
        maker = self._maker(server, hosted)
        if maker is None:
            return None
        name = hosted.names[-1]
        prefixes = (prefix for prefix, who in self._beginnings(name) if who is maker)
        return Made(maker, name, next(prefixes, None))

    def _maker(self, server: Provider, hosted: _Hosted) -> Provider | None:
        """Return who is named as vendor, else who makes what the name begins like.

        Who serves nobody else's models made what it serves. A vendor that
        nobody knows is not guessed, and a host that publishes no models has
        none of its own (`openrouter:openrouter/auto`).
        """
        spelled = self._spelled(hosted)
        if spelled is not None:
            return spelled
        vendor = self.anybody(hosted.vendor) if hosted.vendor else None
        if vendor is not None and (vendor is not server or server.hub_owners):
            return vendor
        if not server.hosts:
            return server
        if hosted.vendor and vendor is None:
            return None
        return next((who for _, who in self._beginnings(hosted.names[-1])), None)

    def _spelled(self, hosted: _Hosted) -> Provider | None:
        """Return whose prefix reads beyond the vendor (`vertex_ai/gemini-`)."""
        if not hosted.vendor:
            return None
        head = f"{hosted.vendor}/"
        found = self._beginnings(head + hosted.names[-1])
        return next((who for prefix, who in found if len(prefix) > len(head)), None)

    def _beginnings(self, name: str) -> Iterator[tuple[str, Provider]]:
        """Yield the prefixes that `name` begins with, the longest first."""
        for length in self._lengths:
            provider = self._prefixes.get(name[:length])
            if provider is not None and length <= len(name):
                yield name[:length], provider


def _parted(ref: str) -> tuple[str, str]:
    """Return scheme and id of a canonical `ref` in lower case, the revision left out."""
    scheme, _, name = ref.casefold().partition(":")
    return scheme, name.partition("@")[0]
