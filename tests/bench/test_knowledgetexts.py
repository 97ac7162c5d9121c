import pytest

from bench.knowledgetexts import HARMFUL, HARMLESS
from connectors.licenses import identify, known_licenses
from connectors.licensing.outcome import Likeness
from tests.connectors.licensetexts import apache, mit

KNOWN = known_licenses()


def likeness(text: str) -> Likeness:
    return identify(text.encode(), KNOWN).compared.likeness


def test_the_texts_that_noise_is_added_to_are_known() -> None:
    assert likeness(apache()) is likeness(mit()) is Likeness.IDENTIFIED


@pytest.mark.parametrize("name", HARMLESS)
def test_noise_that_is_no_word_leaves_a_text_known(name: str) -> None:
    text = mit() if name == "another holder" else apache()
    changed = HARMLESS[name](text)
    assert changed not in {None, text}
    assert likeness(changed or "") is Likeness.IDENTIFIED


@pytest.mark.parametrize("name", HARMFUL)
def test_noise_that_is_a_word_makes_it_another_text(name: str) -> None:
    changed = HARMFUL[name](apache())
    assert changed not in {None, apache()}
    assert likeness(changed or "") is not Likeness.IDENTIFIED
