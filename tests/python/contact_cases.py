"""What every macro of macros/contact must give on each engine; see engine_cases."""

from engine_cases import Case

CASES: list[Case] = [
    (
        "anniversary_in('cast(a as date)', 'cast(b as int)')",
        [
            ("1980-05-31", "2026", "2026-05-31"),
            ("1980-05-31", "1979", "1979-05-31"),
            ("2000-02-29", "2028", "2028-02-29"),
            ("2000-02-29", "2026", "2026-02-28"),
            ("2000-02-29", "2100", "2100-02-28"),
            ("2000-02-29", "2400", "2400-02-29"),
            ("2000-02-28", "2026", "2026-02-28"),
            ("2000-03-29", "2026", "2026-03-29"),
            (None, "2026", None),
        ],
    ),
    (
        "permission_state('cast(a as boolean)')",
        [("true", "refused"), ("false", "allowed"), (None, "not_recorded")],
    ),
]
# 2 March 2026 is a Monday. The night is from nine to eight; noon on weekdays; Sunday all day.
QUERIES: list[tuple[str, list[tuple[str | None, ...]]]] = [
    (
        """
        select rules.named, moments.told
        from (
            values ('2026-03-02 07:59:59'), ('2026-03-02 08:00:00'), ('2026-03-02 13:00:00'),
                ('2026-03-06 13:59:59'), ('2026-03-06 14:00:00'), ('2026-03-07 13:30:00'),
                ('2026-03-07 20:59:59'), ('2026-03-07 21:00:00'), ('2026-03-08 00:00:00'),
                ('2026-03-08 23:59:59'), ('2026-03-09 00:00:00')
        ) as moments (told)
        cross join (
            values ('night', 1, 6, 21, 8), ('noon', 1, 5, 13, 14), ('sunday', 7, 7, 0, 24)
        ) as rules (named, first_weekday, last_weekday, quiet_from_hour, quiet_to_hour)
        where {{ is_quiet('cast(moments.told as timestamp)', 'rules') }}
        order by rules.named, moments.told
        """,
        [
            ("night", "2026-03-02 07:59:59"),
            ("night", "2026-03-07 21:00:00"),
            ("night", "2026-03-09 00:00:00"),
            ("noon", "2026-03-02 13:00:00"),
            ("noon", "2026-03-06 13:59:59"),
            ("sunday", "2026-03-08 00:00:00"),
            ("sunday", "2026-03-08 23:59:59"),
        ],
    ),
]
