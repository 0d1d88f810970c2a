"""What a company's data means where it does not say so itself."""

import pytest

from weft.errors import WeftError
from weft.pipeline.company import AS_PROJECT, Company


def test_what_is_not_given_is_left_to_the_project() -> None:
    assert AS_PROJECT.variables() == {}
    assert Company(country="US").variables() == {"weft_default_country": "US"}


def test_currency_is_that_of_bare_amounts_and_of_reports() -> None:
    assert Company(currency="USD", time_zone="America/New_York").variables() == {
        "weft_default_currency": "USD",
        "reporting_currency": "USD",
        "weft_default_time_zone": "America/New_York",
    }


@pytest.mark.parametrize(
    "given", [{"country": "USA"}, {"currency": "$"}, {"time_zone": "America/NewYork"}]
)
def test_what_no_model_could_work_with_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(WeftError, match="is no "):
        Company(**given)
