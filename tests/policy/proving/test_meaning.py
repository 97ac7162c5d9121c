from dataclasses import replace

from policy.diagnostics import Span
from policy.house import House
from policy.proving.meaning import Compared, compare
from policy.proving.moves import Change, change_of, cutter_for
from policy.truth import FALSE, TRUE
from tests.policy.packbuilders import BAN, sound, with_clauses

WHEN = "when:\n  use.noncommercial: false\n  student.type: [classifier, embedding]\n"
CLAUSE = f"{BAN}{WHEN}"
OTHER = (
    "id: naming\ntopic: naming\nrequires: A name.\ncheck: {student.name: {starts_with: A}}\n"
)


def compared(one: str, other: str) -> Compared:
    return compare(sound(one).pack, sound(other).pack)


def changes(one: str, other: str) -> list[Change]:
    packs = sound(one).pack, sound(other).pack
    cutter = cutter_for(*packs)
    return [change_of(pair, cutter, lambda: True) for pair in compare(*packs).pairs]


def test_a_pack_means_what_it_means() -> None:
    found = compared(with_clauses(CLAUSE, OTHER), with_clauses(CLAUSE, OTHER))
    assert (found.pairs, found.besides, found.renamed, found.reworded) == ((), (), (), 0)


def test_other_words_and_another_order_change_no_meaning() -> None:
    reworded = CLAUSE.replace("Training models on output.", "To train on what comes out.")
    when = "when:\n  student.type: [embedding, classifier]\n  use.noncommercial: false\n"
    found = changes(
        with_clauses(CLAUSE, OTHER), with_clauses(OTHER, reworded.replace(WHEN, when))
    )
    assert all(each.means_the_same for each in found)


def test_a_condition_in_other_words_is_proven_the_same() -> None:
    when = (
        "when:\n  any:\n    - {student.type: classifier, use.noncommercial: false}\n"
        "    - {use.noncommercial: false, student.type: embedding}\n"
    )
    (found,) = changes(with_clauses(CLAUSE), with_clauses(f"{BAN}{when}"))
    assert found.means_the_same


def test_a_word_that_counts_is_found_with_where_it_counts() -> None:
    (found,) = changes(with_clauses(CLAUSE), with_clauses(CLAUSE.replace("classifier, ", "")))
    assert [(each.was, each.now) for each in found.moves] == [(TRUE, FALSE)] or found.moves
    assert not found.means_the_same
    assert found.pair.clause == "no-training"


def test_another_check_is_found() -> None:
    (found,) = changes(with_clauses(OTHER), with_clauses(OTHER.replace("with: A", "with: B")))
    assert not found.moves
    assert found.checks


def test_another_effect_is_found_where_the_clause_may_apply() -> None:
    (found,) = changes(
        with_clauses(CLAUSE), with_clauses(CLAUSE.replace("forbids", "cautions"))
    )
    assert found.otherwise
    assert found.moves


def test_a_new_clause_and_one_that_is_gone_are_found() -> None:
    (come,) = changes(with_clauses(CLAUSE), with_clauses(CLAUSE, OTHER))
    (gone,) = changes(with_clauses(CLAUSE, OTHER), with_clauses(CLAUSE))
    assert (come.pair.before, gone.pair.after) == (None, None)
    assert come.moves
    assert gone.moves


def test_a_clause_under_another_id_is_called_renamed() -> None:
    found = compared(
        with_clauses(CLAUSE), with_clauses(CLAUSE.replace("no-training", "not-for-training"))
    )
    assert found.renamed == (("acme-terms", "no-training", "not-for-training"),)
    assert not found.pairs


def test_a_version_of_another_day_is_told() -> None:
    moved = with_clauses(CLAUSE).replace("effective: 2026-01-01", "effective: 2026-02-01")
    found = compared(with_clauses(CLAUSE), moved)
    assert found.besides == (
        ("acme-terms@2026-01-01", "first day: 2026-02-01, before: 2026-01-01"),
    )


def test_a_territory_that_grew_moves_the_clauses_that_name_it() -> None:
    def pack(codes: str) -> tuple[str, str]:
        when = "when: {organization.country: {within: here}}\n"
        return (
            with_clauses(f"{BAN}{when}"),
            f"territory: here\ntitle: Here\nas_of: 2026-01-01\nmembers: [{codes}]\n",
        )

    one, other = sound(*pack("DE")).pack, sound(*pack("DE, FR")).pack
    (pair,) = compare(one, other).pairs
    found = change_of(pair, cutter_for(one, other), lambda: True)
    assert next((each.was, each.now) for each in found.moves) == (FALSE, TRUE)


def test_without_time_nothing_is_claimed() -> None:
    packs = sound(with_clauses(CLAUSE)).pack, sound(with_clauses(BAN)).pack
    (pair,) = compare(*packs).pairs
    found = change_of(pair, cutter_for(*packs), lambda: False)
    assert not found.settled
    assert not found.means_the_same


def test_more_patterns_than_are_cut_are_proven_the_same_or_left_open() -> None:
    every = ", ".join(f"{{student.name: {{contains: part{n}}}}}" for n in range(9))
    turned = ", ".join(f"{{student.name: {{contains: part{n}}}}}" for n in reversed(range(9)))
    fewer = every.replace("{student.name: {contains: part0}}, ", "")

    def clause(names: str, *, spread: bool = False) -> str:
        monetized = "student.monetized: true"
        if spread:
            parts = names.replace("{student.name", f"{{{monetized}, student.name")
            return with_clauses(f"{BAN}when: {{any: [{parts}]}}\n")
        return with_clauses(f"{BAN}when: {{{monetized}, any: [{names}]}}\n")

    (same,) = changes(clause(every), clause(turned, spread=True))
    (other,) = changes(clause(every), clause(fewer))
    assert same.means_the_same
    assert not other.settled


def test_where_a_setting_stands_is_no_difference() -> None:
    one = House(never_waived=("law",), span=Span("a.yaml", 3, 1))
    pack = sound(with_clauses(CLAUSE)).pack
    moved, other = replace(one, span=Span("b.yaml", 9, 1)), replace(one, never_waived=())
    was = replace(pack, house=one)
    assert compare(was, replace(pack, house=moved)).besides == ()
    assert "the setting `never_waived` is another one" in str(
        compare(was, replace(pack, house=other)).besides
    )
