"""How `make test` shares the tests out among processes."""

import pytest

# Take minutes to make: all tests that ask for one of them stay in one process.
COSTLY_FIXTURES = ("sample", "published_warehouse")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a costly fixture together, the others by their file."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        costly = next((name for name in COSTLY_FIXTURES if name in asked), None)
        item.add_marker(pytest.mark.xdist_group(costly or item.path.stem))
