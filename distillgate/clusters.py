"""Work done on a Ray cluster (the extra `ray`), through Ray Data, one thing after the other.

The cluster is the one that `RAY_ADDRESS` names; without it, the processors of
this machine are one. Its machines need the same release of Distillgate.
"""

import logging
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class NoClusterError(Exception):
    """There is no cluster, or it failed; says why."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def on_ray(work: Callable[[Thing], Made], things: Sequence[Thing]) -> Iterator[Made]:
    """Yield what `work` makes of each of `things`, in their order; memory stays flat.

    `work` is a function of a module; what it takes and makes must be picklable.
    Raises `NoClusterError` where Ray is not there or a worker fails.
    """
    if not things:
        return
    with _connected() as data:
        rows = [{"thing": pickle.dumps(each)} for each in things]

        def made(row: Mapping[str, bytes]) -> Mapping[str, bytes]:
            return {"made": pickle.dumps(work(pickle.loads(row["thing"])))}  # noqa: S301 our own

        yield from _each(data.from_items(rows, override_num_blocks=len(rows)).map(made))


@contextmanager
def one_cluster() -> Iterator[None]:
    """Keep one connection to the cluster for all that is done inside."""
    with _connected():
        yield


def _each(made: Any) -> Iterator[Any]:  # noqa: ANN401 Ray has no types of its own
    ray: Any = import_module("ray")
    try:
        for row in made.iter_rows():
            yield pickle.loads(row["made"])  # noqa: S301 made by our own workers
    except ray.exceptions.RayError as error:
        reason = str(error).strip().splitlines()[-1][:200]
        raise NoClusterError(f"the cluster failed: {reason}") from error


@contextmanager
def _connected() -> Iterator[Any]:
    """Give Ray Data on a cluster, quiet; one that was begun here ends here."""
    # Nothing is told to anybody about what is done here.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        ray: Any = import_module("ray")
        data: Any = import_module("ray.data")
    except ImportError as error:
        hint = "install it: `pip install 'distillgate[ray]'`"
        raise NoClusterError("this needs the extra `ray`", hint) from error
    mine = not ray.is_initialized()
    try:
        if mine:
            ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError) as error:
        hint = "start the cluster, or unset RAY_ADDRESS to use this machine alone"
        raise NoClusterError(f"no cluster can be reached: {error}", hint) from error
    try:
        context = data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        context.execution_options.preserve_order = True
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        yield data
    finally:
        if mine:
            ray.shutdown()
