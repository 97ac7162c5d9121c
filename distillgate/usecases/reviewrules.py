"""Who may do what in a review, and when."""

from typing import NoReturn

from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span
from registry.reviews import ActKind, Review, ReviewState
from registry.statements import Writer

DECIDERS = frozenset({"approver", "legal"})
REVIEWERS = DECIDERS | {"reviewer"}
AUDITOR = "auditor"
NOWHERE = Span("<command line>", 1, 1)
"""Where nothing was named that could be pointed at."""
_NEXT = {
    ReviewState.OPEN: "ask, approve, deny or escalate",
    ReviewState.ASKED: "answer its questions, or deny it",
    ReviewState.SECOND: "a second person may confirm or deny it",
    ReviewState.APPROVED: "it may be reopened",
    ReviewState.DENIED: "it may be reopened",
    ReviewState.SETTLED: "nothing is left to do in it",
    ReviewState.SUPERSEDED: "the plan was submitted again: its newest decision counts",
}


def refuse_state(review: Review, kind: ActKind, said: Span) -> None:
    """Raise where an act of this kind does not fit how the review stands."""
    if not review.allows(kind):
        message = f"review {review.number} is {review.state}: `{kind}` does not fit"
        raise refused(Code.WRONG_STATE, message, said, _NEXT[review.state])


def refuse_machine(writer: Writer, said: Span) -> None:
    """Raise where a machine would answer for people."""
    if writer.machine:
        _refuse(f"`{writer.name}` is a machine", said, "a person must do this")


def refuse_reviewing(
    writer: Writer, roles: tuple[str, ...], review: Review, said: Span
) -> None:
    """Raise unless who acts may look after a review: ask, escalate, reopen."""
    refuse_machine(writer, said)
    refuse_roles(roles, REVIEWERS | _group(review), said)


def refuse_deciding(writer: Writer, roles: tuple[str, ...], review: Review, said: Span) -> None:
    """Raise unless who acts may decide about the plan of `review`."""
    refuse_machine(writer, said)
    if writer.name in review.requesters:
        message = f"`{writer.name}` asks for this plan, and so never decides about it"
        _refuse(message, said, "another person must do this")
    refuse_roles(roles, DECIDERS | _group(review), said)


def refuse_second(writer: Writer, review: Review, said: Span) -> None:
    """Raise where the second person is the first one."""
    first = review.approval
    if first is not None and first.writer.name == writer.name:
        message = f"`{writer.name}` is the first of the two who set a denial aside"
        _refuse(message, said, "a second person must confirm it")


def refuse_answering(
    writer: Writer, roles: tuple[str, ...], allowed: frozenset[str], said: Span
) -> None:
    """Raise unless who acts may answer a fact that those in the roles `allowed` answer."""
    refuse_machine(writer, said)
    if not allowed & {"engineer", "requester"}:
        refuse_roles(roles, allowed, said)


def _group(review: Review) -> frozenset[str]:
    return frozenset({review.group} if review.group else ())


def refuse_roles(roles: tuple[str, ...], allowed: frozenset[str], said: Span) -> None:
    """Raise unless who acts has one of the roles `allowed`, and is no auditor."""
    refuse_auditor(roles, said)
    if not allowed & set(roles):
        wanted = " or ".join(f"`{each}`" for each in sorted(allowed))
        _refuse(f"this takes the role {wanted}", said, "`DISTILLGATE_ROLES` names your roles")


def refuse_auditor(roles: tuple[str, ...], said: Span = NOWHERE) -> None:
    """Raise where an auditor would change something."""
    if AUDITOR in roles:
        _refuse("an auditor reads all and changes nothing", said, "leave that role out")


def _refuse(message: str, said: Span, hint: str) -> NoReturn:
    raise refused(Code.NOT_ENTITLED, message, said, hint)
