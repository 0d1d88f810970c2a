"""A project without a source, for rows that a benchmark makes itself."""

from datetime import datetime
from pathlib import Path

from weft.landing import land
from weft.pipeline.dbt_project import DbtProject
from weft.settings import PROJECT_ROOT, Warehouse


def project_of(home: Path) -> DbtProject:
    """Give the project that builds in the warehouse `home` from no source at all."""
    return DbtProject(PROJECT_ROOT, Warehouse(home), {"weft_sources": []})


def empty_warehouse(home: Path) -> DbtProject:
    """Make the raw tables of a warehouse, all empty; give the project that builds in it."""
    nothing = home / "nothing"
    nothing.mkdir(parents=True)
    land(Warehouse(home), nothing, run_at=datetime(2026, 10, 1))
    return project_of(home)
