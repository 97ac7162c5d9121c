"""Places: ISO 3166-1 countries, ISO 3166-2 regions, `EU`, `worldwide`, and territories.

A fact of one place is a location: a location that is coarser than what is
asked is unknown. `release.places` is an extent: overlap is enough.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from functools import lru_cache

from policy.diagnostics import Span
from policy.frozen import dataclass
from policy.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, any_of, truth_of

WORLDWIDE = "worldwide"
EUROPEAN_UNION = "EU"
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO
    BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ
    DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP
    GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG
    KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML
    MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE
    PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL
    SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM
    US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
""".split()
)
"""ISO 3166-1 alpha-2, with the user-assigned `XK` for Kosovo."""

_EU_MEMBERS = """
    AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
""".split()
_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Territory:
    """A named set of places: codes, less those in `excluded`."""

    name: str
    title: str
    codes: frozenset[str]
    excluded: frozenset[str] = frozenset()
    as_of: date | None = None
    url: str | None = None
    source: str | None = None
    confidence: str = "high"
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Area:
    """The union of codes and territories that one operand list means."""

    codes: frozenset[str]
    excluded: frozenset[str] = frozenset()


def is_place(code: str) -> bool:
    """Return whether `code` is a place that a fact may name."""
    if code in COUNTRIES or code in {EUROPEAN_UNION, WORLDWIDE}:
        return True
    return _REGION.fullmatch(code) is not None and code[:2] in COUNTRIES


def area_of(names: Iterable[str], territories: Mapping[str, Territory]) -> Area:
    """Return the area that codes and territory ids in `names` make up together.

    A place that one territory leaves out is excluded unless another one has it.
    """
    parts = [_area(name, territories.get(name)) for name in names]
    if len(parts) == 1:
        return parts[0]
    named = {code for part in parts for code in part.codes | part.excluded}
    codes = frozenset(code for code in named if any(_holds(part, code) for part in parts))
    return Area(codes, frozenset(named - codes))


@lru_cache(maxsize=512)
def _area(name: str, territory: Territory | None) -> Area:
    if territory is None:
        return Area(frozenset(atoms(name)))
    excluded = frozenset(code for each in territory.excluded for code in atoms(each))
    codes = frozenset(code for each in territory.codes for code in atoms(each))
    left = frozenset(code for code in codes if not excluded & {code, code[:2]})
    return Area(left, excluded)


def _holds(area: Area, code: str) -> bool:
    """Return whether `code`, apart from regions named on their own, is in `area`."""
    for each in (code, code[:2]):
        if each in area.codes or each in area.excluded:
            return each in area.codes
    return WORLDWIDE in area.codes


def atoms(code: str) -> tuple[str, ...]:
    """Return `code` as countries and regions; `EU` is its members."""
    return tuple(_EU_MEMBERS) if code == EUROPEAN_UNION else (code,)


def located_in(place: str, area: Area) -> Truth:
    """Return whether the location `place` lies in `area`; unknown where it is too coarse."""
    return all_or_some([_one_within(code, area) for code in atoms(place)])


def all_or_some(truths: list[Truth]) -> Truth:
    """Return true or false where all agree, else unknown."""
    return truths[0] if len(set(truths)) == 1 else UNKNOWN


def _one_within(code: str, area: Area) -> Truth:
    """Return whether all of `code` (true), none (false) or a part (unknown) is in `area`."""
    if code == WORLDWIDE:
        if WORLDWIDE in area.codes and not area.excluded:
            return TRUE
        return UNKNOWN if area.codes else FALSE
    inside = _holds(area, code)
    if _has_parts(code, area.excluded if inside else area.codes):
        return UNKNOWN
    return truth_of(inside)


def _has_parts(code: str, codes: frozenset[str]) -> bool:
    return len(code) == len("XX") and any(each.startswith(code + "-") for each in codes)


def reaches_into(place: str, area: Area) -> Truth:
    """Return whether the extent `place` overlaps `area`; an extent is always exact."""
    touches = any(_one_within(code, area) is not FALSE for code in atoms(place))
    return TRUE if touches else FALSE


def lies_wholly_in(place: str, area: Area) -> Truth:
    """Return whether all of the extent `place` is in `area`."""
    wholly = all(_one_within(code, area) is TRUE for code in atoms(place))
    return TRUE if wholly else FALSE


def some_in(places: Iterable[str], area: Area, *, extent: bool) -> Truth:
    """Return whether some of `places` is in `area`."""
    test = reaches_into if extent else located_in
    return any_of(test(place, area) for place in places)


def every_in(places: Iterable[str], area: Area, *, extent: bool) -> Truth:
    """Return whether each of `places` is in `area`."""
    test = lies_wholly_in if extent else located_in
    return all_of(test(place, area) for place in places)
