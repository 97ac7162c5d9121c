import json
from pathlib import Path

import pytest

from connectors.licensing.known import (
    HERE,
    KNOWN_FILE,
    KnownTextError,
    Rule,
    Segment,
    fixed_words,
    load_known,
)

SHA = "a" * 64


def read(folder: Path, **changes: object) -> object:
    row = {"license": "acme", "source": "acme", "words": 2, "sha256": SHA} | changes
    licenses = {"acme": {"title": "Acme"}}
    path = folder / "known.json"
    path.write_text(json.dumps({"licenses": licenses, "texts": [row]}), encoding="utf-8")
    return load_known(path)


def test_texts_that_ship_are_read_and_hold_no_text() -> None:
    texts = load_known()
    assert len(texts) > 100
    assert all(text.core is None for text in texts)
    shipped = (HERE / KNOWN_FILE).read_text(encoding="utf-8").lower()
    assert "permission is hereby" not in shipped
    assert "you may not use" not in shipped


def test_every_shipped_text_can_be_found() -> None:
    for text in load_known():
        if text.rule is Rule.FULL:
            assert fixed_words(text.parts) >= 30
            assert text.first
            assert len(text.sketch) >= fixed_words(text.parts)
        else:
            assert text.bytes_sha256


def test_permissive_license_and_a_sibling_of_it_are_not_one() -> None:
    digests: dict[str, str] = {}
    for text in load_known():
        for part in text.parts:
            if isinstance(part, Segment) and part.words > 100:
                assert digests.setdefault(part.sha256, text.license.id) == text.license.id


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "abc"},
        {"license": "other"},
        {"words": "2"},
        {"parts": [["rest", "x"]]},
        {"parts": 5},
        {"sketch": "*"},
        {"rule": "loose"},
        {"bytes_sha256": ["x"]},
    ],
)
def test_file_of_another_form_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(KnownTextError, match=r"known\.json is no file of known texts"):
        read(tmp_path, **changes)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnownTextError):
        load_known(tmp_path / "known.json")
