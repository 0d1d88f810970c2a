"""Imported once by the server that test processes are forked from; no module of Weft is.

(Weft's settings are read from the environment when it is imported, and each test has its own.)
"""

import os
import sys

os.environ["GX_ANALYTICS_ENABLED"] = "false"
sys.modules["pyspark"] = None  # type: ignore[assignment]

import dbt.adapters.duckdb  # noqa: E402
import dbt.cli.main  # noqa: E402, F401
import duckdb_sqlalchemy  # noqa: E402, F401
import great_expectations.expectations.registry  # noqa: E402, F401
import rich.progress  # noqa: E402, F401
import typer  # noqa: E402, F401

del sys.modules["pyspark"]
