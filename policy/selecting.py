"""Which versions of a document govern an ingredient: a pure function of pack and case.

Provider terms go by the days on which the outputs were collected, licenses by
revision or by the day when the weights were obtained (design, section 5).
"""

import itertools
from datetime import date

from policy.case import Case, Ingredient, Link
from policy.compiling import CompiledDocument, CompiledVersion
from policy.documents import LICENSES, TERMS
from policy.frozen import dataclass
from policy.testing import glob
from policy.truth import TRUE, Truth
from policy.truth import UNKNOWN as MAYBE


@dataclass(frozen=True, slots=True)
class Selected:
    """The versions that govern, or may govern."""

    versions: tuple[tuple[CompiledVersion, Truth], ...]
    """Each with whether it surely governs some of what was taken."""
    missing: tuple[str, ...] = ()
    """The facts that would settle which version it is."""
    gap: bool = False
    """No text is known for some of the time, or may not be."""

    @property
    def exhaustive(self) -> bool:
        """Whether one of the versions surely governs, if the document does at all."""
        return not self.gap


NONE_SELECTED = Selected((), gap=True)


def select(
    compiled: CompiledDocument, link: Link, ingredient: Ingredient, case: Case
) -> Selected:
    """Return the versions of `compiled` that govern `ingredient` through `link`."""
    key = (
        link.start,
        link.end,
        link.not_before,
        link.not_after,
        link.revision,
        case.as_of,
        ingredient.value("ingredient.released_on"),
        ingredient.id if compiled.by_model else None,
    )
    known = compiled.selections.get(key)
    if known is not None:
        return known
    return compiled.selections.keep(key, _select(compiled, link, ingredient, case))


def _select(
    compiled: CompiledDocument, link: Link, ingredient: Ingredient, case: Case
) -> Selected:
    if not compiled.versions:
        return NONE_SELECTED
    if compiled.document.kind in TERMS:
        return _by_window(compiled.versions, link, ingredient, case.as_of)
    if compiled.document.kind in LICENSES:
        return _by_license(compiled.versions, link, ingredient)
    return Selected(tuple((each, TRUE) for each in compiled.versions))


@dataclass(frozen=True, slots=True)
class _Window:
    """The days on which outputs were collected, within the time of the channel."""

    start: date | None
    end: date | None
    least: date | None
    """The earliest day that it can have been; nothing: any day."""
    most: date


def _window(link: Link, ingredient: Ingredient, as_of: date) -> _Window:
    """Return the window: never before the release, nor outside the channel's time."""
    released = ingredient.value("ingredient.released_on")
    first = released if isinstance(released, date) else None
    start, end = link.start, link.end
    least = start or (min(first, end) if first and end else first)
    most = end or max(as_of, start or as_of)
    if link.not_before is not None:
        start = max(start, link.not_before) if start else None
        least = max(least or link.not_before, link.not_before)
    if link.not_after is not None:
        end = min(end, link.not_after) if end else None
        most = min(most, link.not_after)
    return _Window(start, end, least, most)


def _by_window(
    versions: tuple[CompiledVersion, ...], link: Link, ingredient: Ingredient, as_of: date
) -> Selected:
    """Return the versions in force in the window; every candidate where a date is unknown.

    A later text reaches earlier outputs only if it says so (`retroactive`).
    """
    window = _window(link, ingredient, as_of)
    days = (("ingredient.collected_from", link.start), ("ingredient.collected_until", link.end))
    missing = tuple(fact for fact, day in days if day is None)
    chosen = [(each, _surely(each, window)) for each in versions if _overlaps(each, window)]
    gap = _gap(versions, chosen, window)
    if len(chosen) == 1 and not gap and chosen[0][0].version.effective is not None:
        chosen, missing = [(chosen[0][0], TRUE)], ()
    known = {each.version.label for each, _ in chosen}
    chosen += [
        (each, TRUE)
        for each in versions
        if each.version.retroactive
        and each.version.label not in known
        and each.version.covers(as_of)
    ]
    return Selected(tuple(chosen), missing, gap)


def _surely(each: CompiledVersion, window: _Window) -> Truth:
    """Return whether some of the window surely falls into the time of the version."""
    version, start, end = each.version, window.start, window.end
    if version.effective is None:
        return MAYBE
    if start is not None and version.covers(start):
        return TRUE
    if end is not None and version.covers(end):
        return TRUE
    if start is None or end is None:
        return MAYBE
    return TRUE if start < version.effective <= end else MAYBE


def _overlaps(each: CompiledVersion, window: _Window) -> bool:
    version, least = each.version, window.least
    begun = version.effective is None or version.effective <= window.most
    ended = version.until is not None and least is not None and version.until <= least
    return begun and not ended


def _gap(
    versions: tuple[CompiledVersion, ...],
    chosen: list[tuple[CompiledVersion, Truth]],
    window: _Window,
) -> bool:
    """Return whether some day of the window may have had a text that we do not know.

    A document that has ended does not govern what came after it: that is no gap.
    """
    least, most = window.least, window.most
    first = versions[0].version.effective
    if first is not None and (least is None or least < first):
        return True
    for earlier, later in itertools.pairwise(versions):
        start, end = earlier.version.until, later.version.effective
        if start is None or end is None or start >= end:
            continue
        if start <= most and (least is None or least < end):
            return True
    return not chosen and versions[-1].version.until is None


def _by_license(
    versions: tuple[CompiledVersion, ...], link: Link, ingredient: Ingredient
) -> Selected:
    """Return the version of the pinned revision, else the one when obtained, else all."""
    named = [each for each in versions if _governs(each, ingredient.id)]
    general = [each for each in versions if not each.version.governs]
    pool = named or general or list(versions)
    if link.revision is not None:
        pinned = [each for each in pool if _pinned(each, link.revision)]
        if pinned:
            return Selected(tuple((each, TRUE) for each in pinned))
    if len(pool) > 1 and link.start is not None:
        pool = [each for each in pool if each.version.covers(link.start)] or pool
    if len(pool) == 1:
        return Selected(((pool[0], TRUE),))
    return Selected(tuple((each, MAYBE) for each in pool), ("ingredient.collected_from",))


def _governs(each: CompiledVersion, name: str) -> bool:
    model = name.casefold().partition("@")[0]
    return any(glob(one.model.casefold())(model) for one in each.version.governs)


def _pinned(each: CompiledVersion, revision: str) -> bool:
    revisions = [named for one in each.version.governs for named in one.revisions]
    return any(revision.startswith(named) or named.startswith(revision) for named in revisions)
