"""Derived facts: functions of other facts, monotone in information.

Unknown in, unknown out, unless every completion agrees; a sum with an unknown
part is a bound. Each function names the section of the design or the law that
it follows.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from policy.places import COUNTRIES, WORLDWIDE, Area, atoms, located_in, reaches_into
from policy.truth import FALSE, TRUE
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Bounds, Several, Value, several

Get = Callable[[str], Value]

_LANGUAGE_MODELS = frozenset({"language-model", "vision-language-model"})
_GENERATES: Mapping[str, tuple[str, ...]] = {
    "language-model": ("text",),
    "vision-language-model": ("text",),
    "classifier": ("none",),
    "embedding": ("none",),
    "reranker": ("none",),
    "reward-model": ("none",),
    "vision": ("none",),
    "image-generator": ("image",),
    "video-generator": ("video",),
    "audio-generator": ("audio",),
}
_UNPAID = frozenset({"research", "evaluation", "personal"})
_FREE = frozenset(
    """
    apache-2.0 mit bsd-2-clause bsd-3-clause isc cc0-1.0 cc-by-4.0 cc-by-sa-4.0 unlicense
    openmdw-1.0 openmdw-1.1 gpl-2.0 gpl-3.0 lgpl-3.0 agpl-3.0 mpl-2.0
    """.split()
)
_NOT_FREE = frozenset({"none", "proprietary"})
ONE_THIRD = 3
GPAI_FLOP = Decimal("1e23")
"""Guidelines on the scope of obligations for GPAI models (2025), paragraph 17."""
_UNITED_STATES = Area(frozenset({"US"}))
_API_LIKE = frozenset({"api", "app", "cloud", "tool", "program"})
_NOT_OFFERED = frozenset({"logits", "hidden-states", "weights"})
_OUTPUT_USES = frozenset({"imitate", "label", "filter", "prompts", "evaluate"})
_SCORING_USES = frozenset({"judge", "reward"})
NOTHING_KNOWN = Bounds(Decimal(0), None)


def is_language_model(get: Get) -> Value:
    """Return whether the student is a language model (fact `student.is_language_model`)."""
    kind = get("student.type")
    return UNKNOWN if kind in {UNKNOWN, "other"} else kind in _LANGUAGE_MODELS


def generates(get: Get) -> Value:
    """Return what content the student produces."""
    made = _GENERATES.get(str(get("student.type")))
    return UNKNOWN if made is None else several(*made)


def modification_flop(get: Get) -> Value:
    """Return the operations spent on changing the base: training and generation."""
    return _sum([get("student.training_flop"), get("student.generation_flop")])


def cumulative_flop(get: Get) -> Value:
    """Return all operations behind the student's capability."""
    base = get("student.base")
    before = Decimal(0) if base == "none" else get("student.base_training_flop")
    return _sum([get("student.modification_flop"), before])


def below_modifier_threshold(get: Get) -> Value:
    """Return whether the change stays at one third of the base's training compute or below.

    Guidelines on the scope of obligations for GPAI models (2025), paragraphs
    60 to 63; the ratio is compared by multiplication.
    """
    if get("student.base") == "none" or get("student.base_provider_is_us") is True:
        return False
    low, high = _ends(get("student.modification_flop"))
    base_low, base_high = _ends(get("student.base_training_flop"))
    ours = get("student.base_provider_is_us")
    if base_high is not None and low * ONE_THIRD > base_high:
        return False
    small = high is not None and high * ONE_THIRD <= base_low and base_low > 0
    return True if small and ours is False else UNKNOWN


def modifier_tests_disagree(get: Get) -> Value:
    """Return whether the test on the change and the test on the whole disagree."""
    base = get("student.base")
    if base == "none":
        return False
    if _ends(get("student.modification_flop"))[1] == 0:
        return False
    below = below_modifier_threshold(get)
    low, high = _ends(cumulative_flop(get))
    if UNKNOWN in {base, below}:
        return UNKNOWN
    if low > GPAI_FLOP:
        return below is True
    if high is not None and high <= GPAI_FLOP:
        return below is False
    return UNKNOWN


def noncommercial(get: Get) -> Value:
    """Return whether the use aims at no commercial advantage."""
    purpose, paid = get("use.purpose"), get("student.monetized")
    if paid is True or (purpose is not UNKNOWN and purpose not in _UNPAID):
        return False
    return UNKNOWN if UNKNOWN in {purpose, paid} else True


def is_free_open(get: Get) -> Value:
    """Return whether the student's license is free and open (EU AI Act, Recital 102)."""
    name = str(get("student.license")).casefold()
    if name in _FREE:
        return True
    return False if name in _NOT_FREE else UNKNOWN


def to_third_parties(get: Get) -> Value:
    """Return whether anybody but the organization and its affiliates gets the release."""
    forms, recipients = get("release.forms"), get("release.recipients")
    if _is_empty(forms) or recipients == "affiliates":
        return False
    released = isinstance(forms, Several) and bool(forms.items)
    return True if released and recipients is not UNKNOWN else UNKNOWN


def weights_public(get: Get) -> Value:
    """Return whether weights are released to everybody."""
    forms, recipients = get("release.forms"), get("release.recipients")
    has = _has(forms, "weights")
    if has is False or recipients in {"affiliates", "named"}:
        return False
    return True if has is True and recipients == "public" else UNKNOWN


def worldwide(get: Get) -> Value:
    """Return whether the release is for the whole world rather than for named places."""
    everywhere = _has(get("release.places"), WORLDWIDE)
    return UNKNOWN if everywhere is None else everywhere


