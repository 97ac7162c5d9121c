"""Who asks, in which roles, and what each role may ask for.

Roles say which routes open. What is done there is refused once more by the use
cases, which know the plan: nobody decides about their own, and no machine
decides at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the organization; a closed list."""

    __hash__ = str.__hash__

    VIEWER = "viewer"
    REQUESTER = "requester"
    ENGINEER = "engineer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    LEGAL = "legal"
    SECURITY = "security"
    AUTHOR = "policy-author"
    PUBLISHER = "policy-publisher"
    CURATOR = "fact-curator"
    AUDITOR = "auditor"
    CONNECTORS = "connector-admin"
    ADMIN = "org-admin"


class Right(StrEnum):
    """What a route asks of whoever calls it; a closed list."""

    __hash__ = str.__hash__

    SIGNED_IN = "signed-in"
    """Anybody who is known."""
    EVALUATE = "evaluate"
    """Have plans judged; nothing is recorded."""
    SUBMIT = "plans:submit"
    READ_PLANS = "plans:read"
    """Plans of one's own, and those that are approved."""
    READ_ALL_PLANS = "plans:read-all"
    """Plans of others, too, while they are pending."""
    REQUEST_REVIEW = "reviews:request"
    ANSWER = "reviews:answer"
    REVIEW = "reviews:review"
    """Ask back, escalate, reopen."""
    DECIDE = "reviews:decide"
    FILE = "filings:write"
    READ_FILINGS = "filings:read"
    CORRECT_FACTS = "registry:correct"
    """Say what is true where a record is wrong."""
    WRITE_POLICY = "policies:write"
    """Propose texts of house policy."""
    AGREE_POLICY = "policies:agree"
    """Agree to what somebody else proposes."""
    SAY_DUTIES = "obligations:write"
    ISSUE_PERMITS = "permits:issue"
    REVOKE_PERMITS = "permits:revoke"
    READ_REGISTRY = "registry:read"
    READ_AUDIT = "audit:read"
    READ_FIGURES = "metrics:read"
    OWN_KEYS = "keys:own"
    """Keys of teams of one's own."""
    MANAGE_KEYS = "keys:manage"
    """Keys of any team."""
    READ_EVENTS = "events:read"
    """All that happened, of whatever plan."""
    MANAGE_WEBHOOKS = "webhooks:manage"
    """Who is told of events."""


_READS = frozenset(
    {
        Right.SIGNED_IN,
        Right.EVALUATE,
        Right.READ_PLANS,
        Right.READ_FILINGS,
        Right.READ_REGISTRY,
    }
)
_ASKS = _READS | {
    Right.OWN_KEYS,
    Right.SUBMIT,
    Right.REQUEST_REVIEW,
    Right.ANSWER,
    Right.SAY_DUTIES,
}
_REVIEWS = _READS | {
    Right.READ_ALL_PLANS,
    Right.ANSWER,
    Right.REVIEW,
    Right.SAY_DUTIES,
    # Of a review that was handed to a group of theirs; of others the use case refuses it.
    Right.DECIDE,
}
_DECIDES = _REVIEWS | {
    Right.CORRECT_FACTS,
    Right.FILE,
    Right.ISSUE_PERMITS,
    Right.REVOKE_PERMITS,
}
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: _READS,
    Role.REQUESTER: _ASKS,
    Role.ENGINEER: _ASKS | {Right.ISSUE_PERMITS},
    Role.REVIEWER: _REVIEWS,
    Role.APPROVER: _DECIDES,
    Role.LEGAL: _DECIDES,
    Role.SECURITY: _READS | {Right.READ_ALL_PLANS, Right.ANSWER, Right.FILE},
    Role.AUTHOR: _READS | {Right.READ_ALL_PLANS, Right.WRITE_POLICY},
    Role.PUBLISHER: _READS | {Right.READ_ALL_PLANS, Right.AGREE_POLICY},
    Role.CURATOR: _READS | {Right.CORRECT_FACTS},
    Role.AUDITOR: _READS | {Right.READ_ALL_PLANS, Right.READ_AUDIT, Right.READ_FIGURES},
    Role.CONNECTORS: _READS,
    Role.ADMIN: _READS
    | {
        Right.READ_ALL_PLANS,
        Right.OWN_KEYS,
        Right.MANAGE_KEYS,
        Right.REVOKE_PERMITS,
        Right.READ_EVENTS,
        Right.MANAGE_WEBHOOKS,
        Right.READ_FIGURES,
    },
}
KEY_PREFIX = "key:"
"""Before the names of keys of teams, which no person bears."""
_ROLE_NAMES = frozenset(each.value for each in Role)
FOR_PEOPLE = frozenset(
    {
        Right.ANSWER,
        Right.REVIEW,
        Right.DECIDE,
        Right.FILE,
        Right.CORRECT_FACTS,
        Right.WRITE_POLICY,
        Right.AGREE_POLICY,
        Right.SAY_DUTIES,
        Right.OWN_KEYS,
        Right.MANAGE_KEYS,
        Right.MANAGE_WEBHOOKS,
    }
)
"""What no machine may, whatever its key says."""
FOR_KEYS = frozenset(Right) - FOR_PEOPLE - {Right.SIGNED_IN}
"""What a key may be made for."""


