"""Which events a subscriber wants: read strictly when it is saved, never in their way later.

A filter that cannot be read any more lets everything through: a message too
many is a nuisance, one too few is a denial that nobody heard of.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches

from distillgate.usecases.eventviews import Message
from distillgate.usecases.files import refused
from policy.canonical import canonical_json
from policy.diagnostics import Code, Span
from policy.testing import glob
from registry.decisions import RULINGS
from registry.outbox import EventKind

_MOST = 50
_LONGEST = 200
_KINDS = tuple(each.value for each in EventKind)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """All of these must hold; what says nothing wants everything."""

    kinds: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    """Patterns of who asked for the plan first; `*` and `?` stand for anything."""
    plans: tuple[str, ...] = ()
    """Patterns of the names of plans."""
    clauses: tuple[str, ...] = ()
    """Patterns of the clauses that weigh on the verdict."""

    def wants(self, message: Message) -> bool:
        """Return whether an event passes; one without a plan passes no test about plans."""
        return (
            (not self.kinds or message.kind in self.kinds)
            and (not self.verdicts or message.verdict in self.verdicts)
            and _any_matches(self.owners, (message.owner,))
            and _any_matches(self.plans, (message.plan,))
            and _any_matches(self.clauses, message.clauses)
        )

    def plain(self) -> dict[str, list[str]]:
        """Return what it says, in the types of JSON."""
        said = ((each.name, list(getattr(self, each.name))) for each in fields(self))
        return {name: words for name, words in said if words}

    def text(self) -> str:
        """Return it as it is kept."""
        return canonical_json(self.plain())


def checked_filter(said: Mapping[str, Iterable[str]], place: Span) -> EventFilter:
    """Return the filter that `said` amounts to; raises `UnreadableError` where it is none."""
    known = tuple(each.name for each in fields(EventFilter))
    words: dict[str, tuple[str, ...]] = {}
    for name, given in said.items():
        if name not in known:
            raise refused(
                Code.UNKNOWN_KEY, f"a filter has no `{name}`", place, _near(name, known)
            )
        words[name] = tuple(dict.fromkeys(given))
        _refuse_words(name, words[name], place)
    found = EventFilter(**words)
    _refuse_strange("kind of event", found.kinds, _KINDS, place)
    _refuse_strange("verdict", found.verdicts, tuple(RULINGS), place)
    return found


def stored_filter(text: str) -> EventFilter | None:
    """Return a filter as it is kept; nothing where it cannot be read: then all is wanted."""
    try:
        said = json.loads(text)
        words = {str(name): tuple(str(each) for each in given) for name, given in said.items()}
        return EventFilter(**words)
    except (ValueError, TypeError, AttributeError):
        return None


def wants(text: str, message: Message) -> bool:
    """Return whether the filter in `text` lets an event through; a broken one does."""
    found = stored_filter(text)
    return found is None or found.wants(message)


def _any_matches(patterns: tuple[str, ...], words: Iterable[str | None]) -> bool:
    if not patterns:
        return True
    said = [each.casefold() for each in words if each is not None]
    return any(glob(pattern.casefold())(each) for pattern in patterns for each in said)


def _refuse_words(name: str, words: tuple[str, ...], place: Span) -> None:
    for word in words:
        if not word or len(word) > _LONGEST or not word.isprintable():
            message = f"`{name}` has an empty word, or one that is too long"
            raise refused(Code.WRONG_VALUE, message, place)
    if len(words) > _MOST:
        raise refused(Code.TOO_LARGE, f"`{name}` names more than {_MOST}", place)


def _refuse_strange(
    what: str, words: tuple[str, ...], known: tuple[str, ...], place: Span
) -> None:
    for word in words:
        if word not in known:
            message = f"there is no {what} `{word}`"
            raise refused(Code.WRONG_VALUE, message, place, _near(word, known))


def _near(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, 1)
    return f"did you mean `{near[0]}`?" if near else f"it knows {', '.join(known)}"
