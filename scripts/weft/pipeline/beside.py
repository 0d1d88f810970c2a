"""Work beside the command, in processes of its own that end with the one that began them.

They are forked from a server that has imported what takes seconds to import, so that beginning one
costs next to nothing. What they do must not write to the warehouse: they may be stopped anywhere.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any

from weft.errors import WeftError

OnStep = Callable[[str, int], None]  # what has begun, number of such steps in all
Task = Callable[[OnStep], Any]  # picklable, and so is what it gives

_SECONDS_TO_END = 2.0

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["weft.pipeline.preloaded"])


@dataclass(frozen=True)
class Work:
    """A task that is being done beside this process."""

    news: Connection

    def result(self) -> Any:
        """Wait for what the task comes to; its error is raised here."""
        while True:
            answer = self.next()
            if isinstance(answer, _Answer):
                return answer.value()

    def next(self) -> "_Answer | tuple[str, int]":
        """Wait for the task's next step, or for its answer."""
        try:
            received: _Answer | tuple[str, int] = self.news.recv()
        except EOFError:
            return _Answer(error=WeftError("A process that was to check or parse was killed."))
        return received


@dataclass(frozen=True)
class _Answer:
    given: Any = None
    error: Exception | None = None

    def value(self) -> Any:
        if self.error:
            raise self.error
        return self.given


@contextmanager
def beside(task: Task) -> Iterator[Work]:
    """Begin a task; when the block is left it is stopped, done or not."""
    receiver, sender = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_do, args=(task, sender), daemon=True)
    process.start()
    sender.close()
    try:
        yield Work(receiver)
    finally:
        receiver.close()
        process.terminate()
        process.join(_SECONDS_TO_END)
        process.kill()
        process.join()


def side_by_side(
    tasks: Mapping[str, Task], on_step: Callable[[str, str, int], None]
) -> dict[str, Any]:
    """Do all tasks at once; give by name what each came to. The first error stops the others."""
    with ExitStack() as stack:
        waiting = {name: stack.enter_context(beside(task)) for name, task in tasks.items()}
        results = {}
        while waiting:
            ready = wait([work.news for work in waiting.values()])
            for name, work in [*waiting.items()]:
                if work.news not in ready:
                    continue
                news = work.next()
                if isinstance(news, _Answer):
                    results[name] = news.value()
                    del waiting[name]
                else:
                    on_step(name, *news)
        return {name: results[name] for name in tasks}


def _do(task: Task, sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this
    signal.signal(signal.SIGTERM, _leave)
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer = _Answer(task(lambda step, total: sender.send((step, total))))
    except Exception as error:
        answer = _Answer(error=error)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends by itself now
    with suppress(BrokenPipeError):  # nobody waits for it any more
        sender.send(answer)


def _leave(*_: object) -> None:
    """End with all that an exit tidies up, and without a word: dbt would show where it was."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    os.dup2(silence, sys.stderr.fileno())
    sys.exit(1)


def _end_with_parent() -> None:
    """Let go of every file at once when the parent is gone, however it went."""
    parent = multiprocessing.parent_process()
    assert parent, "work is done in a child"
    wait([parent.sentinel])
    os._exit(1)
