"""What the three advertising platforms have in common: reports that restate the days before."""

import datetime as dt

from weft.sample.context import Context

ACCOUNT = "harbourvale"
DAYS_IN_REPORT = 14


def report(context: Context, platform: str) -> str:
    """Make the rows of a platform's reports; give the name of the table.

    Every delivery holds the last fourteen days. Figures of the last seven are preliminary: clicks
    not yet struck off, conversions not yet counted. The last delivery has the final ones, so the
    newest report of each day tells what the truth tells.
    """
    return context.table(
        f"{platform}_report",
        f"""
        with bounds as (
            select delivered_on,
                row_number() over (order by delivered_on) as delivery_n,
                greatest(delivered_on - {DAYS_IN_REPORT}, getvariable('period_start')) as first_day,
                delivered_on - 1 as last_day
            from delivery
        ),
        shown as (
            select bounds.*, ad_day.*, campaign.campaign_code, campaign.campaign_name,
                campaign.platform_campaign_id,
                campaign.channel, is_old_delivery(bounds.delivered_on) as is_old,
                ad_day.day >= bounds.delivered_on - 7
                    and bounds.delivered_on <= getvariable('period_end')
                    as is_preliminary,
                campaign.campaign_code || ad_day.day || ad_day.device as draw_key
            from bounds
            inner join ad_day on ad_day.day between bounds.first_day and bounds.last_day
            inner join campaign using (campaign_no)
            where campaign.platform = '{platform}'
        ),
        restated as (
            select * exclude (cost, clicks, platform_conversions),
                (cost * case when is_preliminary then 1.02 else 1 end)::decimal(18, 2) as cost,
                clicks + case when is_preliminary then whole('invalid clicks', draw_key, 2)
                    else 0 end as clicks,
                platform_conversions * case when is_preliminary then 0.5 else 1 end as conversions
            from shown
        )
        select *, round(conversions * 62.5, 2) as conversion_value
        from restated
        """,
    )


def file_name(kind: str) -> str:
    """Give the SQL of a report's file name: account, kind, first and last day."""
    return f"'{ACCOUNT}_{kind}_' || first_day || '_' || last_day"


def long_date(text: str) -> str:
    """Write an ISO date as `September 1, 2026`."""
    day = dt.date.fromisoformat(text)
    return f"{day:%B} {day.day}, {day.year}"


def days_of(path: str) -> tuple[str, str]:
    """Give the first and the last day that a report's file name states."""
    first, last = path.split(".")[0].rsplit("_", 2)[1:]
    return first, last
