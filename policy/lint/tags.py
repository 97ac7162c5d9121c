"""License tags that name several documents."""

from collections.abc import Mapping

from policy.diagnostics import Code, Span
from policy.documents import Document
from policy.reading import Notebook

_NOWHERE = Span("pack", 1, 1)


def check_tags(documents: Mapping[str, Document], notebook: Notebook) -> None:
    """Note each license tag that a second document claims."""
    first: dict[str, Document] = {}
    for document in documents.values():
        for tag in dict.fromkeys(each.casefold() for each in document.license_tags):
            other = first.setdefault(tag, document)
            if other is not document:
                message = f"the tag `{tag}` already names `{other.id}`"
                hint = "a tag that names no one license is left out: it is then unknown"
                notebook.warning(Code.SHARED_TAG, message, document.span or _NOWHERE, hint)
