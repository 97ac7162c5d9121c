"""The words and marks of the pages: how a verdict, a state, a day or a value is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from policy.documents import LICENSES, TERMS, DocumentKind
from policy.verdict import Ruling
from registry.reviews import Review, ReviewState


class Tone(StrEnum):
    """How a mark is colored; its words always say the same."""

    __hash__ = str.__hash__

    GOOD = "good"
    DUTY = "duty"
    OPEN = "open"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Mark:
    """A short word on a colored ground, with what it means."""

    text: str
    tone: Tone
    hint: str = ""


class Locale(StrEnum):
    """The languages in which days and numbers are written; the words are English."""

    __hash__ = str.__hash__

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"


_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_RULINGS: Mapping[str, Mark] = {
    Ruling.APPROVED.word: Mark("Approved", Tone.GOOD, "Nothing stands against the plan."),
    Ruling.WITH_OBLIGATIONS.word: Mark(
        "Approved with obligations",
        Tone.DUTY,
        "The plan may go ahead, and owes what is listed.",
    ),
    Ruling.NEEDS_REVIEW.word: Mark(
        "Needs review", Tone.OPEN, "Something is unknown or unsettled: a person must decide."
    ),
    Ruling.DENIED.word: Mark("Denied", Tone.BAD, "A clause forbids the plan as it stands."),
}
_STATES: Mapping[ReviewState, Mark] = {
    ReviewState.OPEN: Mark("Open", Tone.OPEN, "It waits for somebody to decide."),
    ReviewState.ASKED: Mark(
        "Waiting for requester", Tone.QUIET, "A question waits for an answer."
    ),
    ReviewState.SECOND: Mark(
        "Waiting for second person",
        Tone.OPEN,
        "One person sets a denial aside; another must confirm.",
    ),
    ReviewState.APPROVED: Mark("Approved", Tone.GOOD, "A person let the plan go ahead."),
    ReviewState.DENIED: Mark("Denied", Tone.BAD, "A person refused the plan."),
    ReviewState.SETTLED: Mark(
        "Settled", Tone.GOOD, "With the answers, the verdict approves by itself."
    ),
    ReviewState.SUPERSEDED: Mark(
        "Superseded", Tone.QUIET, "The plan was submitted again before anybody decided."
    ),
}
_FINDINGS: Mapping[str, Mark] = {
    "deny": Mark("Forbids", Tone.BAD, "The clause applies and forbids the plan."),
    "review": Mark("Review", Tone.OPEN, "A person must weigh it, or a fact is missing."),
    "duty": Mark("Obligation", Tone.DUTY, "A duty that comes with a permission."),
    "note": Mark("Note", Tone.QUIET, "True of everybody; it does not move the verdict."),
}
_ASIDE: Mapping[str, Mark] = {
    "lifted": Mark("Lifted", Tone.QUIET, "Another text takes this clause back."),
    "waived": Mark("Waived", Tone.QUIET, "A dated exception sets it aside."),
}
_DUTIES: Mapping[str, Mark] = {
    "open": Mark("Open", Tone.OPEN, "It is still to be done."),
    "met": Mark("Met", Tone.GOOD, "The plan shows that it is done."),
    "unmet": Mark("Not met", Tone.BAD, "The plan shows that it is not done."),
    "unsure": Mark("Unsure", Tone.OPEN, "A fact is missing that decides whether it is owed."),
}
_ORIGINS: Mapping[str, Mark] = {
    "plan": Mark("plan", Tone.QUIET, "The plan says so."),
    "organization": Mark("organization", Tone.QUIET, "Answered once for the organization."),
    "determination": Mark("determination", Tone.GOOD, "Legal has settled it, for a time."),
    "registered": Mark("registry", Tone.QUIET, "Known of the model, data set or provider."),
    "derived": Mark("worked out", Tone.QUIET, "It follows from other facts."),
    "moot": Mark("cannot matter", Tone.QUIET, "Other facts make it irrelevant here."),
    "attestation": Mark("attested", Tone.DUTY, "The requester signs for it."),
    "presumption": Mark("presumed", Tone.DUTY, "House policy assumes it until told otherwise."),
    "unknown": Mark("unknown", Tone.OPEN, "Nobody has said; it is never guessed."),
}
_PLAIN = {True: "yes", False: "no"}


class Layer(StrEnum):
    """Where a rule comes from, in the order in which the pages show it."""

    __hash__ = str.__hash__

    TERMS = "terms"
    LICENSES = "licenses"
    AGREEMENTS = "agreements"
    LAWS = "laws"
    HOUSE = "house"
    ENGINE = "engine"


LAYER_TITLES: Mapping[Layer, tuple[str, str]] = {
    Layer.TERMS: ("Terms of providers", "What a provider says to its customers."),
    Layer.LICENSES: ("Licenses", "What comes with a model or a data set."),
    Layer.AGREEMENTS: ("Agreements", "What we have signed with somebody."),
    Layer.LAWS: ("Laws", "What binds whoever acts in a place."),
    Layer.HOUSE: ("House policy", "What we have laid down for ourselves."),
    Layer.ENGINE: ("What is not known", "What the engine cannot read or find, and so asks."),
}


def layer_of(kind: str) -> Layer:
    """Return the layer to which a document of this kind belongs."""
    known = DocumentKind(kind)
    if known in TERMS:
        return Layer.TERMS
    if known in LICENSES:
        return Layer.LICENSES
    return {
        DocumentKind.LAW: Layer.LAWS,
        DocumentKind.AGREEMENT: Layer.AGREEMENTS,
        DocumentKind.HOUSE: Layer.HOUSE,
    }.get(known, Layer.ENGINE)


def ruling_mark(word: str) -> Mark:
    """Return the mark of a verdict."""
    return _RULINGS[word]


def state_mark(review: Review, day: date, locale: Locale) -> Mark:
    """Return the mark of a review as it stands on `day`."""
    approval = review.approval
    if review.state is not ReviewState.APPROVED or approval is None or approval.until is None:
        return _STATES[review.state]
    until = day_words(approval.until, locale)
    if day >= approval.until:
        return Mark("Expired", Tone.OPEN, f"The approval ended on {until}.")
    return Mark("Approved", Tone.GOOD, f"A person let it go ahead until {until}.")


def finding_mark(severity: str, state: str) -> Mark:
    """Return the mark of a finding."""
    return _ASIDE.get(state) or _FINDINGS[severity]


def duty_mark(state: str) -> Mark:
    """Return the mark of an obligation."""
    return _DUTIES[state]


def origin_mark(origin: str) -> Mark:
    """Return the mark of where a fact comes from."""
    return _ORIGINS[origin]


def day_words(day: date | None, locale: Locale) -> str:
    """Return a day as people write it; nothing for no day."""
    if day is None:
        return ""
    match locale:
        case Locale.GERMAN:
            return f"{day.day:02}.{day.month:02}.{day.year}"
        case Locale.FRENCH:
            return f"{day.day:02}/{day.month:02}/{day.year}"
        case Locale.ENGLISH:
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def number_in(number: int, locale: Locale) -> str:
    """Return a whole number with its thousands set apart."""
    mark = {
        Locale.ENGLISH: ",",
        Locale.GERMAN: ".",
        Locale.FRENCH: "\N{NARROW NO-BREAK SPACE}",
    }[locale]
    return f"{number:,}".replace(",", mark)


def locale_of(accepted: str) -> Locale:
    """Return the first language of an `Accept-Language` header that we write days in."""
    for part in accepted.split(","):
        tongue = part.partition(";")[0].strip().partition("-")[0].casefold()
        if tongue in set(Locale):
            return Locale(tongue)
    return Locale.ENGLISH


def age_words(since: date, today: date) -> str:
    """Return how long something has waited."""
    days = (today - since).days
    if days <= 0:
        return "today"
    return "1 day" if days == 1 else f"{days} days"


def plain_words(value: Any) -> str:  # noqa: ANN401 the value of a fact as it stands in JSON
    """Return the value of a fact, as a verdict holds it, in words."""
    match value:
        case None:
            return "not known"
        case bool():
            return _PLAIN[value]
        case {"at_least": [*items]}:
            return f"{', '.join(items)} and perhaps more" if items else "not known in full"
        case dict():
            return " and ".join(f"{key.replace('_', ' ')} {end}" for key, end in value.items())
        case list() | tuple():
            return ", ".join(map(str, value)) or "none"
        case _:
            return str(value)


def spoken(word: str) -> str:
    """Return a kebab-case word as it stands in a sentence."""
    return word.replace("-", " ").replace("_", " ")
