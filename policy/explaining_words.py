"""The small words of an explanation: values, origins, places, numbers, sentences."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from policy.diagnostics import Span
from policy.values import (
    Bounds,
    Given,
    Origin,
    Scalar,
    Several,
    Unknown,
    Value,
    canonical_number,
)
from policy.verdict import Because, Finding

_LONG_NUMBER = Decimal(10) ** 12
_ABBREVIATIONS = frozenset(
    "al approx art arts c cf co corp dr e.g etc fig i.e inc lit ltd mr ms no nos p para paras"
    " pp rec reg sec st u.s u.k v vs".split()
)
_OPENERS = "\"'`([\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_CLOSERS = "\"'`)]\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_SENTENCE_ENDS = ".?!"


def squeezed(text: str) -> str:
    """Return `text` on one line, with single spaces."""
    return " ".join(text.split())


def first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence of `text` and the rest; an abbreviation ends no sentence."""
    whole = squeezed(text)
    at = whole.find(" ")
    while at >= 0:
        if _ends(whole[:at]) and _begins(whole[at + 1 :]):
            return whole[:at], whole[at + 1 :]
        at = whole.find(" ", at + 1)
    return whole, ""


def _ends(head: str) -> bool:
    bare = head.rstrip(_CLOSERS)
    if not bare or bare[-1] not in _SENTENCE_ENDS:
        return False
    word = bare[:-1].rpartition(" ")[2].strip(_OPENERS).casefold()
    return bare[-1] != "." or (word not in _ABBREVIATIONS and len(word) != 1)


def _begins(rest: str) -> bool:
    bare = rest.lstrip(_OPENERS)
    return bool(bare) and not bare[0].islower()


def without_stop(sentence: str) -> str:
    """Return `sentence` without its full stop."""
    return sentence[:-1] if sentence.endswith(".") and not sentence.endswith("..") else sentence


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return `number` with its noun: `1 duty`, `2 duties`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return `words` as a list in a sentence: `a, b and c`."""
    found = [*words]
    if len(found) < 2:  # noqa: PLR2004 a list of one has no last two
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


_NAMED = 3


def some(names: Sequence[str], noun: str) -> str:
    """Return up to three `names` as a list, and more of them as their number."""
    return listed(names) if len(names) <= _NAMED else counted(len(names), noun)


def either(ways: Sequence[str]) -> str:
    """Return alternatives in one line: `a; or b`."""
    return "; or ".join(ways)


def number_words(number: Decimal) -> str:
    """Return `number` as people write it: `700,000,000`, `3.1e21`."""
    if abs(number) >= _LONG_NUMBER:
        return f"{number.normalize():e}".replace("e+", "e")
    plain = canonical_number(number)
    whole, dot, rest = plain.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole not in {"", "-0"} else plain


def value_words(value: Value) -> str:
    """Return `value` as it stands in a sentence."""
    match value:
        case Unknown():
            return "not known"
        case Several(items=items, open=more):
            return _several_words(items, more=more)
        case Bounds(low=low, high=high):
            return _bounds_words(low, high)
        case scalar:
            return _scalar_words(scalar)


def _scalar_words(value: Scalar) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return number_words(value)
        case date():
            return value.isoformat()
        case str():
            return squeezed(value)


def _several_words(items: tuple[str, ...], *, more: bool) -> str:
    if more:
        return f"{', '.join(items)} and perhaps more" if items else "not known in full"
    return ", ".join(items) or "none"


def _bounds_words(low: Decimal | None, high: Decimal | None) -> str:
    ends = (("at least", low), ("at most", high))
    return " and ".join(f"{word} {number_words(end)}" for word, end in ends if end is not None)


def place_words(span: Span) -> str:
    """Return a place as `file:line`."""
    return f"{span.path}:{span.line}"


_ORIGINS = {
    Origin.PLAN: "the plan",
    Origin.ORGANIZATION: "the organization's answers",
    Origin.DETERMINATION: "determination",
    Origin.REGISTERED: "from the registry",
    Origin.DERIVED: "worked out",
    Origin.MOOT: "cannot matter here",
    Origin.ATTESTATION: "attested",
    Origin.PRESUMPTION: "presumed by house policy",
    Origin.UNKNOWN: "not given",
}
_TOLD = frozenset({Origin.PLAN, Origin.ORGANIZATION})


def origin_words(given: Given) -> str:
    """Return where a value came from, with who answers for it and until when."""
    if given.origin in _TOLD and given.span is not None:
        return place_words(given.span)
    by = ", owner " if given.origin is Origin.PRESUMPTION else " by "
    owner = f"{by}{given.owner}" if given.owner else ""
    until = f" until {given.until.isoformat()}" if given.until else ""
    found = given.reason if given.origin is Origin.REGISTERED else None
    return f"{_ORIGINS[given.origin]}{owner}{until}{f': {found}' if found else ''}"


def because_words(because: Because) -> str:
    """Return one fact with its value and origin: `release.forms is api (plan.yaml:31)`."""
    given = because.given
    return f"{because.fact} is {value_words(given.value)} ({origin_words(given)})"


def section_words(section: str | None) -> str:
    """Return a section as it is cited: `section 3.3(e)`, `Art. 53(1)(a)`."""
    if not section:
        return ""
    numbered = section[0].isdigit() or section[0] == "("
    return f"section {section}" if numbered else section


def version_of(clause: str) -> str:
    """Return the version in a clause's full name."""
    return clause.partition("#")[0].partition("@")[2]


_VERSIONS_NAMED = 3


def text_words(finding: Finding) -> str:
    """Return the text that a finding rests on: title, version, section, confidence."""
    label = version_of(finding.clause)
    others = [version for version in finding.versions if version != label]
    more = len(others) - _VERSIONS_NAMED
    if more > 0:
        others = [*others[:_VERSIONS_NAMED], f"{more} more"]
    also = f" (also {listed(others)})" if others else ""
    parts = (
        squeezed(finding.title),
        f"version {label}{also}",
        section_words(finding.section),
        f"confidence {finding.confidence.word}",
    )
    return ", ".join(part for part in parts if part)
