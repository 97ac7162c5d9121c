"""License texts with noise: in another setting they are still known, with another word not.

The texts are those of the largest open collection. Those that are known here
word for word are set in other ways (line lengths, capitals, signs of comments,
another holder) and changed in meaning (a word, a number, a sentence).
"""

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator

from bench.knowledgescores import UNEXPLAINED, Difference, Score
from bench.licensetexts import RELEASE, Text, texts
from connectors.licenses import identify, known_licenses
from connectors.licensing.finding import Catalog
from connectors.licensing.outcome import Compared, Likeness

Noise = Callable[[str], str | None]
_RIDER = "\nNo output of this model may be used to train another model.\n"
_LOST = {
    "lines of 60 letters": "a copyright line to be filled in was broken in two, and no longer"
    " looks like one: its words count as added, and a person is asked"
}
"""Why a text in another setting is not known any more."""
_LONG_NUMBER = re.compile(r"\b(\d{3,})\b")
_SENTENCE = re.compile(r"(?<=[a-z]\.) +(?=[A-Z])")
_MAY = re.compile(r"\b(shall|must|may)\b(?! not)")


def scores() -> Iterator[Score]:
    """Yield the scores of the texts; raises `OSError` where the collection cannot be had."""
    catalog = known_licenses()
    found = [(text, _compared(text.words, catalog)) for text in texts()]
    yield _collection(found)
    known = [(text, _key(each)) for text, each in found if each.likeness is Likeness.IDENTIFIED]
    yield _harmless(known, catalog)
    yield _harmful(known, catalog)


def _collection(found: list[tuple[Text, Compared]]) -> Score:
    """Return how many texts are taken for another: known under a key that is not theirs."""
    counts: Counter[str] = Counter()
    wrong = []
    for text, compared in found:
        if compared.likeness is not Likeness.IDENTIFIED:
            counts[f"not known here: {compared.likeness.value}"] += 1
        elif _is_right(text, compared):
            counts["identified"] += 1
        else:
            counts["taken for another"] += 1
            wrong.append(Difference(text.key, str(_key(compared)), text.key, UNEXPLAINED))
    return Score(
        "license texts of the largest open collection: none taken for another",
        RELEASE,
        len(found) - len(wrong),
        len(found),
        tuple(counts.most_common()),
        "keys differ where the words are the same: 35 pairs were matched by hand",
        tuple(wrong),
    )


def _harmless(known: list[tuple[Text, tuple[str, ...]]], catalog: Catalog) -> Score:
    """Return how often a text set in another way keeps its key and version."""
    counts: Counter[str] = Counter()
    found: list[Difference] = []
    for name, noise in HARMLESS.items():
        for text, key in known:
            changed = noise(text.words)
            if changed is None:
                continue
            came = _compared(changed, catalog)
            right = came.likeness is Likeness.IDENTIFIED and _key(came) == key
            counts[name if right else "lost"] += 1
            if not right:
                why = _LOST.get(name, UNEXPLAINED)
                found.append(
                    Difference(f"{text.key}: {name}", came.likeness.value, "identified", why)
                )
    return _scored(
        "license texts set in other ways: same key and version", counts, found, "lost"
    )


def _harmful(known: list[tuple[Text, tuple[str, ...]]], catalog: Catalog) -> Score:
    """Return how often a text with another meaning is not taken for the text."""
    counts: Counter[str] = Counter()
    found: list[Difference] = []
    for name, noise in HARMFUL.items():
        for text, _ in known:
            changed = noise(text.words)
            if changed is None:
                continue
            taken = _compared(changed, catalog).likeness is Likeness.IDENTIFIED
            counts["taken for the text" if taken else name] += 1
            if taken:
                found.append(
                    Difference(f"{text.key}: {name}", "identified", "edited", UNEXPLAINED)
                )
    title = "license texts with another meaning: none taken for the text"
    return _scored(title, counts, found, "taken for the text")


def _scored(title: str, counts: Counter[str], found: list[Difference], bad: str) -> Score:
    total = counts.total()
    noise = "made by rule from texts that are known word for word"
    return Score(
        title, RELEASE, total - counts[bad], total, tuple(counts.items()), noise, tuple(found)
    )


def _wrapped(words: str) -> str:
    paragraphs = words.split("\n\n")
    return "\n\n".join(textwrap.fill(each, 60, break_long_words=False) for each in paragraphs)


def _commented(words: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in words.splitlines())


def _other_holder(words: str) -> str | None:
    """Return the text with another name on its first copyright line, if it has one."""
    changed = re.sub(
        r"^(\s*)copyright \(c\) .*$",
        r"\1Copyright (c) 2031 Example Holder",
        words,
        count=1,
        flags=re.MULTILINE | re.IGNORECASE,
    )
    return None if changed == words else changed


def _other_word(words: str) -> str | None:
    found = _MAY.search(words)
    return None if found is None else f"{words[: found.end()]} not{words[found.end() :]}"


def _other_number(words: str) -> str | None:
    """Return the text with one number changed that is on no line of copyright."""
    for found in _LONG_NUMBER.finditer(words):
        line = words[words.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
        if "copyright" not in line.casefold():
            return f"{words[: found.start()]}9{words[found.start() :]}"
    return None


def _sentence_gone(words: str) -> str | None:
    parts = _SENTENCE.split(words)
    middle = len(parts) // 2
    return " ".join((*parts[:middle], *parts[middle + 1 :])) if len(parts) > 2 else None  # noqa: PLR2004 one before, one after


HARMLESS: dict[str, Noise] = {
    "lines of 60 letters": _wrapped,
    "capitals": str.upper,
    "spaces doubled": lambda words: words.replace(" ", "  "),
    "line ends of Windows": lambda words: words.replace("\n", "\r\n"),
    "signs of comments": _commented,
    "another holder": _other_holder,
}
HARMFUL: dict[str, Noise] = {
    "a ban added at the end": lambda words: words + _RIDER,
    "a ban added in front": lambda words: _RIDER + words,
    "`not` added": _other_word,
    "a number changed": _other_number,
    "a sentence gone": _sentence_gone,
}


def _compared(words: str, catalog: Catalog) -> Compared:
    return identify(words.encode(), catalog).compared


def _key(compared: Compared) -> tuple[str, ...]:
    """Return what was found: each license with its version."""
    found = {f"{each.license.id}@{each.license.version or '-'}" for each in compared.matches}
    return tuple(sorted(found))


def _is_right(text: Text, compared: Compared) -> bool:
    return all(
        {each.license.id.casefold(), (each.license.spdx or "").casefold()} & text.ids
        for each in compared.matches
    )
