import hashlib

from hypothesis import given
from hypothesis import strategies as st

from connectors.licensing.words import digest, plain_words, words_of


def test_case_and_punctuation_make_no_word() -> None:
    assert words_of("“The Software”, (as-is); THE_SOFTWARE!").words == tuple(
        "the software as is the software".split()
    )


def test_numbers_and_signs_of_money_and_percent_are_words() -> None:
    assert words_of("more than $20 million, €5 or 15%").words == tuple(
        "more than $ 20 million € 5 or 15 %".split()
    )


def test_letters_of_every_script_are_words() -> None:
    assert words_of("не для обучения").words == ("не", "для", "обучения")
    assert words_of("仅供非商业用途").words == tuple("仅供非商业用途")


def test_compatibility_forms_are_one_word() -> None:
    assert words_of("\ufb01le \u2116\uff11").words == words_of("file no1").words


def test_scheme_of_an_address_is_no_word() -> None:
    plain, secure = words_of("see http://a.org/x"), words_of("see HTTPS://a.org/x")
    assert plain.words == secure.words == ("see", "a", "org", "x")


def test_each_word_knows_its_line_whatever_the_line_ends() -> None:
    for end in ("\n", "\r\n", "\r"):
        words = words_of(f"one{end}two three{end}{end}four")
        assert [words.line(at) for at in range(4)] == [1, 2, 2, 4]


def test_excerpt_is_the_text_as_it_stands_on_one_line() -> None:
    words = words_of("A   Grant,\nof Rights.")
    assert words.excerpt(0, 4) == "A Grant, of Rights"
    assert words.excerpt(0, 4, most=5) == "A G …"


def test_digest_is_that_of_the_words_with_one_space_between() -> None:
    assert digest(words_of("One  TWO").words) == hashlib.sha256(b"one two").hexdigest()


def test_plain_words_keep_schemes_and_leave_signs_out() -> None:
    words = words_of("pay $5 at https://a.org")
    plain = plain_words(words, range(len(words)))
    assert plain.words == ("pay", "5", "at", "https", "a", "org")
    assert [words.words[at] for at in plain.places] == ["pay", "5", "at", "a", "a", "org"]


def test_plain_words_keep_a_word_in_letters_that_the_rule_would_drop() -> None:
    words = words_of("use не only")
    assert plain_words(words, range(len(words))).words == ("use", "не", "only")


@given(st.text())
def test_every_word_stands_where_it_says(text: str) -> None:
    words = words_of(text)
    for at, (start, stop) in enumerate(words.spans):
        assert words.text[start:stop].lower() == words.words[at]
        assert words.text.count("\n", 0, start) + 1 == words.line(at)


@given(st.text())
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    words = words_of(text)
    held = "".join(words.text[start:stop] for start, stop in words.spans)
    schemes = sum(len(scheme) for _, scheme in words.schemes)
    assert sum(map(str.isalnum, held)) + schemes == sum(map(str.isalnum, words.text))
