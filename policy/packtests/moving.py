"""A plan moved into the time of one version, so that this version is the one that governs."""

from datetime import date

from policy.documents import LICENSES, TERMS, Clause, Document, Version
from policy.packtests.patching import Patched, stated


def moved(
    plan: Patched, as_of: date, document: Document, version: Version, clause: Clause
) -> tuple[Patched, date]:
    """Return `plan` with its day of decision, moved to the first day of `version`.

    Of terms the day of collection decides, of a license the day on which it
    was obtained, and the model where its versions are for different ones, of a
    law the day of decision, with training and release.
    """
    if version.governs:
        plan = stated(plan, "ingredient.id", version.governs[0].model.replace("*", "1"))
    days = [day for day in (version.effective, clause.start) if day is not None]
    if not days:
        return plan, as_of
    day = max(days)
    if document.kind in TERMS:
        return _stated(plan, day, _COLLECTED), max(as_of, day)
    if document.kind in LICENSES:
        return _stated(plan, day, _OBTAINED), max(as_of, day)
    return _stated(plan, day, _HELD), day


_COLLECTED = ("ingredient.collected_from", "ingredient.collected_until")
_OBTAINED = ("obtained",)
_HELD = ("student.trained_from", "student.trained_until", "release.first_date")


def _stated(plan: Patched, day: date, names: tuple[str, ...]) -> Patched:
    for name in names:
        plan = stated(plan, name, day.isoformat())
    return plan
