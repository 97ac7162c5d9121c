"""Plans that the packs which ship answer in each of three ways."""

from pathlib import Path

EXAMPLES = Path(__file__).parents[3] / "examples"
_ORGANIZATION = "organization: {file: org.yaml}"


def example_plan(number: int, name: str = "") -> str:
    """Return the text of an example with what it includes written into it."""
    (path,) = EXAMPLES.glob(f"{number:02}-*.yaml")
    text = path.read_text("utf-8")
    lines = (EXAMPLES / "org.yaml").read_text("utf-8").splitlines()
    own = "\n".join(f"  {line}" for line in lines if line and not line.startswith("#"))
    text = text.replace(_ORGANIZATION, f"organization:\n{own}")
    if name:
        (line,) = (each for each in text.splitlines() if each.startswith("plan: "))
        text = text.replace(line, f"plan: {name}")
    return text


def open_plan(name: str = "") -> str:
    """Return a plan that needs a review."""
    return example_plan(4, name)


def denied_plan(name: str = "") -> str:
    """Return a plan that is denied."""
    return example_plan(9, name)


def approved_plan(name: str = "") -> str:
    """Return a plan that is approved, with obligations."""
    return example_plan(1, name)
