"""In what two verdicts of one plan differ, told to programs and in words."""

from collections.abc import Sequence

from distillgate.usecases.meaning import Difference


def difference_json(each: Difference) -> dict[str, object]:
    """Return one difference in the types of JSON."""
    return {
        "kind": each.about.kind,
        "name": each.about.name,
        "ingredient": each.about.ingredient or None,
        "before": each.before,
        "after": each.after,
        "cites_before": list(each.cites_before),
        "cites_after": list(each.cites_after),
    }


def in_words(each: Difference) -> str:
    """Return one difference as people read it, with the old and the new version of its text."""
    of = f" for {each.about.ingredient}" if each.about.ingredient else ""
    kind = "" if each.about.kind == "finding" else f"{each.about.kind} "
    name = f"{kind}{each.about.name}{of}{versions_words(each)}"
    if each.before is None:
        return f"new: {name}: {each.after}"
    if each.after is None:
        return f"gone: {name}: {each.before}"
    if each.before == each.after:
        return f"changed: {name}"
    return f"changed: {name}: {each.before} -> {each.after}"


def versions_words(each: Difference) -> str:
    """Return which versions of its text stand behind a difference, the old and the new one."""
    shown = _labels if "#" in each.about.name else ", ".join
    before, after = shown(each.cites_before), shown(each.cites_after)
    if not before and not after:
        return ""
    if before == after:
        return f" ({after})"
    return f" ({before or 'nothing'} -> {after or 'nothing'})"


def _labels(cites: Sequence[str]) -> str:
    """Return the versions of what is cited, where its document is told beside them."""
    labels = (each.partition("@")[2].partition("#")[0] for each in cites)
    return ", ".join(dict.fromkeys(labels))
