import re

import pytest

from distillgate.console.pages import STATIC, TEMPLATES

NAMES = sorted(path.name for path in TEMPLATES.glob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_no_template_holds_a_script_or_a_style(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    assert not re.search(r"<script(?![^>]* src=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"\|\s*safe\b|autoescape false", text)
    assert "hx-on" not in text


@pytest.mark.parametrize("name", NAMES)
def test_every_form_that_changes_something_carries_the_token(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    for form in re.findall(r'<form method="post".{0,300}', text, re.DOTALL):
        assert "csrf" in form


def test_nothing_comes_from_elsewhere() -> None:
    for path in (*TEMPLATES.glob("*.html"), STATIC / "console.css"):
        text = path.read_text("utf-8")
        assert not re.search(r"(src|href)=\"https?:|url\(|@import", text)


def test_what_is_vendored_has_its_license() -> None:
    assert (STATIC / "htmx.min.js").stat().st_size > 10_000
    assert "AS IS" in (STATIC / "htmx.LICENSE.txt").read_text("utf-8")
