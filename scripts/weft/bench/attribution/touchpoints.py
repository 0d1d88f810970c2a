"""Building many touchpoints from conformed rows, against sorting the same rows once."""

from rich.console import Console

from weft.bench.drawn import Drawn, bench_drawn

# Of ten contacts six are messages, two are answers to them, two are visits. A customer has forty.
_ROWS = {
    "identity.identifiers__owned": """
        select
            md5('identifier ' || i) as customer_identifier_key, 'email' as identifier_type,
            'p' || i || '@mail.example' as identifier_value, md5('customer ' || i) as customer_key,
            true as is_owner
        from range(getvariable('size') // 40) as numbers (i)
    """,
    "identity.visitors__linked": """
        select
            md5('visitor ' || i) as visitor_key, md5('customer ' || i) as customer_key,
            timestamp '2000-01-01' as valid_from, timestamp '2100-01-01' as valid_to
        from range(getvariable('size') // 60) as numbers (i)
    """,
    "activity.campaigns__merged": """
        select
            md5('EM25W' || i || 'F') as campaign_key, 'EM25W' || i || 'F' as campaign_code,
            'fernside' as brand_key, 'email' as channel
        from range(400) as numbers (i)
    """,
    "conformed.sends__unioned": """
        select
            md5('send ' || i) as send_key, 'mailchimp' as source_system, 'send ' || i as source_id,
            'email' as channel, 'EM25W' || hash(i) % 400 || 'F' as campaign_code,
            'fernside' as brand_key, 'email' as identifier_type,
            'p' || hash(i, 'who') % (getvariable('size') // 40) || '@mail.example'
                as identifier_value,
            timestamp '2025-01-01' + to_minutes(cast(hash(i, 'when') % 800000 as int)) as sent_at,
            'delivered' as status, 'A' as creative_code
        from range(getvariable('size') * 6 // 10) as numbers (i)
    """,
    "conformed.responses__unioned": """
        select
            md5('response ' || i) as response_key, 'mailchimp' as source_system,
            'response ' || i as source_id, 'email' as channel, 'open' as response_kind,
            'EM25W' || hash(i) % 400 || 'F' as campaign_code, 'fernside' as brand_key,
            'email' as identifier_type,
            'p' || hash(i, 'who') % (getvariable('size') // 40) || '@mail.example'
                as identifier_value,
            timestamp '2025-01-01' + to_minutes(cast(hash(i, 'when') % 800000 as int))
                as responded_at,
            hash(i, 'machine') % 4 = 0 as is_machine
        from range(getvariable('size') * 2 // 10) as numbers (i)
    """,
    "activity.sessions__channelled": """
        select
            md5('session ' || i) as session_key, 'ga4' as source_system, 'session ' || i
                as session_id,
            md5('visitor ' || hash(i, 'who') % (getvariable('size') // 30)) as visitor_key,
            timestamp '2025-01-01' + to_minutes(cast(hash(i, 'when') % 800000 as int))
                as started_at,
            'fernside' as brand_key, 'mobile' as device_category, 'email' as source_channel,
            'EM25W' || hash(i) % 400 || 'F' as campaign_code
        from range(getvariable('size') * 2 // 10) as numbers (i)
    """,
}


_TOUCHPOINTS = Drawn(
    what="touchpoints from conformed rows",
    rows=_ROWS,
    built_from=["+fct_touchpoints"],
    built=[
        "sends__resolved", "responses__resolved", "sessions__resolved", "touchpoints__stacked",
        "fct_touchpoints",
    ],
    sorted_rows="select * from marts.fct_touchpoints order by touched_at, touchpoint_key",
    memory_limit="3GB",  # of DuckDB; Python and dbt take about 400 MB more, the goal is 4 GiB
)  # fmt: skip


def bench_touchpoints(touchpoints: int, console: Console) -> None:
    """Build that many touchpoints in a process of its own, then sort them; print both."""
    bench_drawn(_TOUCHPOINTS, touchpoints, console)
