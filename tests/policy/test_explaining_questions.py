from policy.explaining_questions import REQUESTER, asked_of
from policy.facts.attestations import SIGNATURES
from policy.facts.fact import Attestation
from policy.verdict import Question

MINI, LLAMA = "openai:gpt-5-mini", "hf:meta-llama/Llama-3.3-70B-Instruct"


def question(fact: str, about: str | None = None, *decides: str) -> Question:
    return Question(fact, f"{fact} of {about}?", ("yes", "no"), "engineer", decides, about)


def key_of(text: object) -> str:
    return "".join(part.text for part in getattr(text, "key"))  # noqa: B009 any of them


def test_a_fact_of_several_ingredients_is_asked_once_and_written_under_each() -> None:
    (asked,) = asked_of(
        (
            question("ingredient.account_holder", MINI, "a#1"),
            question("ingredient.account_holder", LLAMA, "a#1", "b#2"),
        )
    )

    assert f"{MINI} and {LLAMA}" in asked.question
    assert key_of(asked) == f"account_holder: … under {MINI} and {LLAMA}"
    assert asked.decides == ("a#1", "b#2")


def test_facts_that_one_signature_covers_are_one_question() -> None:
    first, other, last = asked_of(
        (
            question("ingredient.circumvention", MINI, "a#1"),
            question("student.markets"),
            question("ingredient.authenticated", MINI, "b#2"),
            question("ingredient.authenticated", LLAMA),
            question("ingredient.lawful_access", LLAMA),
        )
    )

    assert first.who == REQUESTER
    assert first.question == SIGNATURES[Attestation.ORDINARY_ACCESS]
    assert first.decides == ("a#1", "b#2")
    assert key_of(first).startswith("attests: [ordinary-access]; or, where one is otherwise")
    assert key_of(first).endswith("circumvention, authenticated")
    assert [each.question for each in (other, last)] == [
        "student.markets of None?",
        f"ingredient.lawful_access of {LLAMA}?",
    ]


def test_one_fact_that_a_signature_covers_is_asked_for_itself() -> None:
    (asked,) = asked_of((question("ingredient.circumvention", MINI),))

    assert asked.who == "engineer"
    assert "or attests: [ordinary-access] if the answer is no" in key_of(asked)