class How(StrEnum):
    """By what somebody is known."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 a kind, and no secret
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    name: str
    machine: bool
    roles: frozenset[Role]
    groups: frozenset[str] = frozenset()
    only: frozenset[Right] | None = None
    """Where a key is for less than its roles would open: that."""
    how: How = How.TOKEN
    team: str | None = None
    """The team that owns the key."""
    fresh_until: datetime | None = None
    """Until when what is signed needs no new sign-in."""
    csrf: str | None = None
    """What forms of this session must carry."""

    @property
    def rights(self) -> frozenset[Right]:
        """What they may ask for."""
        found: frozenset[Right] = frozenset().union(*(RIGHTS[role] for role in self.roles))
        if Role.AUDITOR in self.roles:
            # An auditor reads all and changes nothing, whatever else they are.
            found = found & RIGHTS[Role.AUDITOR]
        if self.machine:
            found -= FOR_PEOPLE
        if self.only is not None:
            found = self.only & FOR_KEYS | {Right.SIGNED_IN}
        return found

    def may(self, right: Right) -> bool:
        """Return whether they may ask for what takes this right."""
        return right in self.rights

    @property
    def teams(self) -> frozenset[str]:
        """The teams whose keys ask in their name."""
        return self.groups | ({self.team} if self.team else frozenset())

    @property
    def acts_as(self) -> tuple[str, ...]:
        """The words by which use cases know what they are: roles, and groups beside them.

        A group that bears the name of a role is none: who names groups does
        not give roles.
        """
        roles = {each.value for each in self.roles}
        return tuple(sorted(roles | (self.groups - _ROLE_NAMES)))


def roles_in(words: Iterable[str]) -> tuple[frozenset[Role], frozenset[str]]:
    """Return which of `words` are roles, and which are groups."""
    found = frozenset(words)
    roles = frozenset(Role(each) for each in found & _ROLE_NAMES)
    return roles, found - _ROLE_NAMES


def team_of(name: str) -> str | None:
    """Return the team whose key bears that name; nothing for a person."""
    if not name.startswith(KEY_PREFIX):
        return None
    return name.removeprefix(KEY_PREFIX).partition("/")[0]


def is_theirs(caller: Caller, name: str) -> bool:
    """Return whether `name` is the caller, or a key of a team of theirs."""
    return name == caller.name or team_of(name) in caller.teams


def asks_by_key(caller: Caller, requesters: Iterable[str]) -> bool:
    """Return whether a key of a team of theirs is among those who ask for a plan.

    What a person asks for under their own name the use cases refuse to let
    them decide; what their team asks for by its key they know nothing of.
    """
    return any(team_of(name) and is_theirs(caller, name) for name in requesters)
