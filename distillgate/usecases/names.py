"""Names of files as text; the system allows names that are in no encoding."""


def readable(name: str) -> str:
    """Return `name` as text that can be written and hashed, what is no text marked in it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
