"""Changes of entries: another teacher, channel, base or data set, or none."""

from collections.abc import Iterable, Iterator

from policy.plan import Entry, Part
from policy.suggesting.changes import Change, ChangeKind, Option, Put, Remove, Replace
from policy.suggesting.choosing import Choosing, entries_of, name_of
from policy.suggesting.offers import Offer
from policy.suggesting.outcome import World
from policy.values import Several, several
from policy.yamlwriting import flow, scalar, written

_OUTPUTS = frozenset({"text", "reasoning", "code", "image", "audio", "video", "preferences"})
"""What comes out of an API; the rest takes the weights."""
_BY_WEIGHTS = "weights"


class Swapping:
    """Finds what may stand in the place of the entries of one plan."""

    def __init__(self, world: World, choosing: Choosing) -> None:
        self._world = world
        self._choosing = choosing

    def options(self, key: str, entry: Entry) -> Iterator[Option]:
        """Yield what may stand in the place of `entry`, while it can still be chosen."""
        if not self._choosing.open:
            return
        offers = self._world.offers
        if key == "student.base":
            yield from self._based(entry, offers.bases(entry))
        elif entry.part is Part.DATASET:
            yield from self._set(key, entry, offers.datasets(entry))
        elif key.startswith("teachers["):
            yield from self._taught(key, entry)
        if key != "student.base" and self._can_go(key):
            yield (self._left_out(key, entry),)

    def _can_go(self, key: str) -> bool:
        """Return whether something is left to learn from without the entry."""
        plan = self._choosing.plan
        part = ".made_from[" in key
        return part or len((*(plan.teachers or ()), *(plan.datasets or ()))) > 1

    def _left_out(self, key: str, entry: Entry) -> Change:
        name = entry.ref.canonical if entry.ref else key
        place = self._choosing.place(key)
        slot = name_of(place)
        words = f"leave out {name} (`{slot}`)"
        kind = ChangeKind.LEAVE_OUT
        return Change(kind, slot, words, (Remove(place),), self._world.prices.of(kind))

    def _based(self, entry: Entry, offers: Iterable[Offer]) -> Iterator[Option]:
        for offer in offers:
            words = f"start from {offer.ref} instead of {_name(entry)}"
            acts = (Put(("student", "base"), scalar(offer.ref)),)
            cost = self._world.prices.of(ChangeKind.BASE, "student.base")
            yield (Change(ChangeKind.BASE, "student.base", words, acts, cost),)

    def _set(self, key: str, entry: Entry, offers: Iterable[Offer]) -> Iterator[Option]:
        place = self._choosing.place(key)
        for offer in self._new(offers):
            words = f"train on {offer.ref} instead of {_name(entry)}"
            fields = (("data", scalar(offer.ref)), ("obtained", self._world.as_of.isoformat()))
            acts = (Replace(place, fields),)
            cost = self._world.prices.of(ChangeKind.DATASET)
            yield (Change(ChangeKind.DATASET, name_of(place), words, acts, cost),)

    def _new(self, offers: Iterable[Offer]) -> Iterator[Offer]:
        """Yield the offers of what the plan does not name yet."""
        named = {each.ref.canonical for _, each in entries_of(self._choosing.plan) if each.ref}
        return (each for each in offers if each.ref not in named)

    def _taught(self, key: str, entry: Entry) -> Iterator[Option]:
        """Yield other channels to the same teacher, and other teachers."""
        offers = self._world.offers
        for offer in offers.channels(entry):
            kind = ChangeKind.PROGRAM if offer.program else ChangeKind.CHANNEL
            fact = None if offer.program else "ingredient.access"
            change = self._swapped(key, entry, offer, kind, fact)
            if change is not None:
                yield (change,)
        for offer in self._new(offers.teachers(entry)):
            change = self._swapped(key, entry, offer, ChangeKind.TEACHER, "ingredient.id")
            if change is not None:
                yield (change,)

    def _swapped(
        self, key: str, entry: Entry, offer: Offer, kind: ChangeKind, fact: str | None
    ) -> Change | None:
        begun = self._choosing.begun(entry)
        window = self._choosing.again(entry) if begun else None
        if begun and window is None:
            return None
        instead = f"learn from {offer.ref} {offer.way}"
        if kind is ChangeKind.TEACHER:
            instead = f"{instead} instead of {_name(entry)}"
        if offer.program is not None:
            instead = f"{instead}, once admitted to it"
        if offer.access not in {_BY_WEIGHTS, None}:
            instead = f"{instead}, from a business account"
        anew = f", collected anew from {window[0]} to {window[1]}" if window else ""
        fields = [("model", scalar(offer.ref)), *_used(entry), *_reached(offer)]
        fields.append(("signals", flow(_signals(entry, offer))))
        if window:
            dates = f"from: {window[0]}, until: {window[1]}, by: us"
            fields.append(("collected", f"{{{dates}}}"))
        else:
            fields += _collected(entry)
        fields += [*_kept(entry, "generated_for")]
        cost = self._world.prices.of(kind, fact, again=begun)
        place = self._choosing.place(key)
        acts = (Replace(place, tuple(fields)),)
        return Change(kind, name_of(place), f"{instead}{anew}", acts, cost)


def _name(entry: Entry) -> str:
    return entry.ref.canonical if entry.ref else "what is unknown"


def _used(entry: Entry) -> Iterator[tuple[str, str]]:
    yield from _kept(entry, "used_as")


def _kept(entry: Entry, name: str) -> Iterator[tuple[str, str]]:
    """Yield what the plan says of the entry under `name`, as it says it."""
    given = entry.facts.get(f"ingredient.{name}")
    if given is not None:
        yield name, written(given.value)


def _collected(entry: Entry) -> Iterator[tuple[str, str]]:
    names = (("from", "collected_from"), ("until", "collected_until"), ("by", "by"))
    given = [(key, entry.facts.get(f"ingredient.{name}")) for key, name in names]
    said = [f"{key}: {written(each.value)}" for key, each in given if each is not None]
    if said:
        yield "collected", f"{{{', '.join(said)}}}"


def _reached(offer: Offer) -> Iterator[tuple[str, str]]:
    yield "access", scalar(offer.access or _BY_WEIGHTS)
    if offer.program is not None:
        yield "program", scalar(offer.program)
        yield "program_admitted", "true"
    if offer.access != _BY_WEIGHTS:
        yield "through", flow(offer.through)
        yield "account", "business"


def _signals(entry: Entry, offer: Offer) -> tuple[str, ...]:
    """Return what is taken: what was before, as far as the new way gives it."""
    given = entry.facts.get("ingredient.signals")
    value = given.value if given else several()
    wanted = value.items if isinstance(value, Several) else ()
    if offer.access != _BY_WEIGHTS:
        wanted = tuple(each for each in wanted if each in _OUTPUTS)
    return wanted or ("text",)
