"""Meta Ads Manager: reports by day and device, a totals row, the currency in the header."""

from weft.sample.context import Context
from weft.sample.files import Column, HeadOrTail, Layout
from weft.sample.writers import ads


def write(context: Context) -> None:
    """Write `ads/meta/<account>_daily_<first>_<last>.csv`."""
    report = ads.report(context, "meta_ads")
    path = f"delivered_on || '/ads/meta/' || {ads.file_name('daily')} || '.csv'"
    is_french = "delivery_n % 13 = 7"
    sums = dict(
        context.connection.execute(
            f"select {path}, sum(cost)::varchar from {report} group by 1"
        ).fetchall()
    )
    layout = Layout(bom=True)
    for condition, columns, head, tail in (
        # The totals row stands last in reports of old, first in those of today.
        (f"is_old and not {is_french}", _older(), None, _totals(sums, 1, 5)),
        (f"not is_old and not {is_french}", _today(), None, _totals(sums, 8, 12)),
        (is_french, _french(), None, None),
    ):
        context.extracts.write(
            report,
            columns,
            path=path,
            order_by="day, campaign_no, device",
            where=condition,
            layout=layout,
            head=head,
            tail=tail,
        )
    context.drop([report])


def _totals(sums: dict[str, str], before: int, after: int) -> HeadOrTail:
    """Give the totals row: no name, no day, the money only."""
    return lambda path, rows: "," * before + sums[path] + "," * after + "\n"


def _older() -> list[Column]:
    """Give the columns of the older report."""
    return [
        ("Campaign name", "campaign_name"),
        ("Amount spent (GBP)", "cost"),
        ("Day", "day"),
        ("Campaign ID", "platform_campaign_id"),
        ("Device platform", "device"),
        ("Impressions", "impressions"),
        ("Link clicks", "clicks"),
    ]


def _today() -> list[Column]:
    """Give the columns of today's report."""
    return [
        ("Reporting starts", "day"),
        ("Reporting ends", "day"),
        ("Campaign name", "campaign_name"),
        ("Campaign delivery", "'active'"),
        ("Attribution setting", "'7-day click or 1-day view'"),
        ("Results", "case when conversions > 0 then conversions::decimal(18, 2) end"),
        (
            "Result indicator",
            "case when conversions > 0 then 'actions:offsite_conversion.fb_pixel_purchase' end",
        ),
        ("Reach", "impressions * 7 // 10"),
        ("Amount spent (GBP)", "cost"),
        ("Impressions", "impressions"),
        (
            "CPM (cost per 1,000 impressions) (GBP)",
            "case when impressions > 0 then round(cost::double * 1000 / impressions, 4) end",
        ),
        ("Link clicks", "clicks"),
        (
            "CPC (cost per link click) (GBP)",
            "case when clicks > 0 then round(cost::double / clicks, 4) end",
        ),
        ("Clicks (all)", "clicks + clicks // 3"),
        ("Campaign ID", "platform_campaign_id"),
        ("Device platform", "device"),
        ("Purchases", "case when conversions > 0 then conversions::decimal(18, 2) end"),
        ("Purchases conversion value", "case when conversions > 0 then conversion_value end"),
        ("Landing page views", "clicks * 8 // 10"),
        ("Ends", "'Ongoing'"),
        ("Frequency", "1.43"),
    ]


def _french() -> list[Column]:
    """Give the columns of a French user, with French dates."""
    return [
        ("Jour", "strftime(day, '%d/%m/%Y')"),
        ("Nom de la campagne", "campaign_name"),
        ("ID de la campagne", "platform_campaign_id"),
        ("Device platform", "device"),
        (
            "Résultats",
            "case when conversions > 0 then replace(conversions::decimal(18, 2)::varchar, '.', "
            "',') end",
        ),
        ("Montant dépensé (GBP)", "replace(cost::varchar, '.', ',')"),
        ("Impressions", "impressions"),
        ("Clics sur un lien", "clicks"),
    ]
