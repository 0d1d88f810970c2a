"""A small shop (project, deliveries, a pipeline over them), and the whole project half way."""

import random
import shutil
import signal
from pathlib import Path

import pytest

from harness import FIRST_RUN_AT, HALF_WAY, ROOT, HalfWay, Pipeline

# What the shop's project has in common with the real one.
SHARED = (
    "dbt_project.yml",
    "profiles.yml",
    "macros",
    "tests/generic",
    "models/quality",
    "models/staging/landing",
)


@pytest.fixture(scope="session")
def shop_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture project, completed with Weft's own macros and quality models."""
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(Path(__file__).with_name("fixture_project"), project, dirs_exist_ok=True)
    for name in SHARED:
        source, target = ROOT / name, project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    for part in ("identity", "conformed", "campaigns", "inventory"):  # a shop of orders knows none
        shutil.rmtree(project / "models" / "quality" / part)
    return project


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders to deliver from: `first`; `second`, which restates some orders; `bad`, with debts."""
    folder = tmp_path_factory.mktemp("deliveries")
    first, second, bad = folder / "first", folder / "second", folder / "bad"
    _deliver(first, "2026-01-05", range(0, 400), seed=1)
    shutil.copytree(first, second)
    _deliver(second, "2026-01-12", range(300, 700), seed=2)
    shutil.copytree(second, bad)
    _deliver(bad, "2026-01-19", range(690, 710), seed=3, sign=-1)
    return {"first": first, "second": second, "bad": bad}


def _deliver(folder: Path, day: str, orders: range, *, seed: int, sign: int = 1) -> None:
    chance = random.Random(seed)
    path = folder / day / "shop" / f"orders_{day}.csv"
    path.parent.mkdir(parents=True)
    lines = ["order_id,email,amount,ordered_on"]
    lines += [
        f"{order},buyer{chance.randrange(200)}@mail.example,"
        f"{sign * chance.randrange(100, 9999) / 100},{day}"
        for order in orders
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def pipeline(shop_project: Path, tmp_path: Path) -> Pipeline:
    """A pipeline over the shop's project and a warehouse of its own."""
    return Pipeline(shop_project, tmp_path / "warehouse")


@pytest.fixture(scope="session")
def published_warehouse(
    shop_project: Path, deliveries: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A warehouse in which the first delivery is published; copy it, do not write to it."""
    warehouse = tmp_path_factory.mktemp("published") / "warehouse"
    finished = Pipeline(shop_project, warehouse).weft(
        "run", "--from", str(deliveries["first"]), "--run-at", FIRST_RUN_AT
    )
    assert finished.code == 0, finished.output
    return warehouse


@pytest.fixture
def after_first_run(pipeline: Pipeline, published_warehouse: Path) -> Pipeline:
    """The pipeline, with the first delivery published."""
    shutil.copytree(published_warehouse, pipeline.warehouse, copy_function=shutil.copy2)
    return pipeline


@pytest.fixture(scope="session")
def half_way(tmp_path_factory: pytest.TempPathFactory) -> HalfWay:
    """The whole project on 250 customers; copy the warehouse, do not write to it."""
    folder = tmp_path_factory.mktemp("half_way")
    pipeline = Pipeline(ROOT, folder / "warehouse")
    sampled = pipeline.weft(
        *("sample", "--customers", "250", "--months", "4", "--seed", "5"),
        *("--out", str(folder / "sample")),
    )
    assert sampled.code == 0, sampled.output
    extracts, first_half = folder / "sample" / "extracts", folder / "first_half"
    for delivery in extracts.iterdir():
        if delivery.name <= HALF_WAY[:10]:
            shutil.copytree(delivery, first_half / delivery.name)
    arguments = ("--from", str(first_half), "--run-at", HALF_WAY)
    killed = pipeline.killed_while_building(random.Random(2026).uniform(0, 20), *arguments)
    assert killed.code == -signal.SIGKILL and not pipeline.published.exists()
    finished = pipeline.weft("run", *arguments)
    assert finished.code == 0, finished.output
    return HalfWay(extracts, first_half, pipeline)
