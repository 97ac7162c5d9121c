import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.screening.names import blocks_of, is_short, number_key, reduced, squeezed


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Example Robotics Co., Ltd.", "example robotics"),
        ("EXAMPLE ROBOTICS COMPANY LIMITED", "example robotics"),
        ("Example & Partner GmbH", "example and partner"),
        ("ПАО «Пример Банк»", "primer bank"),
        ("PUBLIC JOINT STOCK COMPANY PRIMER BANK", "primer bank"),
        ("Société Exemple S.A.", "societe exemple"),
        ("示例智能科技股份有限公司", "示例智能科技"),
        ("O'Example  Labs", "oexample labs"),
        ("Limited", "limited"),
        ("???", ""),
    ],
)
def test_names_are_compared_without_case_signs_and_legal_form(name: str, key: str) -> None:
    assert reduced(name) == key


@given(st.text(max_size=60))
def test_a_reduced_name_stays_as_it_is(name: str) -> None:
    once = reduced(name)
    assert reduced(once) in {once, reduced(reduced(once))}
    assert once == once.strip()


@given(st.text(max_size=60))
def test_every_name_with_a_word_is_looked_up_by_something(name: str) -> None:
    key = reduced(name)
    assert bool(blocks_of(key)) == bool(key)


def test_short_names_are_told_by_their_letters() -> None:
    assert is_short("ab cd")
    assert not is_short("abcde")


def test_names_differ_in_where_words_are_split() -> None:
    assert squeezed(reduced("Shi Li Zhi Neng")) == squeezed(reduced("Shili Zhineng"))


def test_numbers_are_compared_without_signs() -> None:
    assert number_key("77-123 45.67") == "771234567"
