import os
import subprocess
import sys
from pathlib import Path

import pytest

from distillgate import wiring
from distillgate.settings import Settings
from distillgate.usecases.library import Library, UnreadableLibraryError
from distillgate.wiring import Layers, load_library
from policy.diagnostics import Code
from tests.distillgate.libraries import EXAMPLE

ACME = """
document: acme-terms
kind: provider-terms
title: {title}
issuer: acme
versions:
  - version: "2026-01-01"
    effective: 2026-01-01
    clauses:
      - {{id: use, topic: use, permits: Everything.}}
"""


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for a layer over the example, which stands in for what ships."""
    monkeypatch.setattr(wiring, "SHIPPED_PACKS", EXAMPLE / "packs")
    monkeypatch.setattr(wiring, "CATALOG", EXAMPLE / "catalog")
    (tmp_path / "layer").mkdir()
    return tmp_path / "layer"


def load(packs: Path, *layers: Path, agreements: Path | None = None) -> Library:
    settings = Settings(cache=packs.parent / "cache")
    return load_library(Layers(layers, agreements), settings)


def title(library: Library) -> str:
    return library.pack.documents["acme-terms"].title


def kept(packs: Path) -> set[str]:
    return {path.name for path in (packs.parent / "cache").iterdir()}


def test_a_document_in_a_later_layer_replaces_the_earlier_one(packs: Path) -> None:
    (packs / "acme.yaml").write_text(ACME.format(title="Ours"))
    assert title(load(packs)) == "Acme terms of service"
    assert title(load(packs, packs)) == "Ours"


def test_layers_may_be_set_for_good(packs: Path) -> None:
    (packs / "acme.yaml").write_text(ACME.format(title="Ours"))
    assert title(load_library(Layers(), Settings(packs=(packs,)))) == "Ours"


def test_what_was_compiled_is_read_back_the_same(packs: Path) -> None:
    first, second = load(packs), load(packs)
    assert len(kept(packs)) == 3
    assert dict(second.pack.documents) == dict(first.pack.documents)
    assert second.pack.house == first.pack.house
    assert second.pack.digest == first.pack.digest
    assert second.records == first.records


def test_a_changed_file_is_never_served_stale(packs: Path) -> None:
    path = packs / "acme.yaml"
    path.write_text(ACME.format(title="Ours"))
    moment = path.stat().st_mtime_ns
    load(packs, packs)
    path.write_text(ACME.format(title="Mine"))
    os.utime(path, ns=(moment, moment))
    assert title(load(packs, packs)) == "Mine"


def test_a_file_that_goes_is_never_served(packs: Path) -> None:
    (packs / "acme.yaml").write_text(ACME.format(title="Ours"))
    (packs / "other.yaml").write_text(ACME.format(title="x").replace("acme-terms", "other"))
    load(packs, packs)
    (packs / "acme.yaml").unlink()
    assert title(load(packs, packs)) == "Acme terms of service"


def test_a_damaged_cache_is_ignored_and_written_anew(packs: Path) -> None:
    load(packs)
    before = kept(packs)
    for path in (packs.parent / "cache").iterdir():
        path.write_text("{}")
    assert title(load(packs)) == "Acme terms of service"
    assert kept(packs) == before
    assert all(path.stat().st_size > 2 for path in (packs.parent / "cache").iterdir())


def test_a_cache_of_another_format_is_ignored(
    packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(packs)

    def other(_: str) -> None:
        raise ValueError("the text has another format")

    monkeypatch.setattr(wiring, "pack_from_json", other)
    monkeypatch.setattr(wiring, "catalog_from_json", other)
    assert title(load(packs)) == "Acme terms of service"


def test_a_pack_with_warnings_judges_and_is_not_kept(packs: Path) -> None:
    house = "document: ours\nkind: house\nsettings:\n  waivers:\n    nothing: {by: [legal]}\n"
    (packs / "house.yaml").write_text(house)
    assert "ours" in load(packs, packs).pack.documents
    assert {name.partition("-")[0] for name in kept(packs)} == {"catalog", "lists"}


def refusal(
    packs: Path, *layers: Path, agreements: Path | None = None
) -> tuple[str, list[Code]]:
    with pytest.raises(UnreadableLibraryError) as error:
        load(packs, *layers, agreements=agreements)
    return error.value.name, [each.code for each in error.value.diagnostics]


def test_a_pack_with_errors_does_not_judge_and_all_of_them_are_told(packs: Path) -> None:
    (packs / "a.yaml").write_text(ACME.format(title="Ours").replace("permits", "allows"))
    (packs / "b.yaml").write_text("document: [")
    name, codes = refusal(packs, packs)
    assert name == str(packs)
    assert set(codes) >= {Code.UNKNOWN_KEY, Code.YAML_SYNTAX}


def test_a_folder_that_is_not_there_does_not_drop_out(packs: Path) -> None:
    missing = packs / "missing"
    assert refusal(packs, missing) == (str(missing), [Code.FILE_NOT_FOUND])


def test_an_empty_layer_is_an_error(packs: Path) -> None:
    assert refusal(packs, packs) == (str(packs), [Code.EMPTY_PACK])


def test_a_catalog_with_errors_does_not_judge(
    packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (packs / "records.yaml").write_text("models:\n  - {modle: hf:a/b}\n")
    monkeypatch.setattr(wiring, "CATALOG", packs)
    name, codes = refusal(packs)
    assert name == str(packs)
    assert Code.UNKNOWN_KEY in codes


def test_what_lies_on_file_is_read_against_the_pack(packs: Path) -> None:
    text = "waiver: W-1\nclauses: [acme-terms#no-competing-models]\nby: jo\nrole: legal\n"
    text += "on: 2026-01-01\nuntil: 2026-06-01\nreason: agreed\n"
    (packs / "waiver.yaml").write_text(text)
    library = load(packs, agreements=packs)
    assert [each.id for each in library.records.on_file.waivers] == ["W-1"]
    (packs / "waiver.yaml").write_text(text.replace("acme-terms#", "acme-termz#"))
    assert refusal(packs, agreements=packs) == (str(packs), [Code.UNKNOWN_CLAUSE])


def test_the_packs_of_the_source_tree_serve_where_none_are_installed(tmp_path: Path) -> None:
    assert wiring.shipped_packs() == wiring.SOURCE_PACKS
    assert (wiring.CATALOG / "providers.yaml").is_file()
    assert not (tmp_path / "_packs").exists()


def test_a_check_over_a_registry_loads_nothing_that_maps_rows_to_objects() -> None:
    command = "import sys, distillgate.registries; print('sqlmodel' in sys.modules)"
    ran = subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-c", command], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"
