"""Lifts that set nothing aside."""

from collections.abc import Iterator

from policy.diagnostics import Code
from policy.documents import Clause, Document, DocumentKind, Version
from policy.lifting import LIFTABLE, may_lift
from policy.lint.bench import Bench


def check_lifts(bench: Bench) -> None:
    """Note every lift that can have no effect, and why."""
    for version in bench.document.versions:
        for clause in version.clauses:
            for target in clause.lifts:
                _check(target, clause, version, bench)


def _check(target: str, clause: Clause, version: Version, bench: Bench) -> None:
    why = _idle(target, version, bench)
    if why is not None:
        message = f"the lift of `{target}` has no effect: {why}"
        span = dict(clause.places).get(target) or clause.span
        hint = "a permission lifts rules of its own document, issuer or jurisdiction"
        bench.warn(Code.IDLE_LIFT, message, span, hint)


def _idle(target: str, version: Version, bench: Bench) -> str | None:
    """Return why the lift does nothing, or nothing; what is not there was told at load."""
    topic = target.removeprefix("topic:")
    if topic != target:
        found = any(clause.topic == topic for clause in _liftable(bench))
        return None if found else f"it may lift no rule on `{topic}`"
    name, mark, rule = target.rpartition("#")
    name, _, label = name.partition("@")
    other = bench.documents.get(name) if mark else bench.document
    if other is None:
        return None
    if other.kind is not DocumentKind.LAW and not may_lift(bench.document, other):
        return f"`{other.id}` is the text of somebody else"
    return _nothing(rule, [*_versions(other, label, None if mark else version)])


def _nothing(rule: str, versions: list[Version]) -> str | None:
    """Return why lifting `rule` in `versions` does nothing, or nothing."""
    if not versions:
        return "there is no such version"
    found = [each for version in versions for each in version.clauses if each.id == rule]
    if not found:
        labels = ", ".join(f"`{version.label}`" for version in versions[:3])
        return f"it does not stand in version {labels}"
    if not any(each.effect in LIFTABLE for each in found):
        return f"what `{found[0].effect}` cannot be lifted"
    return None


def _versions(other: Document, label: str, here: Version | None) -> Iterator[Version]:
    """Yield the versions in which the target may stand: a label's, this one, or all."""
    if here is not None:
        yield here
        return
    yield from (each for each in other.versions if label in {"", each.label})


def _liftable(bench: Bench) -> Iterator[Clause]:
    for other in bench.documents.values():
        if may_lift(bench.document, other):
            for version in other.versions:
                yield from (each for each in version.clauses if each.effect in LIFTABLE)
