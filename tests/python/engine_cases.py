"""What every macro of macros/engine must give on each engine."""

# A call over the columns a and b, text both, and its rows: input a, input b where the call reads
# it, and what must come out, as text.
Case = tuple[str, list[tuple[str | None, ...]]]

CASES: list[Case] = [
    # --- text and patterns
    (
        r"""regexp_replace_all('a', "'([0-9]+)[.]([0-9])'", "'\\2$\\1'")""",
        [("12.5 and 3.4", "5$12 and 4$3"), ("none", "none"), ("", ""), (None, None)],
    ),
    (
        r"""regexp_replace_all('a', "'[\\x{a0}\\x27\\s]'", "''")""",
        [("a\u00a0b'c d\te", "abcde"), ("back\\slash", "back\\slash")],
    ),
    (r"""regexp_replace_all('a', "'x'", 'b')""", [("axa", "y", "aya")]),
    (
        r"""regexp_matches('a', "'^\\d{2}-\\w+$'")""",
        [("12-ab", "true"), ("x12-ab", "false"), ("", "false"), (None, None)],
    ),
    (r"""regexp_matches('a', 'b')""", [("Zoë", "o.$", "true"), ("zoe", "^o", "false")]),
    (
        r"""regexp_group('a', "'(\\w+)@(x)?'", 1)""",
        [("ann@x", "ann"), ("@x", None), ("", None), (None, None)],
    ),
    (r"""regexp_group('a', "'(\\w+)@(x)?'", 2)""", [("ann@x", "x"), ("ann@y", None)]),
    (r"""regexp_group('a', "'[0-9]+'")""", [("ab12c3", "12")]),
    ("'length(' ~ chr_null() ~ ')'", [("", "1")]),
    ("'replace(a, ' ~ chr_null() ~ \", '')\"", [("a\0b\0", "ab")]),
    (
        "sha256('a')",
        [
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("é", "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"),
            (None, None),
        ],
    ),
    (
        "hash_number(['a']) ~ ' = ' ~ hash_number([\"'abc'\"])",
        [("abc", "true"), ("abd", "false")],
    ),
    (
        "list_length(split_list('a', \"'.'\"))",
        [("a.b..c", "4"), ("", "1"), ("abc", "1"), ("a.", "2"), (None, None)],
    ),
    ("list_first(split_list('a', \"'||'\"))", [("x||y", "x"), ("|x||y", "|x"), (None, None)]),
    (
        "strip_accents('a')",
        [
            ("Zoë Čapková", "Zoe Capkova"),
            ("Ștefan Nguyễn", "Stefan Nguyen"),
            ("Ångström", "Angstrom"),
            ("øßæłđı", "øßæłđı"),
            ("Ιωάννης Кирилл Йован", "Ιωαννης Кирилл Иован"),
            ("e\u0301te\u0301", "ete"),
            ("o'neil 北京", "o'neil 北京"),
            ("", ""),
            (None, None),
        ],
    ),
    # --- numbers
    (
        "integer_divide('cast(a as int)', 'cast(b as int)')",
        [
            ("7", "2", "3"),
            ("-7", "2", "-3"),
            ("7", "-2", "-3"),
            ("7", "0", None),
            (None, "2", None),
        ],
    ),
    (
        "try_decimal('a')",
        [
            ("12.345", "12.35"),
            ("-12.345", "-12.35"),
            ("1.005", "1.01"),
            (" 5 ", "5.00"),
            (".5", "0.50"),
            ("5.", "5.00"),
            ("+5", "5.00"),
            ("1e3", "1000.00"),
            ("1_000", None),
            ("1,000", None),
            ("--", None),
            ("inf", None),
            ("NaN", None),
            ("99999999999999999", None),
            ("", None),
            (None, None),
        ],
    ),
    ("try_decimal('a', 4)", [("0.00005", "0.0001"), ("-0.04000", "-0.0400")]),
    ("'cast(a as ' ~ string_type() ~ ')'", [("1", "1")]),
    ("'cast(a as ' ~ double_type() ~ ')'", [("1.5", "1.5")]),
    (
        "'cast(a as ' ~ timestamp_type() ~ ')'",
        [("2026-09-01 10:00:00.5", "2026-09-01 10:00:00.5")],
    ),
    # --- dates and times
    (
        "parse_timestamp('a', ['%Y-%m-%d %H:%M:%S', '%d/%m/%Y %I:%M %p', '%b %d, %Y %I:%M %p',"
        " '%d/%m/%y', '%Y-%m-%dT%H:%M:%S.%f', '%Y%m%d', '%m/%d/%Y'])",
        [
            ("2026-09-01 10:00:00", "2026-09-01 10:00:00"),
            ("  2026-09-01 10:00:00 ", "2026-09-01 10:00:00"),
            ("2026-9-1 9:05:07", "2026-09-01 09:05:07"),
            ("06/09/2018 09:30 pm", "2018-09-06 21:30:00"),
            ("06/09/2018 12:00 AM", "2018-09-06 00:00:00"),
            ("Sep 26, 2026 7:05 PM", "2026-09-26 19:05:00"),
            ("jun 09, 2018 09:30 pm", "2018-06-09 21:30:00"),
            ("06/09/18", "2018-09-06 00:00:00"),
            ("06/09/68", "2068-09-06 00:00:00"),
            ("06/09/69", "1969-09-06 00:00:00"),
            ("2026-09-01T10:00:00.123456", "2026-09-01 10:00:00.123456"),
            ("2026-09-01T10:00:00.5", "2026-09-01 10:00:00.5"),
            ("20260901", "2026-09-01 00:00:00"),
            ("12/31/2026", "2026-12-31 00:00:00"),
            ("2026-02-30 10:00:00", None),
            ("2026-09-01 24:00:00", None),
            ("0000-00-00 00:00:00", None),
            ("2026-09-01 10:00:00 trailing", None),
            ("--", None),
            ("", None),
            (None, None),
        ],
    ),
    # An hour that the clocks of London never showed is still a naive time.
    (
        "parse_timestamp('a', '%Y-%m-%d %H:%M:%S')",
        [("2026-03-29 01:30:00", "2026-03-29 01:30:00")],
    ),
    (
        "parse_timestamp_tz('a', ['%Y-%m-%d %H:%M:%S %z', '%d/%b/%Y:%H:%M:%S %z',"
        " '%Y-%m-%dT%H:%M:%S%z'])",
        [
            ("2025-10-02 17:09:34 -0300", "2025-10-02 20:09:34"),
            ("2025-10-02 17:09:34-03:00", "2025-10-02 20:09:34"),
            ("2025-10-02 17:09:34 +05:30", "2025-10-02 11:39:34"),
            ("2026-10-25 01:30:00 +0100", "2026-10-25 00:30:00"),
            ("2026-10-25 01:30:00 +0000", "2026-10-25 01:30:00"),
            ("2026-01-01 00:30:00 +0100", "2025-12-31 23:30:00"),
            ("2026-09-01 09:00:02 UTC", "2026-09-01 09:00:02"),
            ("10/Oct/2026:13:55:36 +0100", "2026-10-10 12:55:36"),
            ("2026-09-01T09:00:02Z", "2026-09-01 09:00:02"),
            ("2026-09-01T09:00:02+01", "2026-09-01 08:00:02"),
            ("2026-09-01T09:00:02", None),
            ("-", None),
            ("", None),
            (None, None),
        ],
    ),
    (
        "parse_date('a', ['%Y-%m-%d', '%d/%m/%Y', '%d %B %Y'])",
        [
            ("2026-09-01", "2026-09-01"),
            ("1/9/2026", "2026-09-01"),
            ("29 February 2024", "2024-02-29"),
            ("29 February 2026", None),
            ("31/13/2026", None),
            ("", None),
            (None, None),
        ],
    ),
    (
        "format_timestamp('cast(a as timestamp)', '%A %d %b %Y, %H:%M:%S')",
        [("2026-09-01 05:06:07", "Tuesday 01 Sep 2026, 05:06:07"), (None, None)],
    ),
    ("format_timestamp('cast(a as date)', '%Y-%m')", [("2026-09-01", "2026-09")]),
    (
        "to_utc('cast(a as timestamp)', 'b')",
        [
            ("2026-07-01 12:00:00", "Europe/London", "2026-07-01 11:00:00"),
            ("2026-01-01 12:00:00", "Europe/London", "2026-01-01 12:00:00"),
            ("2026-03-29 00:59:59", "Europe/London", "2026-03-29 00:59:59"),
            ("2026-03-29 01:30:00", "Europe/London", "2026-03-29 01:30:00"),
            ("2026-03-29 02:00:00", "Europe/London", "2026-03-29 01:00:00"),
            ("2026-10-25 00:59:59", "Europe/London", "2026-10-24 23:59:59"),
            ("2026-10-25 01:00:00", "Europe/London", "2026-10-25 01:00:00"),
            ("2026-10-25 01:59:59", "Europe/London", "2026-10-25 01:59:59"),
            ("2026-10-25 02:00:00", "Europe/London", "2026-10-25 02:00:00"),
            ("2026-03-08 02:30:00", "America/New_York", "2026-03-08 07:30:00"),
            ("2026-11-01 01:30:00", "America/New_York", "2026-11-01 06:30:00"),
            ("2026-07-01 00:15:00", "Asia/Kolkata", "2026-06-30 18:45:00"),
            ("2026-07-01 12:00:00", "UTC", "2026-07-01 12:00:00"),
            (None, "Europe/London", None),
            ("2026-07-01 12:00:00", None, None),
        ],
    ),
    (
        "from_utc('cast(a as timestamp)', 'b')",
        [
            ("2026-03-29 00:59:59", "Europe/London", "2026-03-29 00:59:59"),
            ("2026-03-29 01:00:00", "Europe/London", "2026-03-29 02:00:00"),
            ("2026-10-25 00:30:00", "Europe/London", "2026-10-25 01:30:00"),
            ("2026-10-25 01:30:00", "Europe/London", "2026-10-25 01:30:00"),
            ("2026-12-31 23:30:00", "Europe/Paris", "2027-01-01 00:30:00"),
            (None, "Europe/London", None),
        ],
    ),
    (
        "date_diff_days('cast(a as timestamp)', 'cast(b as timestamp)')",
        [
            ("2026-09-01 23:59:00", "2026-09-02 00:01:00", "1"),
            ("2026-09-01 00:00:00", "2026-09-01 23:59:59", "0"),
            ("2026-03-01 00:00:00", "2026-02-01 00:00:00", "-28"),
            (None, "2026-09-01 00:00:00", None),
        ],
    ),
    (
        "date_diff_seconds('cast(a as timestamp)', 'cast(b as timestamp)')",
        [
            ("2026-09-01 23:59:00", "2026-09-02 00:01:00", "120"),
            ("2026-09-01 00:00:00.9", "2026-09-01 00:00:01.1", "0"),
            ("2026-09-01 00:00:01.1", "2026-09-01 00:00:00", "-1"),
            (None, "2026-09-01 00:00:00", None),
        ],
    ),
    (
        "epoch_micros('cast(a as timestamp)')",
        [
            ("1970-01-01 00:00:00.000001", "1"),
            ("2026-10-01 06:00:00", "1790834400000000"),
            (None, None),
        ],
    ),
    (
        "epoch_seconds('cast(a as timestamp)')",
        [
            ("1970-01-01 00:00:00", "0"),
            ("2026-10-01 06:00:00", "1790834400"),
            ("1969-12-31 23:59:59.5", "-1"),
            (None, None),
        ],
    ),
    (
        "from_epoch_micros('a')",
        [
            ("1696470452486466", "2023-10-05 01:47:32.486466"),
            ("0", "1970-01-01 00:00:00"),
            ("x", None),
            ("", None),
            (None, None),
        ],
    ),
    (
        "from_epoch_seconds('a')",
        [
            ("1790834400", "2026-10-01 06:00:00"),
            ("1790834400.25", "2026-10-01 06:00:00.25"),
            ("-1", "1969-12-31 23:59:59"),
            ("x", None),
            (None, None),
        ],
    ),
    (
        "add_seconds('cast(a as timestamp)', 'b')",
        [
            ("2026-09-01 23:59:30", "60", "2026-09-02 00:00:30"),
            ("2026-09-01 00:00:00", "-1", "2026-08-31 23:59:59"),
            ("2026-03-29 00:59:59", "3600", "2026-03-29 01:59:59"),
            (None, "1", None),
        ],
    ),
    (
        "add_days('cast(a as timestamp)', 'b')",
        [
            ("2026-02-28 23:59:30", "1", "2026-03-01"),
            ("2024-02-28 00:00:00", "1", "2024-02-29"),
            ("2026-01-01 00:00:00", "-1", "2025-12-31"),
            ("2026-01-01 00:00:00", None, None),
        ],
    ),
    (
        "iso_weekday('cast(a as timestamp)')",
        [("2026-09-28 00:00:00", "1"), ("2026-10-04 23:59:59", "7"), (None, None)],
    ),
    (
        "plausible_timestamp('cast(a as timestamp)')",
        [
            ("0018-01-01 00:00:00", None),
            ("1000-01-01 00:00:00", "1000-01-01 00:00:00"),
            (None, None),
        ],
    ),
    # --- lists and structs
    (
        "differing_bits("
        "bit_set(split_list('a', \"''\"), 'letter', 'ascii(letter)'), "
        "bit_set(split_list('b', \"''\"), 'letter', 'ascii(letter)'))",
        [("anna", "nan", "0"), ("anna", "anne", "1"), ("anna", "otto", "4"), (None, "a", None)],
    ),
    (
        "bit_set(split_list('a', \"','\"), 'part', hash_number(['part'])) ~ ' = ' ~ "
        "bit_set(split_list('b', \"','\"), 'part', hash_number(['part']))",
        [("ann,bob", "bob,ann,bob", "true"), (None, "bob", None)],
    ),
    ("sorted_text(list_of(['a', \"'x'\"]), \"','\")", [("z", "x,z"), ("b", "b,x")]),
    ("sorted_letters('a')", [("anna", "aann"), ("zoë", "ozë"), (None, None)]),
    (
        "lists_overlap(split_list('a', \"','\"), split_list('b', \"','\"))",
        [("x,y", "y,z", "true"), ("x", "y", "false"), (None, "y", None)],
    ),
    (
        "lists_overlap(list_transform(split_list('a', \"','\"), 'part',"
        " \"part || '!'\"), split_list('b', \"','\"))",
        [("x,a", "a!", "true"), ("x,a", "a", "false")],
    ),
    (
        "list_length(list_filter(split_list('a', \"','\"), 'part', \"part > 'b'\"))",
        [("a,b,c,d", "2"), ("a", "0"), (None, None)],
    ),
    (
        "list_first(list_transform(list_filter(split_list('a', \"','\"), 'part',"
        " \"part <> ''\"), 'part', 'upper(part)'))",
        [(",b,c", "B"), ("", None)],
    ),
    ("'(' ~ named_struct({'x': 'a', 'y': 'length(a)'}) ~ ').y'", [("abc", "3"), (None, None)]),
    (
        "sorted_text(split_list('a', \"','\"), \"'; '\")",
        [("b,a,Z,é", "Z; a; b; é"), ("", ""), (None, None)],
    ),
    (
        "list_lookup(split_list('a', \"','\"), split_list('b', \"','\"), 'y')",
        [("x,y", "1,2", "2"), ("y,y", "1,2", "1"), ("x", "1", None), (None, None, None)],
    ),
    # --- JSON and URLs
    (
        "json_text('a', ['Campaign Name', 1, 'x'])",
        [
            ('{"Campaign Name": [0, {"x": "it\'s"}]}', "it's"),
            ('{"Campaign Name": [0, {"x": null}]}', None),
            ('{"Campaign Name": [0, {"x": 15}]}', "15"),
            ('{"Campaign Name": [0, {"x": true}]}', "true"),
            ('{"Campaign Name": []}', None),
            ('{"Campaign', None),
            ("", None),
            (None, None),
        ],
    ),
    ("json_text('a', '$message')", [('{"$message": "a\\u00e9"}', "aé")]),
    (
        "url_decode('a')",
        [
            ("caf%C3%A9+au%20lait", "café au lait"),
            ("100%", "100%"),
            ("a%zz%41", "a%zzA"),
            ("caf%E9+x", "caf%E9 x"),
            ("%2B", "+"),
            ("", ""),
            (None, None),
        ],
    ),
    (
        "url_parameter('a', 'utm_source')",
        [
            ("/a?utm_source=dm+x&b=1", "dm x"),
            ("https://x.example/?b=1&UTM_Source=caf%C3%A9#top", "café"),
            ("/a?x_utm_source=1", None),
            ("/a?utm_source=", None),
            ("/a?utm_source=1&utm_source=2", "1"),
            ("/utm_source=1", None),
            ("", None),
            (None, None),
        ],
    ),
    (
        "url_host('a')",
        [
            ("https://WWW.Fernside.example:443/a?b=https://other.example", "www.fernside.example"),
            ("http://user:secret@go.harbourvale.example", "go.harbourvale.example"),
            ("android-app://com.example.app/", "com.example.app"),
            ("/a?u=https://other.example", None),
            ("-", None),
            (None, None),
        ],
    ),
    (
        "url_path('a')",
        [
            ("https://www.fernside.example/p/Fern%20Print?x=/y#z", "/p/Fern%20Print"),
            ("https://www.fernside.example", "/"),
            ("https://www.fernside.example?x=1", "/"),
            ("/JaneDoe7Q2X?utm_source=dm", "/JaneDoe7Q2X"),
            (None, None),
        ],
    ),
]

