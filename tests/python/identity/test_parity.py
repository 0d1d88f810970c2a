"""The weights that models add up, against Splink's own with the same settings."""

import random

import duckdb
import pytest
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI

from macro_renderer import PROJECT, VARIABLES, MacroRenderer
from weft.identity.comparisons import ANYWHERE, PRIOR, Comparison, Learnt, comparisons_of

PROFILES = 150
GIVEN = ("robert", "rob", "r", "bob", "jon", "john", "jhon", "mary", "xeno", "lee", None)
FAMILY = ("lee", "leigh", "smith", "smiht", "keaneknight", "knight", "robert")
EMAILS = ("ann.lee@x", "ann_lee@x", "ann.lee7@y", "ann.lee7@z", "an.lee@x", None)
DATES = ("1980-05-06", "1980-06-05", "1980-05-07", "1955-01-02", None)
NUMBERS = ("+447123456789", "+447987654321", None)
PLACES = (("ab12cd", "1elmroad"), ("ab12cd", "9elmroad"), ("ef34gh", "1elmroad"), (None, None))
COLUMNS = """
    select
        i::varchar as profile_key, i as profile_number,
        given_key, case when length(given_key) > 1 then given_key end as given_full,
        case when given_key = 'bob' then 'bob, robert' else given_key end as given_form_words,
        given_key[1] as given_form_initials, true as is_known_given,
        null::varchar as middle_key, family_key,
        null::varchar as gender_key,
        birth_date::date as birth_date, email, split_part(email, '@', 1) as email_name,
        ends_with(email, 'x') as is_free_mail, mobile_key, null::varchar as landline_key,
        null::varchar as national_id, postcode_key, address_key,
        address_key as street_key, address_key[1] as house_number,
        null::varchar as birth_place_key, null::varchar as occupation_key,
        'leeds' as city_key, given_terms.frequency as given_frequency,
        family_terms.frequency as family_frequency
    from drawn
    left join terms as given_terms
        on given_terms.comparison = 'given_name' and given_terms.term = drawn.given_key
    left join terms as family_terms
        on family_terms.comparison = 'family_name' and family_terms.term = drawn.family_key
"""


