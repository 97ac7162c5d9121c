"""What the answers of Hugging Face mean, by status and the hub's own codes."""

from connectors.asking import Reply, usual_outcome
from connectors.outcomes import Outcome

_BY_CODE = {
    "RepoNotFound": Outcome.NOT_FOUND_OR_PRIVATE,
    "RevisionNotFound": Outcome.REVISION_NOT_FOUND,
    "EntryNotFound": Outcome.ABSENT,
}
_BAD_TOKEN = "invalid credentials in authorization header"  # noqa: S105 a message of the hub
_DISABLED = "access to this resource is disabled"
_NO_LOGIN, _REFUSED, _NOT_FOUND = 401, 403, 404


def hf_meaning(reply: Reply) -> Outcome:
    """Return what `reply` means; a missing repository and a private one look the same."""
    if reply.outcome is not Outcome.ANSWERED:
        return reply.outcome
    code = reply.headers.get("x-error-code", "")
    message = reply.headers.get("x-error-message", "").casefold()
    if code in _BY_CODE and reply.status in {_NO_LOGIN, _NOT_FOUND}:
        return _BY_CODE[code]
    if code == "GatedRepo" and reply.status in {_NO_LOGIN, _REFUSED}:
        no_login = reply.status == _NO_LOGIN
        return Outcome.GATED_NO_LOGIN if no_login else Outcome.GATED_NOT_GRANTED
    if reply.status == _NO_LOGIN:
        bad = _BAD_TOKEN in message
        return Outcome.BAD_CREDENTIALS if bad else Outcome.NOT_FOUND_OR_PRIVATE
    if reply.status == _REFUSED and _DISABLED in message:
        return Outcome.DISABLED
    return usual_outcome(reply)
