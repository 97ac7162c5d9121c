from functools import cache

from distillgate.usecases.governed import governed_by, governed_lines
from distillgate.usecases.library import Library
from distillgate.wiring import CATALOG
from registry.casework import Records
from registry.catalogs import SeedCatalog
from registry.seed import load_seed
from tests.distillgate.libraries import example, files_in, shipped


@cache
def library() -> Library:
    files = [(each.path, each.content) for each in files_in(CATALOG)]
    catalog, _ = load_seed(files, shipped().territories)
    return Library(shipped(), Records(catalog))


def lines(name: str) -> dict[str, str]:
    pack = library().pack
    every = tuple(pack.documents.values())
    found = governed_by(pack.documents[name], library().records.catalog, every)
    return dict(governed_lines(found))


def test_terms_govern_through_their_channels() -> None:
    found = lines("openai-services-agreement")
    assert found["governs"] == "whoever takes outputs through a channel below"
    assert "models of openai by api, from 2023-08-28" in found["channels"]


def test_a_license_governs_whoever_obtains_what_the_catalog_lists() -> None:
    found = lines("llama-3.3-community-license")
    assert found["governs"] == "whoever obtains weights under it"
    assert "hf:meta-llama/Llama-3.3-70B" in found["catalog"]


def test_a_law_governs_the_plans_that_touch_its_place() -> None:
    found = lines("uk-cdpa")
    assert found == {
        "governs": (
            "plans in which `organization.country` lies in GB or `compute.country` lies in"
            " GB or `release.places` lies in GB"
        )
    }


def test_house_policy_governs_every_plan() -> None:
    assert lines("default") == {"governs": "every plan of the organization"}


def test_the_json_form_names_everything() -> None:
    document = example().pack.documents["open-license"]
    found = governed_by(document, SeedCatalog(), ()).json()
    assert found == {
        "who": "whoever obtains weights under it",
        "channels": [],
        "artifacts": [],
        "patterns": [],
        "passed_on_by": [],
    }
