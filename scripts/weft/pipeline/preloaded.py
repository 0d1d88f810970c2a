"""Imported once by the server that processes beside the command are forked from."""

import dbt.adapters.duckdb
import dbt.cli.main  # noqa: F401

from weft.gates.expectations import great_expectations

great_expectations()
