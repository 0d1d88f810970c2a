"""What a company's data means where it does not say so itself."""

import re
from dataclasses import dataclass
from zoneinfo import available_timezones

from weft.errors import WeftError

# Company's own → the dbt vars that say it.
VARIABLES = {
    "country": ("weft_default_country",),
    "currency": ("weft_default_currency", "reporting_currency"),
    "time_zone": ("weft_default_time_zone",),
}


@dataclass(frozen=True)
class Company:
    """Country, currency and time zone; what is None, the project's vars say.

    Raises WeftError for a value that is none.
    """

    country: str | None = None
    currency: str | None = None
    time_zone: str | None = None

    def __post_init__(self) -> None:
        """Refuse here what no model could work with."""
        if self.country is not None and not re.fullmatch("[A-Z]{2}", self.country):
            raise WeftError(
                f"`{self.country}` is no country.", "Give its two letters, such as GB or US."
            )
        if self.currency is not None and not re.fullmatch("[A-Z]{3}", self.currency):
            raise WeftError(
                f"`{self.currency}` is no currency.", "Give its three letters, such as GBP or USD."
            )
        if self.time_zone is not None and self.time_zone not in available_timezones():
            raise WeftError(
                f"`{self.time_zone}` is no time zone.",
                "Give its name in the IANA database, such as Europe/London or America/New_York.",
            )

    def variables(self) -> dict[str, str]:
        """Give the dbt vars that differ from the project's own."""
        return {
            name: value
            for attribute, names in VARIABLES.items()
            if (value := getattr(self, attribute)) is not None
            for name in names
        }


AS_PROJECT = Company()
"""The company of the project's vars."""
