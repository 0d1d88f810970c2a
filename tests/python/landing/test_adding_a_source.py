"""The guide to a new source, followed to the letter."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("models", "macros", "seeds", "tests", "dbt_project.yml", "profiles.yml")
BLOCK = re.compile(r'^```(\w+) title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def follow(guide: str, project: Path) -> None:
    """Write each file of the guide, and add each line it adds after the line it stands under."""
    for language, name, text in BLOCK.findall(guide):
        path = project / name
        if language != "diff":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            continue
        context, *added = text.splitlines()
        assert all(line.startswith("+") for line in added)
        before = path.read_text(encoding="utf-8")
        assert before.count(f"{context[1:]}\n") == 1, f"{name} has no such line: {context}"
        new = "\n".join([context[1:], *(line[1:] for line in added)])
        path.write_text(before.replace(f"{context[1:]}\n", f"{new}\n"), encoding="utf-8")


@pytest.mark.slow
def test_whoever_follows_the_guide_has_a_new_source(tmp_path: Path) -> None:
    project, warehouse = tmp_path / "project", tmp_path / "warehouse"
    project.mkdir()
    for part in PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, project / part)
    follow((ROOT / "docs" / "adding_a_source.md").read_text(encoding="utf-8"), project)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "scripts"),
        "WEFT_PROJECT": str(project),
        "WEFT_WAREHOUSE": str(warehouse),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
    }
    dbt = str(Path(sys.executable).with_name("dbt"))
    for command in (
        [sys.executable, "-m", "weft", "land", "--from", str(project / "extracts")],
        [
            *(dbt, "build", "--select", "+people__unioned", "+every_source_has_settings"),
            *("--indirect-selection", "cautious", "--exclude-resource-type", "unit_test"),
        ],
    ):
        done = subprocess.run(
            command, cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as built:
        people = built.execute(
            "select source_id, full_name, email, mobile, postcode, cast(created_at as varchar) "
            "from conformed.people__unioned where source_system = 'kiosk' order by source_id"
        ).fetchall()
    assert people == [
        ("K-1", "ann O'NEIL", "ann.oneil@mail.example", "+447700900123", "LS1 4AP",
         "2026-09-29 09:15:00"),
        ("K-2", "Bob Lee", None, None, "YO1 7HH", "2026-09-29 10:02:00"),
        ("K-3", "Cas de Vries", "cas@mail.example", None, None, "2026-09-29 14:40:00"),
    ]  # fmt: skip
