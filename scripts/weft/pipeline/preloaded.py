"""Imported once by the server that processes beside the command are forked from."""

from weft.unattended import unattended

unattended()

import dbt.adapters.duckdb  # noqa: E402
import dbt.cli.main  # noqa: E402, F401

from weft.gates.expectations import great_expectations  # noqa: E402

great_expectations()
