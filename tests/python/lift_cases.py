"""What every macro of macros/lift must give on each engine, by scipy 1.17; see engine_cases."""

from engine_cases import Case

A = "cast(a as double)"
B = "cast(b as double)"


def rounded(call: str, factor: str = "1") -> str:
    """A call to ten places of its result times a factor: doubles differ in their last digits."""
    return f"'cast({factor} * ' ~ {call} ~ ' as decimal(28, 10))'"


def wilson(sign: str) -> str:
    """A call of wilson_bound for a of b at the level of 95 %."""
    return (
        f"'cast(' ~ wilson_bound('{A} / {B}', '{B}', '1.959963984540054e0', '{sign}')"
        " ~ ' as decimal(28, 4))'"
    )


CASES: list[Case] = [
    (
        rounded(f"normal_tail('{A}')"),
        [
            ("0", "0.5000000000"),
            ("0.5", "0.3085375387"),
            ("-1.5", "0.9331927987"),
            ("1.959963984540054", "0.0250000000"),
            ("3", "0.0013498980"),
            ("-8", "1.0000000000"),
            ("38", "0.0000000000"),
            (None, None),
        ],
    ),
    # Far out, where two formulas meet: right to eight digits of the tail itself.
    (
        "'cast(1e20 * ' ~ normal_tail('cast(a as double)') ~ ' as decimal(28, 0))'",
        [("7.05", "89458896"), ("9", "11")],
    ),
    (
        rounded(f"normal_quantile('{A}')"),
        [
            ("0.5", "0.0000000000"),
            ("0.975", "1.9599639845"),
            ("0.8", "0.8416212336"),
            ("0.025", "-1.9599639845"),
            ("0.001", "-3.0902323062"),
            ("0.9999999", "5.1993375823"),
            ("0", None),
            ("1", None),
            (None, None),
        ],
    ),
    (
        rounded(f"chi_square_tail('{A}', 'cast(b as int)')"),
        [
            ("0", "1", "1.0000000000"),
            ("3.841458820694124", "1", "0.0500000000"),
            ("10", "2", "0.0067379470"),
            ("2.5", "3", "0.4752910833"),
            ("20", "7", "0.0055696831"),
            ("30", "12", "0.0027924293"),
            ("50", "19", "0.0001310612"),
            ("55.75", "40", "0.0500785353"),
            ("1", "41", None),
            ("1", "0", None),
            (None, "1", None),
        ],
    ),
    (
        "'cast(2 * ' ~ normal_tail(student_deviate('cast(a as double)', 'cast(b as double)'))"
        " ~ ' as decimal(28, 7))'",
        [
            ("2", "10", "0.0733880"),
            ("-2", "10", "0.0733880"),
            ("2.5", "30", "0.0181156"),
            ("0.3", "8.5", "0.7713836"),
            ("0", "20", "1.0000000"),
            ("5", "100.3", "0.0000024"),
            ("5", None, None),
        ],
    ),
    (
        "'cast(' ~ student_quantile('cast(a as double)', 'cast(b as double)')"
        " ~ ' as decimal(28, 6))'",
        [
            ("1.959963984540054", "30", "2.042272"),
            ("1.959963984540054", "60", "2.000298"),
            ("1.959963984540054", "150", "1.975905"),
            ("1.959963984540054", "1000000", "1.959966"),
        ],
    ),
    # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    (
        wilson("-"),
        [("81", "263", "0.2553"), ("15", "148", "0.0624"), ("0", "20", "0.0000")],
    ),
    (
        wilson("+"),
        [("81", "263", "0.3662"), ("15", "148", "0.1605"), ("0", "20", "0.1611")],
    ),
    ("polynomial('cast(a as double)', [2, 0, -1.5])", [("3", "16.5"), ("0", "-1.5")]),
]
# Weights 100 * 50 / 150 and 300 * 300 / 600: 2 and 1 pooled by 33.3 and 150. One campaign alone is
# itself; one without an error has a difference and no deviate.
COMPARED = """(
    select 'a' as channel, 100 as test_count, 50 as base_count, 2.0 as difference,
        10.0 as base_mean, 1.0 as standard_error
    union all select 'a', 300, 300, 1.0, 12.0, 0.5
    union all select 'b', 7, 3, -0.5, 4.0, 0.25
    union all select 'c', 10, 10, 1.5, 3.0, 0.0
) as compared"""
QUERIES: list[tuple[str, list[tuple[str | None, ...]]]] = [
    (
        "select channel, "
        + ", ".join(
            [f"cast({name} as string)" for name in ("campaign_count", "test_count", "base_count")]
            + [
                f"cast(cast({name} as decimal(28, 6)) as string)"
                for name in ("difference", "base_mean", "margin", "deviate")
            ]
        )
        + f" from ({{{{ pooled_lift({COMPARED!r}, '(select 2.0 as z) as levels', ['channel']) }}}})"
        " as pooled order by channel",
        [
            ("a", "2", "400", "350", "1.181818", "11.636364", "0.895351", "2.639900"),
            ("b", "1", "7", "3", "-0.500000", "4.000000", "0.500000", "2.000000"),
            ("c", "1", "10", "10", "1.500000", "3.000000", "0.000000", None),
        ],
    ),
]
