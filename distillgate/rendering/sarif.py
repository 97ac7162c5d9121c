"""SARIF 2.1.0 for code scanning.

GitHub refuses a whole file over one result without a place, so every result
has one, with a relative path. It tells alerts apart by rule and by
`primaryLocationLineHash`, which is our fingerprint: an alert stays the same
one when lines move or a new version of a text comes out.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from distillgate import __version__
from distillgate.rendering.escaping import escaped
from distillgate.rendering.options import Options
from distillgate.usecases.checked import CheckedPlan
from policy.diagnostics import Diagnostic, Level, Span, printable
from policy.explaining_findings import Reason, Standing, next_steps, reason_of
from policy.explaining_words import either, listed, squeezed
from policy.verdict import Finding, Severity, State, Verdict
from policy.verdictjson import fingerprint, mark_of

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.DENY: "error",
    Severity.REVIEW: "warning",
    Severity.DUTY: "note",
    Severity.NOTE: "note",
}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_LONGEST_TEXT = 1000
_WEB = re.compile(r"https?://[A-Za-z0-9]")

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Result:
    """One result with the rule that it is an instance of."""

    rule: Json
    level: str
    message: str
    span: Span
    mark: str
    """What stays the same of it from one run to the next."""
    suppressions: tuple[Json, ...] = ()
    properties: tuple[tuple[str, object], ...] = ()


def render_sarif(checked: Sequence[CheckedPlan], options: Options) -> str:
    """Return one SARIF run over all of `checked`, ending in a line break."""
    results = [result for each in checked for result in _results(each, options)]
    rules = {str(each.rule["id"]): each.rule for each in reversed(results)}
    order = sorted(rules)
    driver: Json = {
        "name": "Distillgate",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [rules[name] for name in order],
    }
    run: Json = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": all(each.verdict is not None for each in checked)}
        ],
        "results": list(_numbered(results, order, options)),
    }
    log: Json = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _numbered(
    results: Iterable[_Result], order: Sequence[str], options: Options
) -> Iterator[Json]:
    """Yield the results; those of one rule that share a fingerprint are counted."""
    seen: Counter[tuple[str, str]] = Counter()
    for each in results:
        rule = str(each.rule["id"])
        seen[rule, each.mark] += 1
        stable = f"{each.mark}:{seen[rule, each.mark]}"
        yield {
            "ruleId": rule,
            "ruleIndex": order.index(rule),
            "level": each.level,
            "message": {"text": each.message},
            "locations": [{"physicalLocation": _location(each.span, options.root)}],
            "partialFingerprints": {
                "primaryLocationLineHash": stable,
                "distillgate/v1": each.mark,
            },
            "suppressions": list(each.suppressions),
            "properties": dict(each.properties),
        }


def _results(checked: CheckedPlan, options: Options) -> Iterator[_Result]:
    for diagnostic in checked.diagnostics:
        yield _of_diagnostic(diagnostic)
    if checked.verdict is None:
        if not checked.diagnostics:
            yield _silent(checked.path)
        return
    for finding in checked.verdict.findings:
        reason = reason_of(finding, checked.verdict)
        told = options.notes or reason.standing is not Standing.NOTE
        if told and reason.standing is not Standing.LIFTED:
            yield _of_reason(reason, checked.verdict)


def _of_reason(reason: Reason, verdict: Verdict) -> _Result:
    finding = reason.finding
    return _Result(
        _rule(reason),
        _LEVELS[finding.severity],
        _message(reason),
        reason.span,
        fingerprint(verdict.plan, finding),
        _suppressions(finding),
        (
            ("clause", finding.clause),
            ("ingredient", finding.ingredient),
            ("plan", verdict.plan),
            ("severity", finding.severity.value),
            ("state", finding.state.value),
            ("verdict", verdict.ruling.word),
        ),
    )


def _rule(reason: Reason) -> Json:
    finding = reason.finding
    level = _LEVELS[finding.severity]
    rule: Json = {
        "id": printable(finding.name),
        "name": _pascal(finding.name.partition("#")[2]),
        "shortDescription": {"text": _cut(reason.headline)},
        "fullDescription": {"text": _cut(finding.statement)},
        "help": _help(reason),
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": sorted({finding.kind, finding.topic, finding.effect.value}),
            "precision": finding.confidence.word,
            "problem.severity": _PROBLEMS[level],
        },
    }
    if finding.url and _WEB.match(finding.url):
        rule["helpUri"] = quote(finding.url, safe="%/:?#[]@!$&'()*+,;=~")
    return rule


def _help(reason: Reason) -> Json:
    """Return what the text says and what would pass, plain and as Markdown."""
    finding = reason.finding
    said = (squeezed(finding.title), squeezed(finding.statement))
    ways = reason.ways or (_no_way(finding),)
    plain = f"{printable(said[0])}: {printable(said[1])}"
    return {
        "text": f"{plain}\n\nTo pass: {printable(either(ways))}.",
        "markdown": "\n".join(
            [
                f"**{escaped(said[0])}**",
                "",
                escaped(said[1]),
                "",
                "To pass, one of:",
                "",
                *(f"- {escaped(way)}" for way in ways),
            ]
        ),
    }


def _no_way(finding: Finding) -> str:
    return "meet the duty" if finding.severity is Severity.DUTY else "nothing needs to be done"


def _message(reason: Reason) -> str:
    """Return one finding as a message: what, on what, why, what would pass."""
    finding = reason.finding
    about = f" ({listed(reason.about)})" if reason.about else ""
    lines = [f"{reason.standing}: {reason.headline}{about}. {finding.clause}"]
    lines += [f"{each.label}: {each.text}" for each in (*reason.points, *next_steps(reason))]
    return "\n".join(map(printable, lines))


def _suppressions(finding: Finding) -> tuple[Json, ...]:
    """Return the waiver, if any; SARIF knows no end of one, so the decision holds it."""
    if finding.state is not State.WAIVED:
        return ()
    by = printable(f"waived by {finding.waived}")
    return ({"kind": "external", "status": "accepted", "justification": by},)


def _of_diagnostic(diagnostic: Diagnostic) -> _Result:
    level = "error" if diagnostic.level is Level.ERROR else "warning"
    code = diagnostic.code.value
    rule = _own_rule(code, code.replace("-", " "), f"`distillgate explain {code}` says more.")
    lines = [diagnostic.message, *([f"help: {diagnostic.hint}"] if diagnostic.hint else [])]
    text = "\n".join(printable(squeezed(line)) for line in lines)
    mark = mark_of(code, diagnostic.span.path, diagnostic.message)
    return _Result(rule, level, text, diagnostic.span, mark)


def _silent(path: str) -> _Result:
    """Return the result of a plan that could not be read, and nothing says why."""
    rule = _own_rule("unreadable-plan", "the plan could not be read", "Run the check again.")
    message = "the plan could not be read"
    return _Result(rule, "error", message, Span(path, 1, 1), mark_of("unreadable-plan", path))


def _own_rule(code: str, short: str, help_text: str) -> Json:
    return {
        "id": code,
        "name": _pascal(code),
        "shortDescription": {"text": short},
        "fullDescription": {"text": short},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["diagnostic"], "precision": "very-high"},
    }


def _location(span: Span, root: str) -> Json:
    region: Json = {"startLine": max(1, span.line), "startColumn": max(1, span.column)}
    if span.length > 1:
        region["endColumn"] = max(1, span.column) + span.length
    return {
        "artifactLocation": {"uri": relative_uri(span.path, root), "uriBaseId": "%SRCROOT%"},
        "region": region,
    }


def relative_uri(path: str, root: str) -> str:
    """Return `path` as a relative URI below `root`.

    A path that lies elsewhere gives its last name alone: code scanning takes
    no absolute paths, and none that climb.
    """
    parts = _parts(path)
    base = _parts(root)
    if base and parts[: len(base)] == base:
        parts = parts[len(base) :]
    elif _is_absolute(path) or ".." in parts:
        parts = parts[-1:]
    inside = [each for each in parts if each != ".."]
    return quote("/".join(inside)) or "plan"


def _parts(path: str) -> list[str]:
    return [part for part in path.replace("\\", "/").split("/") if part not in {"", "."}]


def _is_absolute(path: str) -> bool:
    return path.startswith(("/", "\\")) or path[1:2] == ":"


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in printable(name).split("-"))


def _cut(text: str) -> str:
    whole = printable(squeezed(text))
    return whole if len(whole) <= _LONGEST_TEXT else f"{whole[: _LONGEST_TEXT - 1]}…"
