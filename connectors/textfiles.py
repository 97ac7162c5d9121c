"""Which files of a model or data set say what is allowed, and from what it was made."""

from connectors.record import TextClass

CARD = "README.md"
ADAPTER = "adapter_config.json"
CONFIG = "config.json"
MERGES = ("mergekit_config.yml", "mergekit_config.yaml")
EMBEDDED = (ADAPTER, CONFIG, *MERGES)
"""Small files that name what a model was made from."""
MOST_TEXTS = 12
_LICENSES = ("license", "licence", "copying", "unlicense", "eula")
_POLICIES = ("use_policy", "usage_policy", "acceptable_use", "terms", "prohibited_use")
_ENDINGS = (".py", ".json", ".safetensors", ".bin", ".gguf", ".png", ".jpg", ".svg", ".pdf")


def text_class(path: str) -> TextClass | None:
    """Return what the file at `path` is by its name, or nothing where it is no such text."""
    name = path.rpartition("/")[2].casefold().replace("-", "_").replace(" ", "_")
    if name.endswith(_ENDINGS):
        return None
    if name.startswith("notice"):
        return TextClass.NOTICE
    if name.startswith(_POLICIES):
        return TextClass.POLICY
    is_license = name.startswith(_LICENSES) or "_license" in name or "_licence" in name
    return TextClass.LICENSE if is_license else None


def is_root(path: str) -> bool:
    """Return whether `path` lies at the top, where license files lie."""
    return "/" not in path


def shown_name(path: str) -> str:
    """Return `path` as a name that can be shown: hostile ones are cut and made visible."""
    clean = "".join(
        each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in path
    )
    return clean[:300]
