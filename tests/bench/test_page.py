import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from bench.keeping import Found, keep, kept
from bench.page import PAGE, frame, page, pictures
from bench.plots import svg
from bench.tables import Part, Plot, Table, Target

ROOT = Path(__file__).parents[2]
_SVG = "{http://www.w3.org/2000/svg}"
PLOT = Plot(
    "speed",
    "Speed & size",
    "rules",
    "microseconds",
    (("ours", ((20, 2.0), (2_000, 2.5))), ("other", ((20, 2.1), (2_000, 900.0)))),
)
PART = Part(
    (Table("Speed", ("what", "µs"), (("ours", "2.0"),), ("a note",)),),
    (Target("speed", "3 µs", "2 µs", 0.67),),
    {"single": [1, 2]},
    (PLOT,),
    3,
)
QUIET = {"processor": "one", "load average at start": "0.10"}


def test_the_page_is_what_the_figures_make_of_it() -> None:
    found = kept(tuple(frame().titles))
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(found)
    for path, picture in pictures(found):
        assert (ROOT / path).read_text(encoding="utf-8") == picture


def test_what_was_found_is_read_as_it_was_kept(tmp_path: Path) -> None:
    keep("bare rules", PART, QUIET, tmp_path)
    (found,) = kept(("lineage", "bare rules"), tmp_path)
    assert found == Found("bare rules", QUIET, replace(PART, raw={}))


@pytest.mark.parametrize(("load", "expected"), [("0.10", False), ("5.00", True), ("?", True)])
def test_a_part_of_a_busy_machine_is_told_to_be_preliminary(load: str, expected: bool) -> None:  # noqa: FBT001
    machine = {**QUIET, "load average at start": load}
    text = page((Found("lineage", machine, PART),))
    assert ("*Preliminary:" in text) is expected
    assert f"- load average at start: {load}" in text
    assert "| speed | 3 µs | 2 µs | yes |" in text


def test_a_part_without_times_is_never_preliminary() -> None:
    machine = {**QUIET, "load average at start": "5.00"}
    assert "*Preliminary:" not in page((Found("knowledge", machine, PART),))


def test_what_is_not_like_for_like_is_said_where_engines_stand_side_by_side() -> None:
    for name in ("bare rules", "cold starts", "missing facts", "starting"):
        assert "Not like for like" in page((Found(name, QUIET, PART),))


def test_picture_follows_the_scheme_of_its_reader_and_no_name_covers_another() -> None:
    lines = tuple((f"engine {n}", ((20, 10.0 + n), (2_000, 10.0))) for n in range(14))
    picture = svg(replace(PLOT, lines=lines), "engine 3")
    root = ET.fromstring(picture)  # noqa: S314 written here
    assert "prefers-color-scheme: dark" in picture
    named = {each.findtext(f"{_SVG}text"): each for each in root.iter(f"{_SVG}g")}
    places = sorted(
        float(each.find(f"{_SVG}text").attrib["y"])  # type: ignore[union-attr]
        for name, each in named.items()
        if name is not None
    )
    assert len(places) == len(lines)
    assert all(b - a >= 15.9 for a, b in itertools.pairwise(places))
    assert places[-1] < 460
    assert named["engine 3"].attrib == {"class": "ours"}


def test_every_color_of_a_picture_has_one_for_the_dark() -> None:
    light, dark = svg(PLOT, "ours").split("prefers-color-scheme: dark", 1)
    assert len(re.findall(r"#[0-9a-f]{6}", dark)) >= 7
    assert not set(re.findall(r"#[0-9a-f]{6}", light)) & set(re.findall(r"#[0-9a-f]{6}", dark))
