"""Microsoft Advertising: zipped reports with lines before and after the table."""

import datetime as dt

from weft.sample.context import Context
from weft.sample.files import Column, Layout
from weft.sample.writers import ads


def write(context: Context) -> None:
    """Write `ads/microsoft/<account>_performance_<first>_<last>.csv`, zipped in later years."""
    report = ads.report(context, "microsoft_ads")
    name = f"delivered_on || '/ads/microsoft/' || {ads.file_name('performance')}"
    for condition, columns, path, bom in (
        ("is_old", _older(), f"{name} || '.csv'", False),
        ("not is_old", _today(), f"{name} || '.csv.zip'", True),
    ):
        context.extracts.write(
            report,
            columns,
            path=path,
            order_by="day, campaign_no, device",
            where=condition,
            layout=Layout(quote="all", newline="\r\n", bom=bom),
            head=_head,
            tail=_tail,
        )
    _empty(context)
    context.drop([report])


def _head(path: str, rows: int) -> str:
    """Give the lines before the header."""
    first, last = (dt.date.fromisoformat(day) for day in ads.days_of(path))
    lines = (
        "Report Name: Campaign performance",
        f"Report Time: {first:%-m/%-d/%Y} - {last:%-m/%-d/%Y}",
        "Time Zone: (GMT) Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London",
        f"Last Completed Available Day: {last:%-m/%-d/%Y} 11:59:59 PM (GMT)",
        "Potential Incomplete Data: true",
        f"Rows: {rows}",
    )
    return "".join(f'"{line}"\r\n' for line in lines) + "\r\n"


def _tail(path: str, rows: int) -> str:
    """Give the copyright: with a sign in the user interface, an at sign from the interface."""
    sign = "@" if path.endswith(".zip") else "©"
    return f'\r\n"{sign}2026 Microsoft Corporation. All rights reserved. "\r\n'


def _older() -> list[Column]:
    """Give the columns of reports saved by hand."""
    return [
        ("Gregorian date", "strftime(day, '%-m/%-d/%Y')"),
        ("Account name", "'Harbour & Vale'"),
        ("Campaign name", "campaign_name"),
        ("Campaign ID", "platform_campaign_id"),
        ("Device type", "case device when 'desktop' then 'Computer' else 'Smartphone' end"),
        ("Impressions", "impressions"),
        ("Clicks", "clicks"),
        ("Spend", "cost"),
        ("Conversions", "floor(conversions)::bigint"),
    ]


def _today() -> list[Column]:
    """Give the columns of scheduled reports."""
    return [
        ("TimePeriod", "strftime(day, '%-m/%-d/%Y')"),
        ("AccountName", "'Harbour & Vale'"),
        ("CampaignName", "campaign_name"),
        ("CampaignId", "platform_campaign_id"),
        ("CampaignStatus", "'Active'"),
        ("CurrencyCode", "'GBP'"),
        ("DeviceType", "case device when 'desktop' then 'Computer' else 'Smartphone' end"),
        ("Network", "'Microsoft sites and select traffic'"),
        ("Impressions", "impressions"),
        ("Clicks", "clicks"),
        ("Ctr", "case when impressions > 0 then round(100.0 * clicks / impressions, 2) || '%' end"),
        ("Spend", "cost"),
        ("Conversions", "floor(conversions)::bigint"),
        ("ConversionsQualified", "conversions::decimal(18, 2)"),
        ("Revenue", "conversion_value::decimal(18, 2)"),
    ]


def _empty(context: Context) -> None:
    """Write a report that arrived with no byte in it."""
    day = context.deliveries[len(context.deliveries) // 2]
    name = f"{day}/ads/microsoft/{ads.ACCOUNT}_late.csv"
    context.extracts.write_empty(name)
    context.note_bad_file(name, "empty", "no byte in it")
