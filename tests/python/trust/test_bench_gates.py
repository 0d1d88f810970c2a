"""Planted faults are found, one at a time, and clean days are silent: a handful of each."""

import pytest
from rich.console import Console

from weft.bench.gates import bench_gates
from weft.bench.gates.faults import FAULTS

pytestmark = pytest.mark.slow

PLANTED = (
    "halved file",
    "doubled file",
    "archive cut off",
    "a channel silent: advertising",
    "price in cents: advertising",
)


def test_faults_are_found_and_clean_days_are_silent() -> None:
    faults = [fault for fault in FAULTS if fault.name in PLANTED]
    assert len(faults) == len(PLANTED)
    result = bench_gates(100, 3, 3, 0, Console(quiet=True), faults)
    assert [name for name, found in result.faults.items() if not found] == []
    assert result.faults["archive cut off"] is not None
    assert result.faults["archive cut off"].tier == "landing"
    assert len(result.clean) == 3
    assert [found for found in result.clean.values() if found] == []
