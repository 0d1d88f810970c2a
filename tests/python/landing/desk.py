"""A desk to land at: contracts of a few lines, a delivery folder, a warehouse of its own."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from weft.landing import LandingResult, land
from weft.landing.content import Limits
from weft.landing.result import Outcome
from weft.settings import Warehouse

RUN_AT = datetime(2026, 10, 1, 6)


def column(name: str, headers: str | list[str] = "", **meta: Any) -> dict[str, Any]:
    """A column of a contract; `data_type` is varchar unless given."""
    data_type = meta.pop("data_type", "varchar")
    if headers:
        meta["headers"] = [headers] if isinstance(headers, str) else headers
    return {"name": name, "data_type": data_type, "config": {"meta": meta}}


class Desk:
    """Everything a landing needs, below one folder."""

    def __init__(self, folder: Path) -> None:
        self.contracts = folder / "models"
        self.delivery = folder / "delivery"
        self.warehouse = Warehouse(folder / "warehouse")
        self.delivery.mkdir(parents=True)

    def contract(self, source: str, table: str, columns: list[Any], **landing: Any) -> Path:
        """Write the contract of a table, `source/*` as its pattern unless given."""
        settings = {"pattern": f"{source}/*", "reader": "csv", "load_rule": "append"} | landing
        named = [each if isinstance(each, dict) else column(each) for each in columns]
        entry = {"name": table, "config": {"meta": {"landing": settings}}, "columns": named}
        path = self.contracts / source / f"_{source}_{table}__sources.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        sources = [{"name": source, "schema": f"raw_{source}", "tables": [entry]}]
        path.write_text(
            yaml.safe_dump({"version": 2, "sources": sources}, sort_keys=False, allow_unicode=True)
        )
        return path

    def deliver(self, path: str, content: bytes | str) -> Path:
        """Put a file into the delivery folder."""
        location = self.delivery / path
        location.parent.mkdir(parents=True, exist_ok=True)
        location.write_bytes(content.encode() if isinstance(content, str) else content)
        return location

    def land(
        self, folder: str = "", run_at: datetime = RUN_AT, limits: Limits | None = None
    ) -> LandingResult:
        """Land the delivery folder, or a folder in it."""
        result = land(
            self.warehouse,
            self.delivery / folder,
            run_at=run_at,
            contracts_dir=self.contracts,
            limits=limits,
        )
        self.assert_balanced()
        return result

    def land_one(self, path: str, content: bytes | str) -> Outcome:
        """Deliver a file, land, and give what became of it."""
        self.deliver(path, content)
        outcomes = {outcome.entry.path: outcome for outcome in self.land().outcomes}
        return outcomes[path]

    def query(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the warehouse."""
        with duckdb.connect(str(self.warehouse.candidate), read_only=True) as connection:
            return connection.execute(sql, parameters).fetchall()

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """The landed rows of `source.table` in file order."""
        return self.query(f"select {columns} from raw_{table} order by _file_id, _line_number")

    def quarantine(self) -> list[tuple[Any, ...]]:
        """Line number, raw text and reason of what was set aside."""
        return self.query(
            "select line_number, raw_text, reason from landing.quarantine order by all"
        )

    def assert_balanced(self) -> None:
        """Hold every file's numbers in the ledger against the tables."""
        with duckdb.connect(str(self.warehouse.candidate), read_only=True) as connection:
            tables = connection.execute(
                "select schema_name || '.' || table_name from duckdb_tables() "
                "where starts_with(schema_name, 'raw_')"
            ).fetchall()
            raw = " union all ".join(f"select _file_id from {table}" for (table,) in tables)
            assert not connection.execute(
                f"""
                select files.path
                from landing.files
                left join (select _file_id, count(*) as n from ({raw}) group by 1) as landed
                    on files.file_id = landed._file_id
                left join (
                    select file_id, count(*) as n from landing.quarantine
                    where state <> 'released' group by 1
                ) as aside
                    on files.file_id = aside.file_id
                where
                    rows_read <> rows_landed + rows_quarantined + rows_ignored + rows_erased
                        + rows_expired
                    or rows_landed <> coalesce(landed.n, 0)
                    or rows_quarantined <> coalesce(aside.n, 0)
                """
            ).fetchall()
