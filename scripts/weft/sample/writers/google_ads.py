"""Google Ads: campaign reports of the user interface, by day and device, in three languages."""

from weft.sample.context import Context
from weft.sample.files import Column, HeadOrTail, Layout
from weft.sample.writers import ads

# Narrow no-break space: what French numbers have between thousands.
NARROW = "chr(8239)"


def write(context: Context) -> None:
    """Write `ads/google/<account>_campaigns_<first>_<last>.csv`, once with totals of a quarter."""
    report = ads.report(context, "google_ads")
    path = f"delivered_on || '/ads/google/' || {ads.file_name('campaigns')} || '.csv'"
    # Who saves the report decides: mostly English as CSV, now and then Excel, French or German.
    form = "[1, 1, 2, 1, 1, 3, 1, 1, 4, 1, 1][1 + delivery_n % 11]"
    sums = _sums(context, report, path)
    for condition, columns, layout, head, tail in (
        (
            f"{form} = 1 and is_old",
            _english(has_id=False),
            Layout(),
            _english_head,
            _tail(sums, ",", "en", False),
        ),
        (
            f"{form} = 1 and not is_old",
            _english(has_id=True),
            Layout(),
            _english_head,
            _tail(sums, ",", "en", True),
        ),
        (
            f"{form} = 2",
            _english(has_id=True),
            Layout(delimiter="\t", encoding="utf-16-le", bom=True, newline="\r\n"),
            _english_head,
            _tail(sums, "\t", "en", True),
        ),
        (
            f"{form} = 3",
            _french(),
            Layout(delimiter=";"),
            _french_head,
            _tail(sums, ";", "fr", True),
        ),
        (f"{form} = 4", _german(), Layout(), _german_head, _tail(sums, ",", "de", True)),
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
    _quarter_totals(context, report)
    _not_a_report(context)
    context.drop([report])


def _sums(context: Context, report: str, path: str) -> dict[str, tuple[str, str, str]]:
    """Give cost, impressions and clicks of each file, as English text."""
    rows = context.connection.execute(
        f"select {path}, format('{{:,.2f}}', sum(cost)::double), "
        f"format('{{:,}}', sum(impressions)::bigint), "
        f"format('{{:,}}', sum(clicks)::bigint) from {report} group by 1"
    ).fetchall()
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _name(renamed_to: str = "Generic (UK)") -> str:
    """Give the SQL of the campaign's name: generic campaigns have a new one late in the period."""
    return (
        "case when is_old or delivered_on < getvariable('period_end') - 120 then campaign_name "
        f"else replace(campaign_name, '| Generic |', '| {renamed_to} |') end"
    )


def _network(search: str, display: str) -> str:
    return f"case channel when 'display' then '{display}' else '{search}' end"


def _device(desktop: str, mobile: str) -> str:
    return f"case device when 'desktop' then '{desktop}' else '{mobile}' end"


def _english(has_id: bool) -> list[Column]:
    """Give the English columns; reports of old had no number of the campaign."""
    return [
        ("Day", "day"),
        ("Campaign", _name()),
        *([("Campaign ID", "platform_campaign_id")] if has_id else []),
        ("Device", _device("Computers", "Mobile phones")),
        ("Network", _network("Google search", "Display Network")),
        ("Currency code", "'GBP'"),
        ("Cost", "format('{:,.2f}', cost::double)"),
        ("Impr.", "format('{:,}', impressions)"),
        ("Clicks", "format('{:,}', clicks)"),
        ("Conversions", "conversions::decimal(18, 2)"),
        (
            "Conv. value",
            "case when conversions > 0 then format('{:,.2f}', conversion_value::double) "
            "else '--' end",
        ),
    ]


def _french() -> list[Column]:
    """Give the French columns: decimal commas, narrow blanks between thousands."""

    def money(amount: str) -> str:
        return f"replace(replace(format('{{:,.2f}}', {amount}::double), ',', {NARROW}), '.', ',')"

    return [
        ("Jour", "day"),
        ("Campagne", _name()),
        ("ID de campagne", "platform_campaign_id"),
        ("Appareil", _device("Ordinateurs", "Téléphones mobiles")),
        ("Réseau", _network("Recherche Google", "Réseau Display")),
        ("Code de la devise", "'GBP'"),
        ("Coût", money("cost")),
        ("Impr.", f"replace(format('{{:,}}', impressions), ',', {NARROW})"),
        ("Clics", "clicks"),
        ("Conversions", "replace(conversions::decimal(18, 2)::varchar, '.', ',')"),
        ("Valeur de conv.", money("conversion_value")),
    ]


def _german() -> list[Column]:
    """Give the German columns: points between thousands, decimal commas, so cells are quoted."""

    def money(amount: str) -> str:
        text = f"format('{{:,.2f}}', {amount}::double)"
        return f"replace(replace(replace({text}, ',', '_'), '.', ','), '_', '.')"

    return [
        ("Tag", "strftime(day, '%d.%m.%Y')"),
        ("Kampagne", _name()),
        ("Kampagnen-ID", "platform_campaign_id"),
        ("Gerät", _device("Computer", "Smartphones")),
        ("Werbenetzwerk", _network("Google Suche", "Displaynetzwerk")),
        ("Währungscode", "'GBP'"),
        ("Kosten", money("cost")),
        ("Impr.", "replace(format('{:,}', impressions), ',', '.')"),
        ("Klicks", "clicks"),
        ("Conversions", "replace(conversions::decimal(18, 2)::varchar, '.', ',')"),
        ("Conv.-Wert", money("conversion_value")),
    ]


def _english_head(path: str, rows: int) -> str:
    first, last = ads.days_of(path)
    return f'Campaign report\n"{ads.long_date(first)} - {ads.long_date(last)}"\n'


def _french_head(path: str, rows: int) -> str:
    first, last = ads.days_of(path)
    return f"Rapport sur les campagnes\n{first} - {last}\n"


def _german_head(path: str, rows: int) -> str:
    first, last = ads.days_of(path)
    return f"Kampagnenbericht\n{first} - {last}\n"


def _tail(
    sums: dict[str, tuple[str, str, str]], delimiter: str, language: str, has_id: bool
) -> HeadOrTail:
    """Give the totals rows of a report."""
    words = {
        "en": ("Total: Campaigns", "Total: Account"),
        "fr": ("Total : campagnes", "Total : compte"),
        "de": ("Gesamt: Kampagnen", "Gesamt: Konto"),
    }[language]

    def rows(path: str, count: int) -> str:
        cost, impressions, clicks = sums[path]
        blanks = ["--"] * (4 if has_id else 3)
        cells = [*blanks, "GBP", f'"{cost}"', f'"{impressions}"', f'"{clicks}"', "--", "--"]
        return "".join(delimiter.join([word, *cells]) + "\n" for word in words)

    return rows


def _quarter_totals(context: Context, report: str) -> None:
    """Write one report without days: totals of a period, which nobody may add to the days."""
    context.table(
        "google_ads_totals",
        f"""
        select max(delivered_on) as delivered_on, any_value(campaign_name) as campaign_name,
            platform_campaign_id, sum(cost) as cost, sum(impressions)::bigint as impressions,
            sum(clicks)::bigint as clicks
        from {report}
        where delivered_on = getvariable('period_end') + 1
        group by platform_campaign_id
        """,
    )
    context.extracts.write(
        "google_ads_totals",
        [
            ("Campaign", "campaign_name"),
            ("Campaign ID", "platform_campaign_id"),
            ("Currency code", "'GBP'"),
            ("Cost", "format('{:,.2f}', cost::double)"),
            ("Impr.", "format('{:,}', impressions)"),
            ("Clicks", "format('{:,}', clicks)"),
        ],
        path=f"delivered_on || '/ads/google/{ads.ACCOUNT}_summary.csv'",
        order_by="platform_campaign_id",
        head=lambda path, rows: "Campaign report\nAll time\n",
    )
    context.drop(["google_ads_totals"])


def _not_a_report(context: Context) -> None:
    """Write a workbook somebody renamed to .csv: it must be refused, and stop nothing."""
    day = context.deliveries[len(context.deliveries) // 3]
    name = f"{day}/ads/google/{ads.ACCOUNT}_workbook.csv"
    context.extracts.write_bytes(
        name, b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00xl/workbook.xml\n"
    )
    context.note_bad_file(name, "refused", "a workbook renamed to .csv")
