"""What the models compare, read from the project and said in Splink's words."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weft.pipeline.dbt_project import DbtProject

PRIOR = "prior"
# Where a pair is judged: any two people, or two at one address, who share a name, a landline and
# sometimes a mailbox, so that these say less.
ANYWHERE, AT_HOME = "anywhere", "at home"
# m and u of a comparison's level.
Learnt = Mapping[tuple[str, int], tuple[float, float]]


@dataclass(frozen=True)
class Level:
    """A level of a comparison: its number, its name, and the SQL condition over a pair."""

    number: int
    label: str
    condition: str


@dataclass(frozen=True)
class Comparison:
    """A comparison of `match_comparisons()`: levels from the most alike down to 0, `differs`."""

    name: str
    null_when: str
    term: str | None
    levels: tuple[Level, ...]
    # Levels so far apart that no weight joins the pair.
    forbidden: frozenset[int] = frozenset()

    def as_sql(self) -> str:
        """Give the number of a pair's level as SQL; -1 says nothing."""
        cases = "".join(
            f" when {level.condition} then {level.number}" for level in self.levels[:-1]
        )
        return f"case when {self.null_when} then -1{cases} else 0 end"

    def as_splink(self, learnt: Learnt | None = None, *, with_terms: bool = True) -> dict[str, Any]:
        """Give the comparison as Splink's settings say it, with m and u where `learnt` has them."""
        levels: list[dict[str, Any]] = [
            {
                "sql_condition": self.null_when,
                "label_for_charts": "says nothing",
                "is_null_level": True,
            }
        ]
        for level in self.levels:
            said: dict[str, Any] = {
                "sql_condition": level.condition,
                "label_for_charts": level.label,
            }
            if with_terms and self.term and level is self.levels[0]:
                said["tf_adjustment_column"] = self.term
                said["tf_adjustment_weight"] = 1.0
            if learnt and (self.name, level.number) in learnt:
                said["m_probability"], said["u_probability"] = learnt[self.name, level.number]
            levels.append(said)
        return {
            "output_column_name": self.name,
            "comparison_levels": levels,
            "comparison_description": self.name,
        }


def read_comparisons(project: DbtProject) -> list[Comparison]:
    """Read the comparisons of the project's macro `match_comparisons`."""
    return comparisons_of(
        *json.loads(project.render("{{ tojson([match_comparisons(), var('match_conflicts')]) }}"))
    )


def comparisons_of(
    said: Sequence[Mapping[str, Any]], conflicts: Collection[str] = ()
) -> list[Comparison]:
    """Give the comparisons that macro `match_comparisons` returns.

    conflicts: names of those that forbid a join where they differ, var `match_conflicts`.
    """
    return [
        Comparison(
            name=one["name"],
            null_when=one["null_when"],
            term=one.get("term"),
            levels=(
                *(
                    Level(len(one["levels"]) - at, level["label"], level["condition"])
                    for at, level in enumerate(one["levels"])
                ),
                Level(0, "differs", "ELSE"),
            ),
            forbidden=frozenset(
                [
                    0,
                    *(
                        len(one["levels"]) - at
                        for at, level in enumerate(one["levels"])
                        if level.get("is_conflict")
                    ),
                ]
                if one["name"] in conflicts
                else []
            ),
        )
        for one in said
    ]
