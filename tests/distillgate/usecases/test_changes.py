import pytest

from distillgate.usecases.changes import Direction, Kind, Turn, turns_of, version_words
from distillgate.usecases.documentviews import Difference, Edition, difference
from policy.satisfying import solver_for
from tests.policy.packbuilders import sound

HEAD = "document: acme-terms\nkind: {kind}\nissuer: acme\nversions:\n"
VERSION = '  - version: "{year}"\n    effective: {year}-01-01\n{more}    clauses:\n{clauses}'
STRICTER, MILDER = Direction.STRICTER, Direction.MILDER
CHANGED, REWORDED = Direction.CHANGED, Direction.REWORDED


def found(
    old: str, new: str, *, kind: str = "provider-terms", more: tuple[str, str] = ("", "")
) -> Difference:
    """Return the difference between two versions, each with its clauses as one flow list."""
    text = HEAD.format(kind=kind) + "".join(
        VERSION.format(year=year, more=head, clauses=f"      [{clauses}]\n")
        for year, clauses, head in (("2025", old, more[0]), ("2026", new, more[1]))
    )
    document = sound(text).pack.documents["acme-terms"]
    before, after = document.versions
    return difference(Edition(document, before), Edition(document, after))


def turns(old: str, new: str, *, kind: str = "provider-terms") -> tuple[Turn, ...]:
    return turns_of(found(old, new, kind=kind), solver_for({}))


def turn(
    old: str, new: str, effect: str = "forbids", *, kind: str = "provider-terms"
) -> tuple[Direction, tuple[str, ...]]:
    """Return how one clause changed whose rest is `old`, then `new`."""
    clause = f"{{id: rule, topic: train-on-outputs, {effect}: Training%s}}"
    (only,) = turns(clause % old, clause % new, kind=kind)
    assert only.kind is Kind.CHANGED
    return only.direction, only.words


@pytest.mark.parametrize(
    ("old", "new", "direction", "words"),
    [
        (
            "",
            ", when: {student.monetized: true}",
            MILDER,
            "it applies in fewer cases: only where `student.monetized` is true",
        ),
        (
            ", when: {student.monetized: true}",
            "",
            STRICTER,
            "it applies in more cases: no longer only where `student.monetized` is true",
        ),
        (
            ", except: [{section: '3(a)', when: {student.type: classifier}}]",
            "",
            STRICTER,
            (
                "it applies in more cases: no longer excepted: section 3(a), where"
                " `student.type` is classifier"
            ),
        ),
        (
            "",
            ", except: [{when: {student.type: [classifier, embedding]}}]",
            MILDER,
            (
                "it applies in fewer cases: except now: where `student.type` is classifier or"
                " embedding"
            ),
        ),
        (
            ", when: {organization.monthly_active_users: {above: 700000000}}",
            ", when: {organization.monthly_active_users: {above: 100000000}}",
            STRICTER,
            (
                "it applies in more cases: only where `organization.monthly_active_users` is"
                " above 100,000,000; no longer only where"
                " `organization.monthly_active_users` is above 700,000,000"
            ),
        ),
        (
            ", when: {student.type: classifier}",
            ", when: {student.monetized: true}",
            CHANGED,
            (
                "it applies in other cases: only where `student.monetized` is true; no longer"
                " only where `student.type` is classifier"
            ),
        ),
        (
            ", from: 2026-03-01",
            ", from: 2026-02-01",
            STRICTER,
            "it applies from 2026-02-01, before: from 2026-03-01",
        ),
        (
            "",
            ", until: 2027-01-01",
            MILDER,
            "it applies until 2027-01-01, before: until no set day",
        ),
        (", reach: direct", ", reach: all", STRICTER, "it reaches `all`, before: `direct`"),
        (", reach: all", ", reach: use", MILDER, "it reaches `use`, before: `all`"),
        (
            ", reach: weights",
            ", reach: direct",
            CHANGED,
            "it reaches `direct`, before: `weights`",
        ),
        (", section: '3'", ", section: '4'", REWORDED, "section: 4, before: 3"),
        (", confidence: low", "", REWORDED, "confidence: high, before: low"),
        ("", ", per: plan", REWORDED, None),
        (
            "",
            ", protects: maker",
            CHANGED,
            "whose markets it protects: maker, before: none",
        ),
    ],
)
def test_a_ban_that_changed_is_told_with_its_direction(
    old: str, new: str, direction: Direction, words: str | None
) -> None:
    way, told = turn(old, new)
    assert way is direction
    if words is not None:
        assert told == (words,)


