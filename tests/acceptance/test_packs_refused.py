"""What no pack may do: lift a law, let house policy permit, or presume what is screened."""

from textwrap import dedent

import pytest

from distillgate.packfiles import read_layer
from distillgate.usecases.library import Library
from distillgate.wiring import shipped_packs
from policy.diagnostics import Diagnostic
from policy.packs import SourceFile, load_packs
from registry.onfile import load_on_file
from tests.acceptance.acceptance import shipped


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped()


def refused(text: str) -> list[Diagnostic]:
    """Return the errors that one more document, in a pack of our own, makes."""
    ours = SourceFile("ours/pack.yaml", dedent(text).encode())
    loaded = load_packs([("policies", read_layer(shipped_packs()).files), ("ours", [ours])])
    return list(loaded.errors)


def test_a_license_that_lifts_a_law_is_refused() -> None:
    (error,) = refused(
        """\
        document: acme-model-license
        kind: model-license
        title: License of a maker who promises too much
        issuer: acme
        versions:
          - version: "2026-10-01"
            effective: 2026-10-01
            clauses:
              - id: free-of-duties
                topic: use
                permits: Any use, free of every duty that a law may ask for.
                lifts: [eu-ai-act#marking]
                confidence: high
        """
    )

    assert (error.code, error.span.path) == ("lifts-law", "ours/pack.yaml")
    assert "eu-ai-act#marking" in error.message


def test_a_house_policy_that_permits_is_refused() -> None:
    (error,) = refused(
        """\
        document: house
        kind: house
        adopted: {by: general-counsel, on: 2026-11-01}
        clauses:
          - id: our-own-products
            topic: house
            permits: Training on any outputs for products of the house.
        """
    )

    assert (error.code, error.span.line) == ("wrong-value", 5)
    assert "only tightens" in error.message


@pytest.mark.parametrize(
    "fact", ["ingredient.provider_listed_on", "release.recipient_listed_on"]
)
def test_a_presumption_about_what_a_list_decides_is_refused(fact: str) -> None:
    (error,) = refused(
        f"""\
        document: house
        kind: house
        settings:
          presume:
            - {{fact: {fact}, is: none, reason: unlikely, owner: sales, until: 2027-06-30}}
        """
    )

    assert error.code == "presumption-not-allowed"
    assert error.span.line == 5


def test_an_agreement_that_lifts_a_law_is_refused(library: Library) -> None:
    text = """\
        document: acme-openai-2026
        kind: agreement
        issuer: openai
        parties: [Example GmbH]
        effective: 2026-02-01
        lifts: [eu-gdpr#legal-basis]
        clauses: []
        """
    file = SourceFile("onfile/acme-openai-2026.yaml", dedent(text).encode())

    _, found = load_on_file([file], library.pack)

    assert [each.code for each in found] == ["lifts-law"]
