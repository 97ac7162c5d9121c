"""Plans that tests of the API submit, and what lies on file about them."""

from collections.abc import Mapping

from starlette.testclient import TestClient

from tests.distillgate.libraries import EXAMPLE, approved

ORGANIZATION = "{name: Example GmbH, country: DE, kind: company}"


def unsure() -> str:
    """Return the text of a plan that needs a person."""
    return approved().replace("    account: business\n", "")


def denied() -> str:
    """Return the text of a plan that house policy forbids."""
    text = (EXAMPLE / "plans" / "denied.yaml").read_text("utf-8")
    return text.replace("{file: org.yaml}", ORGANIZATION)


def submitted(client: TestClient, text: str, key: str | None = None) -> dict[str, object]:
    """Submit a plan and return its decision."""
    headers: Mapping[str, str] = {} if key is None else {"Idempotency-Key": key}
    answer = client.post("/v1/plans", content=text, headers=headers)
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, object] = answer.json()
    return found
