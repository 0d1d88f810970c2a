"""The base of a change: its commit, and the warehouse that its code builds from the extracts."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from weft.errors import WeftError
from weft.settings import Warehouse

# What decides the raw rows: while a change leaves these alone, it builds upon the base's.
LANDING = ("scripts/weft/landing/", "scripts/weft/warehouse.py")
CONTRACTS = "__sources.yml"


@dataclass(frozen=True)
class Base:
    """A commit and what was built from it. The manifest of its project is in `state`."""

    commit: str
    warehouse: Warehouse

    @property
    def state(self) -> Path:
        """The folder that dbt compares the project with."""
        return self.warehouse.folder / "target"


def base_commit(project: Path, ref: str) -> str:
    """Give the commit at which the work on HEAD left `ref`. Errors: WeftError without one."""
    return _git(
        project,
        ["merge-base", ref, "HEAD"],
        f"{ref} and HEAD have no commit in common here",
        "Name a branch or commit that is here; a shallow clone needs `git fetch --unshallow`.",
    ).strip()


def lands_anew(project: Path, commit: str) -> bool:
    """Tell whether the project's files differ from the commit's in what decides the raw rows."""
    changed = _git(
        project,
        ["diff", "--name-only", "--relative", commit],
        f"git cannot compare with {commit}",
        "Look whether the repository is whole: git fsck.",
    )
    return any(name.startswith(LANDING) or name.endswith(CONTRACTS) for name in changed.split("\n"))


def built_base(
    project: Path, commit: str, extracts: Path, run_at: str, folder: Path, console: Console
) -> Base:
    """Give the warehouse of a commit, built by its own code; one built before is used again.

    Errors: WeftError when it does not build, naming the log.
    """
    home = folder / f"{commit[:12]}-{_digest(extracts, run_at)}"
    base = Base(commit, Warehouse(home / "warehouse"))
    done = home / "done"
    if done.exists():
        console.print(f"base {commit[:12]}, built before", highlight=False)
        return base
    shutil.rmtree(home, ignore_errors=True)
    tree = home / "tree"
    tree.mkdir(mode=0o700, parents=True)
    _check_out(project, commit, tree)
    log = home / "run.log"
    words = ["-m", "weft", "run", "--from", str(extracts.resolve()), "--run-at", run_at]
    with console.status(f"building base {commit[:12]}"), log.open("wb") as output:
        done_run = subprocess.run(
            [sys.executable, *words],
            cwd=tree,
            env={
                **os.environ,
                "PYTHONPATH": str(tree / "scripts"),
                "WEFT_PROJECT": str(tree),
                "WEFT_WAREHOUSE": str(base.warehouse.folder),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done_run.returncode:
        raise WeftError(
            f"base {commit[:12]} cannot be built from {extracts}",
            f"How its run ended is in {log}. Mend the base, or name another.",
        )
    console.print(f"base {commit[:12]}, built", highlight=False)
    done.touch()
    return base


def _digest(extracts: Path, run_at: str) -> str:
    """Give a short name of what the files hold, and the moment."""
    digest = hashlib.sha256(run_at.encode())
    for path in sorted(path for path in extracts.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(extracts).as_posix()}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


def _check_out(project: Path, commit: str, tree: Path) -> None:
    archive = tree.with_suffix(".tar")
    _git(
        project,
        ["archive", "--format=tar", f"--output={archive}", commit],
        f"git cannot unpack {commit}",
        "Look whether the repository is whole: git fsck.",
    )
    with tarfile.open(archive) as packed:
        packed.extractall(tree, filter="data")
    archive.unlink()


def _git(project: Path, words: Sequence[str], trouble: str, cure: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(project), *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise WeftError(trouble, cure)
    return done.stdout
