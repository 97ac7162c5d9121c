"""Cards in plain text: what `explain` and `document` show."""

from distillgate.cli.page import Page, table
from distillgate.usecases.conditiontext import condition_lines
from distillgate.usecases.documentviews import Edition, by_whom, labels_with
from distillgate.usecases.governed import Governed, governed_lines
from distillgate.usecases.naming import InPack, Meant, Rule, Topic
from policy.builtin import BuiltIn, builtin_ref
from policy.conditions import Condition
from policy.diagnostic_texts import code_card
from policy.diagnostics import Code
from policy.documents import Clause, Document, Version, default_reach
from policy.explaining_words import counted, listed, section_words
from policy.facts.describing import fact_card, value_in_words
from policy.facts.fact import Attestation, Fact
from policy.facts.vocabulary import ATTESTATIONS
from policy.places import Territory
from policy.policywords import ACTS, KINDS, REACHES, TOPICS

_MOST_LISTED = 12
_INSIDE = "  "


def card(meant: Meant, width: int) -> str:
    """Return what `explain` shows of a name."""
    page = Page(width)
    match meant:
        case Code():
            return code_card(meant)
        case Fact():
            return fact_card(meant)
        case Attestation():
            _attestation(meant, page)
        case BuiltIn():
            _built_in(meant, page)
        case _:
            _card_of_pack(meant, page)
    return page.text()


def _card_of_pack(meant: InPack, page: Page) -> None:
    match meant:
        case Rule():
            clause_card(meant.edition, meant.clause, page)
        case Edition():
            edition_card(meant, page)
        case Document():
            document_card(meant, page)
        case Topic():
            _topic(meant, page)
        case Territory():
            _territory(meant, page)


def clause_card(edition: Edition, clause: Clause, page: Page) -> None:
    """Write everything that is known of one clause."""
    document, version = edition.document, edition.version
    page.line(document.clause_ref(version, clause))
    page.line()
    page.row(clause.effect.value, clause.statement)
    page.row("document", f"{document.title} ({_kind_words(document)})")
    others = [each for each in labels_with(document, clause) if each != version.label]
    also = f"; the same in {_shortened(others)}" if others else ""
    page.row("version", f"{version.label}{_dates(version)}{also}")
    page.row("section", clause.section)
    page.row("topic", f"{clause.topic}: {TOPICS[clause.topic]}")
    reach = clause.reach or default_reach(document.kind, clause.effect, clause.topic)
    page.row("reach", f"{reach}: {REACHES[reach]}")
    page.row("act", f"{clause.act}: {ACTS[clause.act]}" if clause.act else None)
    terms_of_clause(edition, clause, page)
    page.row("source", clause.source)
    page.row("note", clause.note)
    page.row("text", version.url)
    page.row("file", f"{clause.span.path}:{clause.span.line}" if clause.span else None)


def terms_of_clause(edition: Edition, clause: Clause, page: Page) -> None:
    """Write when a clause applies, when not, and what follows from it."""
    days = _window(clause)
    page.row("days", days)
    page.block("nexus", _lines(edition.document.nexus))
    page.block("when", _lines(clause.when))
    for carveout in clause.exceptions:
        lines = [f"{_INSIDE}{line}" for line in _lines(carveout.when)]
        page.block("except", [section_words(carveout.section) or "where", *lines])
    page.row("lifts", listed(clause.lifts))
    page.row("due", f"{clause.due}: {ACTS[clause.due]}" if clause.due else None)
    page.block("check", _lines(clause.check))
    page.row("protects", clause.protects)
    page.row("to pass", "; or ".join(clause.fix))
    page.row("risks", "; ".join(clause.consequences))
    carried = "; the text of this version was not read" if clause.carried else ""
    page.row("confidence", f"{clause.confidence.word}{carried}")


def edition_page(edition: Edition, governed: Governed, page: Page) -> None:
    """Write one version of a document: whom it governs, a table of clauses, then each one."""
    edition_head(edition, page)
    for label, words in governed_lines(governed):
        page.row(label, words)
    page.line()
    rows = [
        (each.effect.value, each.id, each.section or "-", each.topic, each.confidence.word)
        for each in edition.clauses
    ]
    for line in table([("effect", "clause", "section", "topic", "confidence"), *rows]):
        page.line(line)
    _clauses(edition, page)


def edition_card(edition: Edition, page: Page) -> None:
    """Write one version of a document with all its clauses."""
    edition_head(edition, page)
    _clauses(edition, page)


def _clauses(edition: Edition, page: Page) -> None:
    for clause in edition.clauses:
        page.line()
        page.line(clause_line(clause))
        page.fold(clause.statement, _INSIDE)
        terms_of_clause(edition, clause, page)
        page.row("source", clause.source)


