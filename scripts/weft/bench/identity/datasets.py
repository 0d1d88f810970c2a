"""Public data sets with known truth: their files, and their columns in the words of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from weft.errors import WeftError
from weft.sql import quote_literal


@dataclass(frozen=True)
class Dataset:
    """A set of person records of which it is known who is who.

    lists: list name → file; each is a source of its own. columns: column of a contact list → SQL
    over a row of the file. person: SQL of the true person. goal: the F1 to reach. is_deduplicated:
    each list holds a person once, and both ways are told so.
    """

    name: str
    lists: Mapping[str, str]
    columns: Mapping[str, str]
    person: str
    goal: float
    country: str = "GB"
    run_at: datetime = datetime(2026, 10, 1, 6)
    variables: Mapping[str, Any] = field(default_factory=dict)
    is_deduplicated: bool = False

    def read(self, folder: Path, name: str) -> str:
        """Give the file of a list as a relation, all of it text with plain column names.

        Errors: WeftError when the file is not there.
        """
        path = folder / self.lists[name]
        if not path.exists():
            raise WeftError(
                f"{self.name}: there is no {self.lists[name]} in {folder}",
                "docs/benchmarks.md says where each public data set comes from.",
            )
        if path.suffix == ".parquet":
            return f"read_parquet({quote_literal(str(path))})"
        return (
            "(select columns(' *(.*)') as '\\1' from "
            f"read_csv({quote_literal(str(path))}, header = true, all_varchar = true))"
        )

    def write_lists(self, folder: Path, out: Path) -> Path:
        """Write the records as contact lists, as a company would hand them in; give the folder."""
        delivery = out / f"{self.run_at:%Y-%m-%d}" / "lists"
        delivery.mkdir(parents=True, exist_ok=True)
        cells = ", ".join(f"{cell} as {column}" for column, cell in self.columns.items())
        for name in self.lists:
            duckdb.execute(
                f"copy (select {cells} from {self.read(folder, name)}) "
                f"to {quote_literal(str(delivery / f'{name}_{self.run_at:%Y-%m-%d}.csv'))} (header)"
            )
        return out

    def truth(self, folder: Path) -> str:
        """Give the truth as a query: record_id, unique over all lists, and person_id."""
        return " union all ".join(
            f"select '{name}|' || {self.columns['person_id']} as record_id, "
            f"{self.person} as person_id from {self.read(folder, name)}"
            for name in self.lists
        )


def trimmed(*columns: str) -> dict[str, str]:
    """Give the cells of columns that keep their name, blanks off."""
    return {column: f"nullif(trim({column}), '')" for column in columns}


_FEBRL = {
    "person_id": "trim(rec_id)",
    **trimmed("given_name", "street_number", "address_1", "address_2", "postcode"),
    "family_name": "nullif(trim(surname), '')",
    "city": "nullif(trim(suburb), '')",
    "region": "nullif(trim(state), '')",
    "birth_date": "nullif(trim(date_of_birth), '')",
}
_NUMBER = {"national_id": "nullif(trim(soc_sec_id), '')"}
_FEBRL_PERSON = "regexp_extract(rec_id, 'rec-[0-9]+')"
# Nobody in these lists lives with a namesake, and every field of a record may be wrong: nothing
# that differs forbids a join by itself.
_NO_FAMILIES: Mapping[str, Any] = {
    "match_conflicts": [],
    "match_apart_weight": -1000,
    "match_home_weight": -1000,
    "match_nameless_weight": -1000,
    "match_names_known": 0,
}


def _febrl(name: str, lists: Mapping[str, str], *, number: bool) -> Dataset:
    return Dataset(
        f"{name}{' with number' if number else ''}",
        lists,
        _FEBRL | (_NUMBER if number else {}),
        _FEBRL_PERSON,
        goal=0.999 if number else 0.997,
        country="AU",
        variables={**_NO_FAMILIES, "earliest_birth_date": "1890-01-01"},
        is_deduplicated=len(lists) > 1,
    )


_FEBRL_3 = {"febrl3": "dataset3.csv"}
_FEBRL_4 = {"febrl4a": "dataset4a.csv", "febrl4b": "dataset4b.csv"}
DATASETS: Sequence[Dataset] = (
    _febrl("febrl3", _FEBRL_3, number=False),
    _febrl("febrl3", _FEBRL_3, number=True),
    _febrl("febrl4", _FEBRL_4, number=False),
    _febrl("febrl4", _FEBRL_4, number=True),
    Dataset(
        "historical_50k",
        {"historical": "historical_figures_with_errors_50k.parquet"},
        {
            "person_id": "unique_id",
            "given_name": "first_name",
            "family_name": "surname",
            "birth_date": "dob",
            "gender": "gender",
            "postcode": "postcode_fake",
            "birth_place": "birth_place",
            "occupation": "occupation",
        },
        "cluster",
        goal=0.845,
        variables={**_NO_FAMILIES, "earliest_birth_date": "0001-01-01"},
    ),
    Dataset(
        "fake_1000",
        {"fake": "fake_1000.csv"},
        {
            "person_id": "unique_id",
            "given_name": "first_name",
            "family_name": "surname",
            "birth_date": "dob",
            "city": "city",
            "email": "email",
        },
        "cluster",
        goal=0.935,
        # Some of these people are born in the future.
        run_at=datetime(2036, 1, 1),
        variables=_NO_FAMILIES,
    ),
)
