"""Processes beside the command tell what they do, and end with it."""

import os
import signal
import subprocess
import sys
import time
from functools import partial

import duckdb
import pytest

from weft.errors import WeftError
from weft.pipeline.beside import OnStep, beside, side_by_side

PARENT = """
import time
from test_beside import endless
from weft.pipeline.beside import beside
if __name__ == "__main__":
    with beside(endless) as work:
        print(work.next()[0], flush=True)
        time.sleep(60)
"""

LEAVING = """
from test_beside import stubborn
from weft.pipeline.beside import beside
if __name__ == "__main__":
    with beside(stubborn) as work:
        work.next()
"""


def double(number: int, on_step: OnStep) -> int:
    for step in range(number):
        on_step(f"step {step}", number)
    return 2 * number


def fail(on_step: OnStep) -> None:
    raise WeftError("no such thing", "Make one.")


def die(on_step: OnStep) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def endless(on_step: OnStep) -> None:
    on_step(str(os.getpid()), 1)
    time.sleep(60)


def stubborn(on_step: OnStep) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    on_step("nothing stops it", 1)
    time.sleep(0.5)
    return 1


def draws_bars(on_step: OnStep) -> bool:
    with duckdb.connect() as connection:
        [[drawn]] = connection.execute("select current_setting('enable_progress_bar')").fetchall()
        return bool(drawn)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ends_soon(pid: int) -> bool:
    for _ in range(100):
        if not is_alive(pid):
            return True
        time.sleep(0.1)
    return False


def test_each_task_gives_its_steps_and_its_result() -> None:
    steps: list[tuple[str, str, int]] = []
    results = side_by_side(
        {"two": partial(double, 2), "one": partial(double, 1)}, lambda *step: steps.append(step)
    )
    assert list(results.items()) == [("two", 4), ("one", 2)]
    assert sorted(steps) == [("one", "step 0", 1), ("two", "step 0", 2), ("two", "step 1", 2)]


def test_an_error_is_raised_with_its_cure() -> None:
    with pytest.raises(WeftError, match="no such thing") as raised, beside(fail) as work:
        work.result()
    assert raised.value.cure == "Make one."


def test_a_process_that_was_killed_is_an_error() -> None:
    with pytest.raises(WeftError, match="was killed"), beside(die) as work:
        work.result()


def test_what_is_not_waited_for_is_stopped() -> None:
    with beside(endless) as work:
        step = work.next()
        assert isinstance(step, tuple)
    assert ends_soon(int(step[0]))


def test_it_ends_when_the_command_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.kill()
    assert ends_soon(pid)


def test_duckdb_draws_no_bars_of_its_own_between_those_of_the_command() -> None:
    with beside(draws_bars) as work:
        assert work.result() is False


def test_an_answer_that_nobody_waits_for_is_no_error() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVING],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
