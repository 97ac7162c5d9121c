from policy.asking.answers import (
    NOT_SIGNED,
    NOTHING,
    SIGNED,
    Signed,
    Told,
    choices_of,
    put_to_people,
    signature_of,
)
from policy.facts.fact import Attestation
from policy.facts.vocabulary import VOCABULARY
from tests.policy.asking.guessing import a_question

LAWFUL = tuple(fact.path for fact in VOCABULARY if fact.attestation is Attestation.LAWFUL_DATA)[
    :2
]


def test_yes_and_no_tell_the_fact() -> None:
    (asked,) = put_to_people([a_question("student.monetized")], NOTHING)
    told = {each.words: each.tells for each in choices_of(asked)}
    assert told == {
        "yes": {Told("student.monetized", None, None, value=True)},
        "no": {Told("student.monetized", None, None, value=False)},
    }


def test_each_word_of_a_closed_list_is_an_answer() -> None:
    (asked,) = put_to_people([a_question("use.purpose")], NOTHING)
    words = [each.words for each in choices_of(asked)]
    assert words == list(VOCABULARY.get("use.purpose").values)


def test_numbers_dates_and_lists_have_no_closed_list() -> None:
    for fact in ("student.parameters", "release.first_date", "use.domains"):
        (asked,) = put_to_people([a_question(fact)], NOTHING)
        assert choices_of(asked) == ()


def test_what_one_signature_answers_is_one_question() -> None:
    (asked,) = put_to_people(map(a_question, LAWFUL), NOTHING)
    assert signature_of(asked) is Attestation.LAWFUL_DATA
    assert [each.words for each in choices_of(asked)] == [SIGNED, NOT_SIGNED]


def test_without_the_signature_each_of_its_facts_is_asked() -> None:
    state = frozenset({Signed(Attestation.LAWFUL_DATA, truly=False)})
    asked = list(put_to_people(map(a_question, LAWFUL), state))
    assert [each.questions[0].fact for each in asked] == list(LAWFUL)
    assert not any(map(signature_of, asked))


def test_what_was_answered_is_not_asked_again() -> None:
    state = frozenset({Told("student.monetized", None, None, value=True)})
    assert list(put_to_people([a_question("student.monetized")], state)) == []
