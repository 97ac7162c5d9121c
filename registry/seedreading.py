"""Records of the seed catalog from YAML nodes; what is wrong with them becomes diagnostics."""

from collections.abc import Mapping

from policy.conditionparsing import ConditionParser, Scope
from policy.conditions import ALWAYS, Condition, tests_of
from policy.diagnostics import Code, nearest
from policy.facts.vocabulary import MARKETS, VOCABULARY
from policy.frozen import dataclass
from policy.places import Territory
from policy.reading import Notebook, Reader
from policy.references import SCHEMES, parse_reference
from policy.yamltext import Node, Text, misspelled
from registry.records import (
    ANY_MAKER,
    DIRECT,
    Artifact,
    ArtifactKind,
    ArtifactPattern,
    ChannelRow,
    MakerTerms,
    Provider,
)
from registry.seededges import edges_in
from registry.seednames import OWNED_HUBS, Names
from registry.seedvalues import (
    country_in,
    grade_in,
    lists_in,
    number_in,
    overall_grade,
    place_of,
    reference_in,
    truth_in,
    word_in,
    words_in,
)

PROVIDER_KEYS = """
    provider name country markets model_prefixes hub_owners aliases hosts listed_on owned_50_by
    parent confidence source note
""".split()
CHANNEL_KEYS = """
    maker hop access account weights when from until documents maker_terms program confidence
    source note
""".split()
ARTIFACT_KEYS = """
    aliases maker family released_on weights multimodal systemic_risk parameters training_flop
    flop_source declared_license declared_license_confidence documents made_from
    lineage_complete contradiction confidence source note
""".split()
PATTERN_KEYS = """
    match kind maker family weights multimodal released_on declared_license documents confidence
    source note
""".split()
_MODEL = ArtifactKind.MODEL
_ACCESS = VOCABULARY.get("ingredient.access").values
_ACCOUNTS = VOCABULARY.get("ingredient.account").values
_WEIGHTS = VOCABULARY.get("ingredient.weights").values


