"""Revisions that somebody names, held against those that sources have told of.

A registry knows the revisions that were pulled or declared, and never all that
there are. So a revision that it has not heard of may well be there, and is
told of as a warning. One that is a known commit but for a slip of the pen is
none, and an error.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy.diagnostics import Code, Diagnostic, Level, Span, nearest
from policy.plan import Entry, Part, Plan
from policy.references import HUBS
from registry.records import ArtifactKind
from registry.store import Catalog

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHORT = re.compile(r"[0-9a-f]{7,}")
_SAME = 0.85
"""So much alike two commits are only where one was meant for the other."""
_MOST = 3
_MOST_COMPARED = 200
"""So many of the revisions that were told of last are looked at for what was meant."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A revision of a model or data set, as somebody names it at a place."""

    ref: str
    kind: str
    revision: str
    span: Span

    def unheard(self, known: Sequence[str]) -> Iterator[Diagnostic]:
        """Yield what is to be said of it beside those that are `known`."""
        if any(_names(self.revision, each) for each in known):
            return
        meant = _misspelled(self.revision, known)
        if meant is not None:
            message = f"`{self.ref}` has no revision `{self.revision}`"
            hint = f"did you mean `{meant}`?"
            yield Diagnostic(Code.UNKNOWN_REVISION, message, self.span, hint)
            return
        message = f"no source has told of the revision `{self.revision}` of `{self.ref}`"
        hint = "; ".join(self._hints(known))
        yield Diagnostic(Code.UNKNOWN_REVISION, message, self.span, hint, Level.WARNING)

    def _hints(self, known: Sequence[str]) -> Iterator[str]:
        if not known:
            yield "nothing is known of its revisions: it is taken as it is said"
        elif near := self._near(known):
            yield f"did you mean `{near}`?"
        else:
            more = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
            yield f"known: {', '.join(known[-_MOST:])}{more}"
        if self.ref.partition(":")[0] in HUBS:
            yield f"`distillgate {self.kind} pull {self.ref}@{self.revision}` asks the hub"

    def _near(self, known: Sequence[str]) -> str | None:
        """Return the name that was probably meant; commits are alike by chance."""
        if _COMMIT.fullmatch(self.revision):
            return None
        return nearest(self.revision, known[-_MOST_COMPARED:])


def unheard_in(plan: Plan, catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield what is to be said of revisions that `plan` names and no source has told of.

    Nothing is said of what the registry has nothing on.
    """
    bases = (plan.base,) if isinstance(plan.base, Entry) else ()
    for entry in _entries((*bases, *(plan.teachers or ()), *(plan.datasets or ()))):
        if entry.ref is None or entry.ref.revision is None:
            continue
        data = entry.part is Part.DATASET
        kind = ArtifactKind.DATASET if data else ArtifactKind.MODEL
        known = catalog.revisions(entry.ref.canonical, kind)
        if known is not None:
            pinned = Pinned(entry.ref.canonical, kind.value, entry.ref.revision, entry.span)
            yield from pinned.unheard(known)


def _entries(entries: Sequence[Entry]) -> Iterator[Entry]:
    for each in entries:
        yield each
        yield from _entries(each.made_from or ())


def _names(revision: str, known: str) -> bool:
    """Return whether both are one revision; a commit may be cut short."""
    one, other = revision.casefold(), known.casefold()
    if one == other:
        return True
    return (
        _COMMIT.fullmatch(other) is not None
        and _SHORT.fullmatch(one) is not None
        and other.startswith(one)
    )


def _misspelled(revision: str, known: Sequence[str]) -> str | None:
    """Return the commit that `revision` is but for a slip of the pen."""
    commits = [each for each in known[-_MOST_COMPARED:] if _COMMIT.fullmatch(each)]
    close = difflib.get_close_matches(revision.casefold(), commits, n=1, cutoff=_SAME)
    return close[0] if close else None
