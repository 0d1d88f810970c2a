"""Work in a process of its own."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from weft.unattended import unattended

P = ParamSpec("P")
T = TypeVar("T")


def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run in a fresh process, so that its peak of memory is its own."""
    with ProcessPoolExecutor(
        max_workers=1, mp_context=get_context("spawn"), initializer=unattended
    ) as pool:
        return pool.submit(work, *args, **kwargs).result()
