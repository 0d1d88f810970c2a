"""Processes that work for the command and show nothing themselves."""

import __main__


def unattended() -> None:
    """Let a process say that nobody sits at it, before it imports duckdb.

    DuckDB takes one whose main module is no file for a console, and draws progress bars in it.
    """
    if not hasattr(__main__, "__file__"):
        __main__.__file__ = __file__
