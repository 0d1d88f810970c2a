"""Where things are: the project, the warehouse, and the files in it."""

import os
from dataclasses import dataclass
from pathlib import Path

# WEFT_PROJECT names the dbt project when the package is installed apart from it.
PROJECT_ROOT = Path(os.environ.get("WEFT_PROJECT", Path(__file__).parents[2])).resolve()


@dataclass(frozen=True)
class Warehouse:
    """The warehouse folder and the files Weft keeps in it."""

    folder: Path

    @classmethod
    def from_environment(cls) -> "Warehouse":
        """Give the folder named by WEFT_WAREHOUSE, by default `warehouse` in the project."""
        return cls(Path(os.environ.get("WEFT_WAREHOUSE", PROJECT_ROOT / "warehouse")).resolve())

    @property
    def candidate(self) -> Path:
        """The file every step builds in; no reader ever opens it."""
        return self.folder / "build.duckdb"

    @property
    def published(self) -> Path:
        """The file BI tools read; replaced whole, or not at all."""
        return self.folder / "weft.duckdb"

    @property
    def share(self) -> Path:
        """The published file without personal data."""
        return self.folder / "weft_share.duckdb"

    @property
    def ledger(self) -> Path:
        """The run ledger: what ran, what it checked, what it published."""
        return self.folder / "ledger.sqlite"

    @property
    def lock(self) -> Path:
        """The file whose lock makes the one writer of this warehouse."""
        return self.folder / ".lock"

    @property
    def reports(self) -> Path:
        """Folder of the reports people look at."""
        return self.folder / "reports"
