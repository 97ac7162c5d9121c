from datetime import date

from distillgate.usecases.timelines import timeline
from tests.distillgate.libraries import example
from tests.policy.packbuilders import sound

LAW = """\
document: example-act
kind: law
jurisdiction: DE
nexus: {organization.country: DE}
versions:
  - version: "2024"
    effective: 2024-08-01
    until: 2026-01-01
    clauses:
      - {id: now, topic: scope, notes: It holds.}
      - {id: later, topic: scope, notes: It holds., from: 2025-08-02, until: 2025-12-01}
"""


def test_versions_stand_in_the_order_of_their_days_with_what_changed() -> None:
    events = timeline(example().pack, "acme")
    assert [(each.day, each.version, each.words) for each in events] == [
        (date(2025, 1, 1), "2025-01-01", "first text known, 2 clauses"),
        (
            date(2026, 1, 1),
            "2026-01-01",
            "1 stricter: no-competing-models; 1 reworded",
        ),
    ]


def test_days_of_clauses_and_an_end_without_a_next_text_are_events() -> None:
    events = timeline(sound(LAW).pack, "DE")
    assert [(str(each.day), each.words) for each in events] == [
        ("2024-08-01", "first text known, 2 clauses"),
        ("2025-08-02", "begins to apply: later"),
        ("2025-12-01", "no longer applies: later"),
        ("2026-01-01", "ends, with no next text"),
    ]


def test_a_text_that_is_known_by_its_date_only_is_told_as_such() -> None:
    text = LAW.replace("    until: 2026-01-01\n", "")
    unread = '  - {version: "2025", effective: 2025-03-01, text: unread}\n'
    (event,) = (
        each for each in timeline(sound(text + unread).pack, "DE") if "date only" in each.words
    )
    assert event.words == "known by its date only; the text of 2024 stands in"
    assert event.json() == {
        "date": "2025-03-01",
        "document": "example-act",
        "version": "2025",
        "event": "known by its date only; the text of 2024 stands in",
        "changes": [],
    }
