"""A warehouse larger than the memory it may use."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from weft.settings import PROJECT_ROOT


def test_models_after_one_that_spilled_to_disk_are_built(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("name: spilling\nprofile: weft\n")
    (project / "models" / "large.sql").write_text(
        "{{ config(materialized='table') }} "
        "select md5(cast(i as varchar)) as x from range(3000000) as numbers(i) order by x"
    )
    (project / "models" / "after.sql").write_text("select count(*) as n from {{ ref('large') }}")
    warehouse = tmp_path / "warehouse"
    warehouse.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "run", "--profiles-dir", PROJECT_ROOT],
        cwd=project,
        env=os.environ | {"WEFT_WAREHOUSE": str(warehouse), "WEFT_MEMORY_LIMIT": "100MB"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(warehouse / "build.duckdb")) as connection:
        assert connection.execute("select n from main.after").fetchall() == [(3_000_000,)]
