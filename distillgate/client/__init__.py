"""A small client for the approval API; it needs `httpx` and nothing else of Distillgate.

The errors are drawn in `distillgate.client.errors`.
"""

from distillgate.client.answers import (
    Decision,
    EventPage,
    Permit,
    PlanState,
    Review,
    Verdict,
)
from distillgate.client.asynchronous import AsyncClient
from distillgate.client.errors import (
    ClientError,
    Place,
    Problem,
    RefusedError,
    StillOpenError,
    UnreachableError,
)
from distillgate.client.waiting import Client
from distillgate.gate.signatures import WebhookError, verify

__all__ = (
    "AsyncClient",
    "Client",
    "ClientError",
    "Decision",
    "EventPage",
    "Permit",
    "Place",
    "PlanState",
    "Problem",
    "RefusedError",
    "Review",
    "StillOpenError",
    "UnreachableError",
    "Verdict",
    "WebhookError",
    "verify",
)
