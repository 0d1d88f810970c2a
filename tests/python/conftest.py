"""How `make test` shares the tests out among processes."""

import pytest

# Take minutes to make: all tests that ask for one of them stay in one process, and go first, so
# that nobody waits for them at the end.
COSTLY_FIXTURES = ("half_way", "sample", "real", "published_warehouse")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a costly fixture together, and before the others, those by their file."""
    costly = {item: _costly_fixture(item) for item in items}
    items.sort(key=lambda item: [*COSTLY_FIXTURES, None].index(costly[item]))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(costly[item] or item.path.stem))


def _costly_fixture(item: pytest.Item) -> str | None:
    asked = getattr(item, "fixturenames", ())
    return next((name for name in COSTLY_FIXTURES if name in asked), None)
