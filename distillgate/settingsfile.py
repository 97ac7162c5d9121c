"""The file that `DISTILLGATE_SETTINGS` names: what the environment would say, written down."""

import os
from collections.abc import Mapping
from pathlib import Path

from distillgate.usecases.names import readable
from policy.diagnostics import Code, Diagnostic, Span, nearest
from policy.yamltext import Entry, Fields, Items, Node, Text, UnreadableError, read_yaml

VARIABLE = "DISTILLGATE_SETTINGS"
_PREFIX = "DISTILLGATE_"
_BETWEEN: Mapping[str, str] = {
    "packs": os.pathsep,
    "private_origins": " ",
    "oidc_scopes": " ",
    "webhook_key": " ",
}
"""What stands between several values of a variable; a comma in all others."""
_WORDS: Mapping[str, str] = {"true": "on", "false": "off"}
KEYS = frozenset(
    {
        "actor",
        "actor_kind",
        "cache_dir",
        "deliver",
        "keep_deliveries",
        "keys",
        "key_passphrase",
        "kept_verdicts",
        "local_sign_in",
        "oidc_audience",
        "oidc_auth_time",
        "oidc_client_id",
        "oidc_client_secret",
        "oidc_groups",
        "oidc_issuer",
        "oidc_name",
        "oidc_roles",
        "oidc_scopes",
        "packs",
        "private_origins",
        "public_url",
        "rate_limit",
        "registry",
        "roles",
        "screening_dir",
        "traces",
        "webhook_key",
    }
)
"""What the file may set: each is the variable `DISTILLGATE_…` of that name."""


def variables_in(name: str) -> Mapping[str, str]:
    """Return what the file called `name` sets, as variables; raises `UnreadableError`."""
    shown = readable(name)
    try:
        content = Path(name).read_bytes()
    except OSError as error:
        message = f"the settings cannot be read: {(error.strerror or 'its name').lower()}"
        hint = f"`{VARIABLE}` names them"
        found = Diagnostic(Code.FILE_NOT_FOUND, message, Span(shown, 1, 1), hint)
        raise UnreadableError((found,)) from error
    node = read_yaml(content, shown)
    if not isinstance(node, Fields):
        raise UnreadableError(
            (Diagnostic(Code.WRONG_TYPE, "settings are a mapping", node.span),)
        )
    wrong = [told for each in node.entries if (told := _unknown(each)) is not None]
    variables = {}
    for each in node.entries:
        key = each.key.text
        said = _said(each.value, _BETWEEN.get(key, ","))
        if said is None:
            message = f"`{key}` is a word, or a list of words"
            wrong.append(Diagnostic(Code.WRONG_TYPE, message, each.value.span))
        elif said:
            variables[f"{_PREFIX}{key.upper()}"] = said
    if wrong:
        raise UnreadableError(tuple(wrong))
    return variables


def _unknown(entry: Entry) -> Diagnostic | None:
    key = entry.key.text
    if key in KEYS:
        return None
    near = nearest(key, sorted(KEYS))
    hint = f"did you mean `{near}`?" if near else f"known: {', '.join(sorted(KEYS))}"
    return Diagnostic(Code.UNKNOWN_KEY, f"no setting is called `{key}`", entry.key.span, hint)


def _said(node: Node, between: str) -> str | None:
    """Return what a variable would say; nothing where no variable could."""
    match node:
        case Text():
            return "" if node.is_null else _WORDS.get(node.text, node.text)
        case Items() if all(isinstance(each, Text) for each in node.items):
            return between.join(each.text for each in node.items if isinstance(each, Text))
        case _:
            return None