def test_a_permission_goes_the_other_way() -> None:
    where = ", when: {student.monetized: false}"
    assert turn("", where, "permits")[0] is STRICTER
    assert turn(where, "", "permits")[0] is MILDER
    assert turn("", where, "notes")[0] is REWORDED


def test_the_same_cases_in_other_words_are_no_change_of_the_rule() -> None:
    one = ", when: {student.type: [classifier, embedding]}"
    other = ", when: {any: [{student.type: embedding}, {student.type: classifier}]}"
    assert turn(one, other) == (REWORDED, ())


def test_other_words_are_told_as_such() -> None:
    clause = "{id: rule, topic: use, forbids: %s}"
    (only,) = turns(clause % "Training", clause % "Training of any kind")
    assert (only.direction, only.words) == (REWORDED, ("other words",))


def test_an_effect_that_weighs_more_is_stricter() -> None:
    clause = "{id: rule, topic: use, %s: Training}"
    (only,) = turns(clause % "permits", clause % "forbids")
    assert (only.direction, only.words) == (STRICTER, ("it forbids, before: it permits",))
    (only,) = turns(clause % "forbids", clause % "cautions")
    assert only.direction is MILDER


def test_both_ways_at_once_is_called_changed() -> None:
    way, told = turn(", from: 2026-03-01", ", when: {student.monetized: true}")
    assert way is CHANGED
    assert len(told) == 2


def test_duties_are_compared_by_their_day_and_their_check() -> None:
    def duty(rest: str) -> str:
        return f", due: release, check: {{student.name: {{starts_with: {rest}}}}}"

    assert turn(duty("Acme"), duty("Acme One"), "requires")[0] is STRICTER
    assert turn(duty("Acme One"), duty("Acme"), "requires")[0] is MILDER
    assert turn(duty("Acme"), duty("Open"), "requires")[0] is CHANGED
    assert turn(", due: release", ", due: train", "requires") == (
        STRICTER,
        ("due by `train`, before: `release`",),
    )
    assert turn("", duty("Acme").replace(", due: release", ""), "requires") == (
        REWORDED,
        ("a check was added",),
    )


def test_what_a_permission_sets_aside_counts() -> None:
    ban = "{id: ban, topic: use, forbids: Use}"
    permit = "{id: program, topic: distillation-channel, permits: It%s}"
    one, other = f"{ban}, {permit % ''}", f"{ban}, {permit % ', lifts: [ban]'}"
    (only,) = turns(one, other)
    assert (only.direction, only.words) == (MILDER, ("it now sets aside ban",))
    (only,) = turns(other, one)
    assert only.direction is STRICTER


def test_what_a_permission_is_a_basis_for_counts() -> None:
    one, both = ", for: outputs", ", for: [outputs, white-box]"
    assert turn(one, both, "permits") == (
        MILDER,
        ("it covers outputs and white-box, before: outputs",),
    )
    assert turn(both, one, "permits")[0] is STRICTER
    assert turn("", one, "permits") == (
        CHANGED,
        ("it covers outputs, before: what its topic says",),
    )
    assert turn("", ", basis: grant", "permits") == (
        CHANGED,
        ("its basis is grant, before: as its topic says",),
    )


def test_clauses_that_came_and_went_have_a_direction() -> None:
    ban = "{id: ban, topic: use, forbids: Use}"
    grant = "{id: grant, topic: use, permits: Use}"
    note = "{id: note, topic: scope, notes: A note}"

    def ways(old: str, new: str) -> list[tuple[str, Kind, Direction]]:
        return [(each.clause.id, each.kind, each.direction) for each in turns(old, new)]

    assert ways(note, f"{ban}, {grant}") == [
        ("ban", Kind.ADDED, STRICTER),
        ("grant", Kind.ADDED, MILDER),
        ("note", Kind.REMOVED, REWORDED),
    ]
    assert ways(f"{ban}, {grant}", note) == [
        ("grant", Kind.REMOVED, STRICTER),
        ("ban", Kind.REMOVED, MILDER),
        ("note", Kind.ADDED, REWORDED),
    ]


def test_what_holds_for_a_version_as_a_whole_is_told() -> None:
    note = "{id: note, topic: scope, notes: A note}"
    old = "    silent: [{topic: naming}]\n    unread: [patent]\n"
    new = "    silent: [{topic: white-box}]\n    retroactive: true\n    claims_outputs: true\n"
    assert version_words(found(note, note, more=(old, new))) == (
        "now silent on white-box",
        "no longer silent on naming",
        "read now on patent",
        "the issuer now claims the outputs",
        "it reaches outputs that were collected before it",
    )