def edition_head(edition: Edition, page: Page) -> None:
    """Write what there is to say of a version before its clauses."""
    document, version = edition.document, edition.version
    page.line(edition.name)
    page.line()
    _head(document, page)
    page.row("version", f"{version.label}{_dates(version)}")
    carried = version.carried_from
    page.row(
        "carried",
        f"the text of {carried} stands in, as this one was not read" if carried else None,
    )
    governs = [f"{each.model}{_revisions(each.revisions)}" for each in version.governs]
    page.row("governs", listed(governs))
    page.row("text", version.url)
    page.row("seen", f"last on {version.last_seen.isoformat()}" if version.last_seen else None)
    page.row("silent on", listed(each.topic for each in version.silent))
    page.row("unread", listed(version.unread))
    others = [each.label for each in document.versions if each.label != version.label]
    page.row("also", _shortened(others))


def document_card(document: Document, page: Page) -> None:
    """Write a document with its versions, without the clauses."""
    page.line(document.id)
    page.line()
    _head(document, page)
    page.row("file", document.span.path if document.span else None)
    page.line()
    rows = [
        (
            f"  {document.id}@{version.label}",
            counted(len(version.clauses), "clause"),
            _dates(version).lstrip(", "),
        )
        for version in document.versions
    ]
    for line in table(rows):
        page.line(line)


def document_table(documents: tuple[Document, ...], page: Page) -> None:
    """Write one line for each document."""
    rows = [
        (
            document.id,
            document.kind.value,
            by_whom(document) or "-",
            counted(len(document.versions), "version"),
            document.versions[-1].label if document.versions else "-",
        )
        for document in documents
    ]
    for line in table(rows):
        page.line(line)
    page.line()
    page.line(counted(len(documents), "document"))


def _head(document: Document, page: Page) -> None:
    page.row("title", document.title)
    page.row("kind", _kind_words(document))
    page.row("spdx", document.spdx)
    page.row("tags", listed(document.license_tags))
    page.row("passes on", listed(document.passes_on))


def _kind_words(document: Document) -> str:
    who = by_whom(document)
    words = f"{document.kind}, {KINDS[document.kind]}"
    return f"{words}; {who}" if who else words


def clause_line(clause: Clause) -> str:
    """Return a clause in one line: effect, id, section, topic."""
    parts = (clause.effect.value, clause.id, section_words(clause.section), clause.topic)
    return "  ".join(part for part in parts if part)


def _dates(version: Version) -> str:
    since = f", from {version.effective.isoformat()}" if version.effective else ", undated"
    return f"{since} until {version.until.isoformat()}" if version.until else since


def _window(clause: Clause) -> str:
    parts = (
        f"from {clause.start.isoformat()}" if clause.start else "",
        f"until {clause.end.isoformat()}" if clause.end else "",
    )
    return " ".join(part for part in parts if part)


def _lines(condition: Condition | None) -> tuple[str, ...]:
    return condition_lines(condition) if condition is not None else ()


def _revisions(revisions: tuple[str, ...]) -> str:
    return f" at {listed(revisions)}" if revisions else ""


def _shortened(labels: list[str]) -> str:
    more = len(labels) - _MOST_LISTED
    shown = [*labels[-_MOST_LISTED:], *([f"{more} more"] if more > 0 else [])]
    return listed(shown)


def _attestation(name: Attestation, page: Page) -> None:
    page.line(name.value)
    page.line()
    said = ATTESTATIONS[name.value]
    page.fold(
        "An attestation: who signs it in a plan answers for these facts, where the plan does"
        " not state them."
        if said
        else "An attestation: who signs it in a plan answers for it that the plan names every"
        " ingredient, and that what was not named is not there.",
        _INSIDE,
    )
    page.line()
    for path, value in said:
        page.line(f"  {path}: {value_in_words(value)}")


def _built_in(rule: BuiltIn, page: Page) -> None:
    page.line(builtin_ref(rule.id))
    page.line()
    page.row(rule.effect.value, f"{rule.title[:1].upper()}{rule.title[1:]}. {rule.statement}")
    page.row("document", "built into the engine; waived like any other clause")
    page.row("to pass", "; or ".join(rule.fix))


def _topic(topic: Topic, page: Page) -> None:
    page.line(topic.name)
    page.line()
    page.row("topic", TOPICS[topic.name])
    page.row("documents", f"{counted(len(topic.speakers), 'document')} with a clause on it")
    page.line()
    for line in table(list(map(_speaker, topic.speakers))):
        page.line(f"  {line}")


def _speaker(speaker: Rule) -> tuple[str, ...]:
    clause = speaker.clause
    name = f"{speaker.edition.document.id}#{clause.id}"
    return clause.effect.value, name, clause.section or ""


def _territory(territory: Territory, page: Page) -> None:
    page.line(territory.name)
    page.line()
    page.row("territory", territory.title)
    page.row("members", ", ".join(sorted(territory.codes)))
    page.row("without", ", ".join(sorted(territory.excluded)))
    page.row("as of", territory.as_of.isoformat() if territory.as_of else None)
    page.row("source", territory.source)
    page.row("text", territory.url)