@pytest.fixture(scope="module")
def renderer() -> MacroRenderer:
    return MacroRenderer("duckdb")


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Profiles that agree in every way, and the seeds that the project ships."""
    draw = random.Random(7)
    drawn = [
        (i, *(draw.choice(values) for values in (GIVEN, FAMILY, EMAILS, DATES, NUMBERS)),
         *draw.choice(PLACES))
        for i in range(PROFILES)
    ]  # fmt: skip
    connection = duckdb.connect()
    connection.execute(
        "create table drawn (i int, given_key varchar, family_key varchar, email varchar, "
        "birth_date varchar, mobile_key varchar, postcode_key varchar, address_key varchar)"
    )
    connection.executemany("insert into drawn values (?, ?, ?, ?, ?, ?, ?, ?)", drawn)
    for table, seed in (("weights", "match_weights"), ("terms", "match_term_frequencies")):
        path = PROJECT / "seeds" / f"{seed}.csv"
        connection.execute(f"create table {table} as from read_csv('{path}')")
    connection.execute(f"create table profiles as {COLUMNS}")
    connection.execute(
        "create table pairs as select l.profile_key as profile_key_l, "
        "r.profile_key as profile_key_r "
        "from profiles as l inner join profiles as r on l.profile_key < r.profile_key"
    )
    return connection


def test_the_models_weigh_as_splink_does(
    renderer: MacroRenderer, connection: duckdb.DuckDBPyConnection
) -> None:
    comparisons = comparisons_of(renderer.value("match_comparisons()"))
    ours = connection.execute(
        "select profile_key_l, profile_key_r, match_weight from ("
        + renderer.render("{{ weighed_profiles('pairs', 'profiles', 'weights') }}")
        + f") as weighed where setting = '{ANYWHERE}'"
    ).fetchall()
    theirs = splink_weights(comparisons, connection)
    assert len(ours) > PROFILES
    for left, right, weight in ours:
        assert weight == pytest.approx(theirs[left, right], abs=1e-6), (left, right)


@pytest.mark.parametrize("seed", range(12))
def test_a_first_look_loses_no_pair_that_weighs_enough(
    renderer: MacroRenderer, connection: duckdb.DuckDBPyConnection, seed: int
) -> None:
    if seed:  # else the weights that the project ships
        draw = random.Random(seed)
        rows = connection.execute("select rowid from weights where weight != 0").fetchall()
        connection.executemany(
            "update weights set weight = ? where rowid = ?",
            [[draw.choice((-5, 0, 0, 2)), row] for (row,) in rows],
        )
    if seed == 1:  # only that family names differ speaks against two whose names changed places
        connection.execute(
            "update weights set weight = "
            "case when comparison = 'family_name' and level = 0 then -5 else 0 end"
        )
        for number, given, family in ((0, "lee", "robert"), (1, "robert", "lee")):
            connection.execute(
                "update profiles set given_key = $1, given_full = $1, given_form_words = $1, "
                "family_key = $2, given_frequency = null, family_frequency = null "
                "where profile_number = $3",
                [given, family, number],
            )
    worth_it = set(
        connection.execute(
            "select profile_key_l, profile_key_r from ("
            + renderer.render("{{ weighed_profiles('pairs', 'profiles', 'weights') }}")
            + f") as weighed where match_weight >= {VARIABLES['match_review_weight']}"
        ).fetchall()
    )
    prints = renderer.render(
        "{% for column, print in match_prints().items() %}, {{ print }} as {{ column }}{% endfor %}"
    )
    connection.execute(f"create table prints as select profile_key{prints} from profiles")
    promising = set(
        connection.execute(
            renderer.render("{{ promising_pairs('pairs', 'prints', 'weights') }}")
        ).fetchall()
    )
    [[all_pairs]] = connection.execute("select count(*) from pairs").fetchall()
    assert worth_it
    assert worth_it <= promising
    assert seed or len(promising) < all_pairs


def splink_weights(
    comparisons: list[Comparison], connection: duckdb.DuckDBPyConnection
) -> dict[tuple[str, str], float]:
    """What Splink predicts for all pairs with the m, u, prior and frequencies of the seeds."""
    rows = connection.execute(
        "select comparison, level, m_probability, u_probability, smallest_frequency "
        f"from weights where setting = '{ANYWHERE}'"
    ).fetchall()
    prior = next(m for name, _, m, _, _ in rows if name == PRIOR)
    learnt: Learnt = {(name, level): (m, u) for name, level, m, u, _ in rows if u is not None}
    smallest = {name: frequency for name, *_, frequency in rows if frequency is not None}
    asked = [one for one in comparisons if (one.name, 0) in learnt]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="profile_key",
        comparisons=[one.as_splink(learnt) for one in asked],
        blocking_rules_to_generate_predictions=["1 = 1"],
        probability_two_random_records_match=prior,
    )
    api = DuckDBAPI(connection)
    linker = Linker(api.register("profiles"), settings)
    for one in asked:
        if one.term:
            column = "given" if one.name == "given_name" else "family"
            connection.execute(
                f"create table tf_{one.term} as select distinct {one.term}, "
                f"greatest({column}_frequency, {smallest[one.name]}) as tf_{one.term} "
                f"from profiles where {one.term} is not null"
            )
            linker.table_management.register_term_frequency_lookup(
                api.register(f"tf_{one.term}"), one.term
            )
    predicted = linker.inference.predict()
    return {
        (left, right): weight
        for left, right, weight in connection.execute(
            f"select profile_key_l, profile_key_r, match_weight from {predicted.physical_name}"
        ).fetchall()
    }