# What is no expression: whole queries over a few rows, and the rows they must give.
LANDED = "(select 1 as n, {{ split_list(\"'x,y'\", \"','\") }} as parts) as landed"
PARAMETERS = (
    "select {{ named_struct({'key': \"'page'\", 'value': named_struct({"
    "'string_value': \"'/a'\", 'int_value': 'cast(7 as bigint)'})}) }} as parameter"
)
CELLS = (
    "(select * from (values ('one', 1, 1, 1, 7.0), ('two', 2, 2, 2, 1.0), ('two', 2, 1, 1, 2.0),"
    " ('two', 2, 2, 1, 4.0), ('two', 2, 1, 2, 1.0))"
    " as listed (chain_key, width, row_number_, column_number_, cell))"
)
STEPS = (
    "(select * from (values ('x', '(start)', 'a', 6), ('x', 'a', 'b', 4), ('x', 'a', 'c', 2),"
    " ('x', 'b', '(converted)', 3), ('x', 'b', '(lost)', 1), ('x', 'c', '(converted)', 1),"
    " ('x', 'c', '(lost)', 1)) as listed (chain_key, from_state, to_state, transition_count))"
)
NODES = (
    "(select key as node_key"
    " from (values ('a'), ('b'), ('c'), ('d'), ('e'), ('f'), ('g')) as listed (key)) as nodes"
)
EDGES = (
    "(select a as node_key, b as linked_node_key from (values"
    " ('c', 'b'), ('a', 'b'), ('b', 'a'), ('e', 'f'), ('f', 'g'), ('g', 'e')) as listed (a, b))"
    " as edges"
)
WEIGHED_EDGES = (
    "(select a as node_key, b as linked_node_key, w as match_weight from (values"
    " ('a', 'b', 40.0), ('d', 'c', 40.0), ('f', 'a', 20.0), ('c', 'f', 21.0), ('e', 'a', 30.0),"
    " ('e', 'c', 10.0), ('b', 'd', 12.0), ('a', 'c', 35.0)) as listed (a, b, w)) as edges"
)
CONFLICTS = (
    "(select a as node_key, b as linked_node_key from (values ('d', 'b')) as listed (a, b))"
    " as conflicts"
)
QUERIES: list[tuple[str, list[tuple[str | None, ...]]]] = [
    (
        "select part.value, cast(part.position as string) from "
        + LANDED
        + " {{ explode_list('landed.parts', 'part', 'value') }} order by part.position",
        [("x", "1"), ("y", "2")],
    ),
    (
        "select part.value, cast(part.position as string) from (select "
        "{{ list_filter(split_list(\"'x'\", \"','\"), 'part', 'part is null') }} as parts)"
        " as landed {{ explode_list('landed.parts', 'part', 'value') }}",
        [],
    ),
    (
        "select cast(date_day as string) from ("
        "{{ date_spine(\"date '2026-02-27'\", \"date '2026-03-01'\") }}) as days order by date_day",
        [("2026-02-27",), ("2026-02-28",), ("2026-03-01",)],
    ),
    (
        "select cast(date_day as string) from ("
        "{{ date_spine(\"date '2026-03-01'\", \"date '2026-02-27'\") }}) as days",
        [],
    ),
    (
        "select {{ last_value_ignore_nulls('x', 'order by n rows between unbounded preceding"
        " and current row') }} from (values (1, null), (2, 'a'), (3, null), (4, 'b')) as t (n, x)"
        " order by n",
        [(None,), ("a",), ("a",), ("b",)],
    ),
    (
        "select {{ get_param('parameters', 'page') }},"
        " cast({{ get_param('parameters', 'page', 'int_value') }} as string),"
        " {{ get_param('parameters', 'other') }}"
        " from (select array_agg(parameter) as parameters from (" + PARAMETERS + ") as one) as t",
        [("/a", "7", None)],
    ),
    (
        "select {{ sorted_text_list('x') }} from (values ('b'), ('a'), (null), ('b')) as t (x)",
        [("a, b",)],
    ),
    (
        "select {{ ordered_text('x', 'n', \"' > '\") }}"
        " from (values (3, 'a'), (1, 'b'), (2, null), (4, 'a')) as t (n, x)",
        [("b > a > a",)],
    ),
    # [2 1; 4 1] swept once, and a matrix of one cell, from which nothing is swept.
    (
        "select chain_key, cast(cast(cell as decimal(9, 3)) as string) from"
        ' ({{ swept_matrices("' + CELLS + '") }}) as swept'
        " order by chain_key, row_number_, column_number_",
        [
            ("one", "7.000"),
            ("two", "0.500"),
            ("two", "0.500"),
            ("two", "-2.000"),
            ("two", "-1.000"),
        ],
    ),
    # a then b converts three times in four, a then c once in two.
    (
        "select state, cast(removal_effect as string) from"
        ' ({{ removal_effects("' + STEPS + '") }}) as solved order by state',
        [("a", "1.000000000000000"), ("b", "0.750000000000000"), ("c", "0.250000000000000")],
    ),
    # A chain, a ring, a node alone, and an edge given both ways.
    (
        "select node_key, cluster_key from ({{ connected_components("
        '"' + NODES + '", "' + EDGES + '") }}) as clusters order by node_key',
        [("a", "a"), ("b", "a"), ("c", "a"), ("d", "d"), ("e", "e"), ("f", "e"), ("g", "e")],
    ),
    # A chain from a, and a ring, which e reaches both ways.
    (
        "select node_key, parent_node_key, cast(distance as string) from ({{ spanning_trees("
        "\"(select key as node_key from (values ('a'), ('e')) as listed (key)) as roots\", "
        '"' + EDGES + '") }}) as trees order by node_key',
        [
            *(("a", None, "0"), ("b", "a", "1"), ("c", "b", "2")),
            *(("e", None, "0"), ("f", "e", "1"), ("g", "e", "1")),
        ],
    ),
]
# Of these Spark has no body.
DUCKDB_QUERIES: list[tuple[str, list[tuple[str | None, ...]]]] = [
    # b and d are at odds: f fits both about alike and stays alone, e is clearly of a's; without a
    # margin f goes where its evidence is stronger.
    (
        "select node_key, cluster_key from ({{ constrained_components("
        '"' + NODES + '", "' + WEIGHED_EDGES + '", "' + CONFLICTS + '", 6, 25) }})'
        " as clusters order by node_key",
        [("a", "a"), ("b", "a"), ("c", "c"), ("d", "c"), ("e", "a"), ("f", "f"), ("g", "g")],
    ),
    (
        "select node_key, cluster_key from ({{ constrained_components("
        '"' + NODES + '", "' + WEIGHED_EDGES + '", "' + CONFLICTS + '", 0, 25) }})'
        " as clusters order by node_key",
        [("a", "a"), ("b", "a"), ("c", "c"), ("d", "c"), ("e", "a"), ("f", "c"), ("g", "g")],
    ),
]