def recipient_countries(get: Get) -> Value:
    """Return where a release is received, unless the plan says more: in all its places."""
    places = get("release.places")
    if not isinstance(places, Several) or places.open:
        return UNKNOWN
    if WORLDWIDE in places.items:
        return several(*COUNTRIES)
    return several(*(code for place in places.items for code in atoms(place)))


def china_public(get: Get) -> Value:
    """Return no where nothing is offered in China."""
    return False if _stays_out_of(get("release.places"), "CN") else UNKNOWN


def daily_users_kr(get: Get) -> Value:
    """Return zero where nothing is offered in South Korea."""
    return Decimal(0) if _stays_out_of(get("release.places"), "KR") else UNKNOWN


def feeds_training(get: Get) -> Value:
    """Return whether the ingredient takes part in training: any use but evaluation."""
    role = get("ingredient.role")
    if role not in {UNKNOWN, "teacher"}:
        return True
    uses = get("ingredient.used_as")
    if not isinstance(uses, Several):
        return UNKNOWN
    if set(uses.items) - {"evaluate"}:
        return True
    return UNKNOWN if uses.open or not uses.items or role is UNKNOWN else False


def us_owned_closed(get: Get) -> Value:
    """Return whether a company of the United States keeps the model's weights closed."""
    weights, country = get("ingredient.weights"), get("ingredient.maker_country")
    american = MAYBE if country is UNKNOWN else located_in(str(country), _UNITED_STATES)
    if weights == "open" or american is FALSE:
        return False
    return UNKNOWN if weights is UNKNOWN or american is MAYBE else True


def signals(get: Get) -> Value:
    """Return the signals that a use takes where the plan is silent (design, section 3)."""
    uses, access = get("ingredient.used_as"), get("ingredient.access")
    if not isinstance(uses, Several) or access not in _API_LIKE or uses.open:
        return UNKNOWN
    found = set()
    if set(uses.items) & _SCORING_USES:
        found.add("preferences")
    if set(uses.items) & _OUTPUT_USES:
        found.add("text")
    return several(*found) if found else UNKNOWN


def unoffered_signals(get: Get) -> Value:
    """Return whether a signal was taken that the way of access does not offer."""
    access, taken = get("ingredient.access"), get("ingredient.signals")
    if access == "weights":
        return False
    if access not in _API_LIKE or not isinstance(taken, Several):
        return UNKNOWN
    if set(taken.items) & _NOT_OFFERED:
        return True
    return UNKNOWN if taken.open else False


def account_holder(get: Get) -> Value:
    """Return who holds the account: whoever collected, where the plan names nobody else."""
    return get("ingredient.by")


def aims_to_match_model(get: Get) -> Value:
    """Return whether training aims at a student that performs as the model does."""
    uses = get("ingredient.used_as")
    if not isinstance(uses, Several):
        return UNKNOWN
    if "imitate" in uses.items:
        return True
    return UNKNOWN if uses.open else False


PLAN_DERIVATIONS: Mapping[str, Callable[[Get], Value]] = {
    "student.is_language_model": is_language_model,
    "student.generates": generates,
    "student.modification_flop": modification_flop,
    "student.cumulative_flop": cumulative_flop,
    "student.below_modifier_threshold": below_modifier_threshold,
    "student.modifier_tests_disagree": modifier_tests_disagree,
    "student.is_free_open": is_free_open,
    "use.noncommercial": noncommercial,
    "release.to_third_parties": to_third_parties,
    "release.weights_public": weights_public,
    "release.worldwide": worldwide,
    "release.recipient_countries": recipient_countries,
    "service.china_public": china_public,
    "service.daily_users_kr": daily_users_kr,
}
INGREDIENT_DERIVATIONS: Mapping[str, Callable[[Get], Value]] = {
    "ingredient.signals": signals,
    "ingredient.feeds_training": feeds_training,
    "ingredient.us_owned_closed": us_owned_closed,
    "ingredient.unoffered_signals": unoffered_signals,
    "ingredient.account_holder": account_holder,
}
TERMS_DERIVATIONS: Mapping[str, Callable[[Get], Value]] = {
    "terms.aims_to_match_model": aims_to_match_model,
}


def _sum(parts: list[Value]) -> Value:
    if all(part is UNKNOWN for part in parts):
        return UNKNOWN
    ends = [_ends(part) for part in parts]
    low = sum((low for low, _ in ends), Decimal(0))
    highs = [high for _, high in ends if high is not None]
    if len(highs) < len(ends):
        return Bounds(low, None)
    high = sum(highs, Decimal(0))
    return low if low == high else Bounds(low, high)


def _ends(value: Value) -> tuple[Decimal, Decimal | None]:
    """Return the least and the most that a count may be; counts are never negative."""
    match value:
        case Bounds(low=low, high=high):
            return low or Decimal(0), high
        case Decimal():
            return value, value
        case _:
            return Decimal(0), None


def _is_empty(value: Value) -> bool:
    return isinstance(value, Several) and not value.items and not value.open


def _has(value: Value, item: str) -> bool | None:
    if not isinstance(value, Several):
        return None
    if item in value.items:
        return True
    return None if value.open else False


def _stays_out_of(places: Value, country: str) -> bool:
    if not isinstance(places, Several) or places.open:
        return False
    area = Area(frozenset({country}))
    return not any(reaches_into(place, area) is TRUE for place in places.items)