def read_provider(node: Node, notebook: Notebook) -> Provider | None:
    """Return the provider in `node`, or nothing where it has no slug."""
    reader = Reader(node, notebook, "a provider")
    reader.only(PROVIDER_KEYS)
    reader.needs("provider")
    reader.needs("name")
    slug = reader.text("provider")
    if slug is None:
        return None
    return Provider(
        slug=slug,
        name=reader.text("name") or slug,
        country=country_in(reader),
        markets=words_in(reader, "markets", MARKETS),
        model_prefixes=reader.texts("model_prefixes"),
        hub_owners=reader.texts("hub_owners"),
        aliases=reader.texts("aliases"),
        hosts=reader.flag("hosts"),
        listed_on=lists_in(reader, "listed_on"),
        owned_50_by=lists_in(reader, "owned_50_by"),
        parent=reader.text("parent"),
        confidence=overall_grade(reader),
        source=reader.text("source"),
        note=reader.text("note"),
        span=place_of(reader, "provider"),
    )


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Reads the records that name providers; what is wrong goes into `notebook`."""

    names: Names
    territories: Mapping[str, Territory]
    notebook: Notebook

    def row(self, node: Node) -> ChannelRow | None:
        """Return the channel row in `node`, or nothing where nobody is named in it."""
        reader = Reader(node, self.notebook, "a channel")
        reader.only(CHANNEL_KEYS)
        for name in ("maker", "hop", "access", "documents"):
            reader.needs(name)
        maker, hop = self._party(reader, "maker", ANY_MAKER), self._party(reader, "hop", DIRECT)
        if maker is None or hop is None:
            return None
        start, end = reader.day("from"), reader.day("until")
        if start and end and start >= end:
            message = "this row ends before it begins"
            self.notebook.error(Code.UNUSABLE_DATES, message, reader.key_span("until"))
        direct = hop in {DIRECT, maker}
        return ChannelRow(
            maker=maker,
            hop=DIRECT if direct else hop,
            access=words_in(reader, "access", _ACCESS),
            documents=reader.texts("documents"),
            accounts=words_in(reader, "account", _ACCOUNTS),
            when=self._when(reader),
            start=start,
            end=end,
            maker_terms=_maker_terms(reader, None if direct else hop),
            weights_open=_openness(word_in(reader, "weights", _WEIGHTS)),
            program=reader.text("program"),
            confidence=overall_grade(reader),
            source=reader.text("source"),
            note=reader.text("note"),
            span=place_of(reader, "maker"),
        )

    def artifact(self, node: Node, kind: ArtifactKind) -> Artifact | None:
        """Return the record in `node`, or nothing where its reference cannot be read."""
        key = "model" if kind is _MODEL else "data"
        reader = Reader(node, self.notebook, f"the record of a {kind}")
        reader.only((key, *ARTIFACT_KEYS))
        reader.needs(key)
        named = reader.node(key)
        ref = self._whole(named) if named is not None else None
        if ref is None:
            return None
        weights = word_in(reader, "weights", _WEIGHTS)
        return Artifact(
            ref=ref,
            kind=kind,
            maker=self._maker(reader, ref),
            aliases=tuple(filter(None, map(self._whole, reader.text_nodes("aliases")))),
            family=reader.text("family"),
            released_on=reader.day("released_on"),
            weights_open=_openness(weights),
            multimodal=truth_in(reader, "multimodal"),
            systemic_risk=truth_in(reader, "systemic_risk"),
            parameters=number_in(reader, "parameters"),
            training_flop=number_in(reader, "training_flop"),
            flop_source=reader.text("flop_source"),
            declared_license=reader.text("declared_license"),
            license_confidence=grade_in(reader, "declared_license_confidence"),
            documents=reader.texts("documents"),
            unread=_unread(reader, weights),
            made_from=edges_in(reader, kind),
            lineage_complete=reader.flag("lineage_complete"),
            contradiction=reader.text("contradiction"),
            confidence=overall_grade(reader),
            source=reader.text("source"),
            note=reader.text("note"),
            span=place_of(reader, key),
        )

    def pattern(self, node: Node) -> ArtifactPattern | None:
        """Return the pattern in `node`, or nothing where it matches no reference."""
        reader = Reader(node, self.notebook, "a pattern")
        reader.only(PATTERN_KEYS)
        reader.needs("match")
        named = reader.node("match")
        match = self._glob(named) if named is not None else None
        if match is None:
            return None
        weights = word_in(reader, "weights", _WEIGHTS)
        return ArtifactPattern(
            match=match,
            maker=self._maker(reader, match),
            kind=reader.member("kind", ArtifactKind) or _MODEL,
            family=reader.text("family"),
            weights_open=_openness(weights),
            multimodal=truth_in(reader, "multimodal"),
            released_on=reader.day("released_on"),
            declared_license=reader.text("declared_license"),
            documents=reader.texts("documents"),
            unread=_unread(reader, weights),
            confidence=overall_grade(reader),
            source=reader.text("source"),
            note=reader.text("note"),
            span=place_of(reader, "match"),
        )

    def _party(self, reader: Reader, name: str, anybody: str) -> str | None:
        """Return the slug under `name`, or `anybody`; reports who is no provider."""
        word = reader.text(name)
        if word is None or word == anybody:
            return word
        provider = self.names.provider(word)
        if provider is None:
            hint = misspelled(word, self._slugs())
            message = f"no provider is called `{word}`"
            self.notebook.error(Code.UNKNOWN_PROVIDER, message, place_of(reader, name), hint)
            return None
        return provider.slug

    def _when(self, reader: Reader) -> Condition:
        node = reader.node("when")
        if node is None:
            return ALWAYS
        when = ConditionParser(Scope(self.territories), self.notebook).parse(node)
        for test in tests_of(when):
            if not test.fact.startswith("organization."):
                message = f"a channel asks about the organization, not about `{test.fact}`"
                place = test.span or node.span
                self.notebook.error(Code.WRONG_FACT, message, place)
        return when

    def _whole(self, node: Node) -> str | None:
        """Return the reference in `node`; a record is about all revisions."""
        ref = reference_in(node, self.notebook)
        parsed = parse_reference(node.text) if isinstance(node, Text) else None
        if parsed is not None and parsed.revision is not None:
            message = f"`{parsed.pinned}` names one revision, and a record is about all of them"
            hint = f"write `{parsed.canonical}`"
            self.notebook.error(Code.WRONG_VALUE, message, node.span, hint)
        return ref

    def _glob(self, node: Node) -> str | None:
        """Return the pattern in `node`, whose scheme is known unless it is open."""
        if not isinstance(node, Text):
            self.notebook.error(Code.WRONG_TYPE, "a pattern is a string", node.span)
            return None
        scheme, colon, _ = node.text.partition(":")
        if not colon or (scheme not in SCHEMES and "*" not in scheme):
            near = nearest(scheme, SCHEMES)
            hint = f"did you mean `{near}`?" if near else "a pattern is `scheme:glob`"
            message = f"`{node.text}` matches no reference"
            self.notebook.error(Code.UNKNOWN_REFERENCE, message, node.span, hint)
            return None
        return node.text

    def _maker(self, reader: Reader, ref: str) -> str | None:
        """Return the slug of the maker, else the owner of `ref` on its hub in lower case.

        A maker who is neither is kept, with a warning: nothing is known of it.
        """
        owner = _owner(ref)
        word = reader.text("maker")
        if word is None:
            provider = self.names.owner(ref)
            return provider.slug if provider else owner
        provider = self.names.anybody(word)
        if provider is None and word.casefold() != owner:
            hint = misspelled(word, self._slugs())
            message = f"the maker `{word}` is neither a provider nor the owner of `{ref}`"
            self.notebook.warning(
                Code.UNKNOWN_PROVIDER, message, place_of(reader, "maker"), hint
            )
        return provider.slug if provider else word

    def _slugs(self) -> tuple[str, ...]:
        return tuple(each.slug for each in self.names.providers)


def _maker_terms(reader: Reader, hop: str | None) -> MakerTerms | None:
    """Return what `hop` does to the maker's terms; without a hop there is nothing to say."""
    if hop is not None:
        reader.needs("maker_terms")
    elif reader.node("maker_terms") is not None:
        message = "nobody stands between here, so `maker_terms` says nothing"
        reader.notebook.error(Code.WRONG_VALUE, message, reader.key_span("maker_terms"))
        return None
    return reader.member("maker_terms", MakerTerms)


def _unread(reader: Reader, weights: str | None) -> bool:
    """Return whether nobody has read which texts govern what can be had itself."""
    return reader.node("documents") is None and weights != "closed"


def _openness(weights: str | None) -> bool | None:
    return None if weights is None else weights == "open"


def _owner(ref: str) -> str | None:
    """Return the owner of a reference to a hub, in lower case."""
    scheme, _, name = ref.partition(":")
    owner, slash, _ = name.partition("/")
    return owner.casefold() if slash and scheme in OWNED_HUBS else None
