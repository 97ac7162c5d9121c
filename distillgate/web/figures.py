"""Figures of a running server, for Prometheus; with the extra `metrics`."""

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which several processes add their figures up."""
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ELSEWHERE = "elsewhere"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Figures:
    """How often what was asked, what came of it, and how long it took."""

    routes: Mapping[object, str]
    """The path of each route by the function that answers it."""
    registry: "CollectorRegistry"
    requests: "Counter"
    seconds: "Histogram"
    verdicts: "Counter"
    log_size: "Gauge"

    def answered(self, method: str, endpoint: object, status: int, seconds: float) -> None:
        """Count an answer."""
        route = self.routes.get(endpoint, _ELSEWHERE)
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def told(self, *, kept: bool) -> None:
        """Count a verdict that was told: as it was kept, or judged now."""
        self.verdicts.labels("kept" if kept else "judged").inc()

    def text(self, log_size: int) -> bytes:
        """Return all figures, those of other processes of this server among them."""
        from prometheus_client import (  # noqa: PLC0415 with the extra alone
            CollectorRegistry,
            generate_latest,
            multiprocess,
        )

        self.log_size.set(log_size)
        if SHARED not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # theirs
        return generate_latest(together)


def figures_of(routes: Mapping[object, str]) -> Figures | None:
    """Return what counts the answers of `routes`; nothing without the extra `metrics`."""
    if importlib.util.find_spec("prometheus_client") is None:
        return None
    from prometheus_client import (  # noqa: PLC0415 with the extra alone
        CollectorRegistry,
        Counter,
        Gauge,
        Histogram,
    )

    registry = CollectorRegistry()
    return Figures(
        routes,
        registry,
        Counter(
            "distillgate_requests_total",
            "Requests that were answered",
            ("method", "route", "status"),
            registry=registry,
        ),
        Histogram(
            "distillgate_request_seconds",
            "From the request to the end of its answer",
            ("route",),
            buckets=_BUCKETS,
            registry=registry,
        ),
        Counter(
            "distillgate_verdicts_total",
            "Answers of `POST /v1/evaluate`, judged now or as they were kept",
            ("how",),
            registry=registry,
        ),
        Gauge(
            "distillgate_log_records",
            "Records in the log",
            registry=registry,
            multiprocess_mode="max",
        ),
    )
