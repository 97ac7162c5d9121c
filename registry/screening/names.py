"""Names of parties, brought into one shape before they are compared.

Everything here is plain and has no tables but its own, so that the same name
has the same shape on every machine, whatever else is installed there.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "public joint stock company",
        "closed joint stock company",
        "open joint stock company",
        "joint stock company",
        "limited liability company",
        "limited liability partnership",
        "private limited company",
        "public limited company",
        "company limited",
        "private limited",
        "public company",
        "otkrytoe aktsionernoe obshchestvo",
        "zakrytoe aktsionernoe obshchestvo",
        "publichnoe aktsionernoe obshchestvo",
        "aktsionernoe obshchestvo",
        "obshchestvo s ogranichennoi otvetstvennostiu",
        "obshchestvo s ogranichennoy otvetstvennostyu",
        "s a",
        "s p a",
        "s r l",
        "s a s",
        "b v",
        "n v",
        "l l c",
        "l t d",
        "p l c",
    )
)
_TYPES = frozenset(
    """
    ab ag aktiengesellschaft aps as asa bhd bv bvba cjsc co company corp corporation eg eirl
    eood fzc fzco fze gmbh inc incorporated jsc kg kgaa kk limited llc llp lp ltd ltda mbh nv
    oao ojsc ood ooo oy oyj pao pjsc plc pt pte pty pvt sa sae sarl sas sdn se sl slu sp spa
    spol srl sro ug ulc zao zoo
    """.split()
)
"""Legal forms of organizations, as one word."""
_CHINESE_TYPES = (
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份有限",
    "集团公司",
    "公司",
)
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ",
        (
            *"a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch".split(),
            "",
            "y",
            "",
            *"e iu ia e i i e g".split(),
        ),
        strict=True,
    )
)
_JOINED = re.compile("['\"`\u00b4\u02bc\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb]")
"""Quotation marks and apostrophes of all kinds."""
_APART = re.compile(r"[^\w]+|_")
_GENERIC = frozenset(
    """
    and bank center centre china development electronics export group holding holdings import
    industrial industries industry information institute intelligence intelligent international
    investment national of research russia science sciences service services software
    systems tech technologies technology the trade trading university
    """.split()
)
"""Words that so many names share that they lead to nobody."""
SHORT = 4
"""Names of so many letters or fewer are compared for equality only."""
_BLOCK = 4


def is_short(key: str) -> bool:
    """Return whether a reduced name is too short for anything but equality."""
    return len(key.replace(" ", "")) <= SHORT


@lru_cache(maxsize=50_000)
def reduced(name: str) -> str:
    """Return `name` in lower case and Latin letters, without punctuation and legal form.

    A name that is nothing but a legal form stays. Signs that have no simple
    spelling in Latin letters, such as Chinese ones, stay as they are.
    """
    words = _words(name)
    kept = _without_phrases(words)
    kept = [word for word in kept if word not in _TYPES]
    return " ".join(kept or words)


def squeezed(key: str) -> str:
    """Return a reduced name without spaces, as names differ in where words are split."""
    return key.replace(" ", "")


def blocks_of(key: str) -> tuple[str, ...]:
    """Return the beginnings of words by which names like this one are looked up.

    Words that many names share count only where a name has no others.
    """
    words = key.split()
    telling = [word for word in words if word not in _GENERIC and len(word) > 1]
    found = {word[:_BLOCK] for word in telling or words}
    whole = squeezed(key)
    return tuple(sorted(found | ({whole[:_BLOCK]} if whole else set())))


def number_key(number: str) -> str:
    """Return a number of a register without signs and case."""
    return "".join(each for each in number.casefold() if each.isalnum())


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name).casefold()
    text = "".join(_CYRILLIC.get(each, each) for each in text)
    decomposed = unicodedata.normalize("NFD", text)
    text = "".join(each for each in decomposed if unicodedata.category(each) != "Mn")
    text = _JOINED.sub("", text.replace("&", " and ").replace("+", " plus "))
    return [_without_chinese_type(word) for word in _APART.split(text) if word]


def _without_chinese_type(word: str) -> str:
    for each in _CHINESE_TYPES:
        if word.endswith(each) and len(word) > len(each):
            return word.removesuffix(each)
    return word


def _without_phrases(words: Iterable[str]) -> list[str]:
    kept = list(words)
    for phrase in _PHRASES:
        for start in range(len(kept) - len(phrase), -1, -1):
            if tuple(kept[start : start + len(phrase)]) == phrase:
                del kept[start : start + len(phrase)]
    return kept
