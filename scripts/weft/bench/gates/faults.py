"""What goes wrong with deliveries: each fault changes one file of a day's delivery."""

import csv
import gzip
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

Row = dict[str, str]
# Changes a file of a delivery; the same file of the delivery before may be asked for.
Change = Callable[[Path], None]


@dataclass(frozen=True)
class Fault:
    """A fault: what it is, the files it may befall, lines such a file has at least, what it does.

    `files` is a pattern below the folder of a day. A fault befalls the first file that fits.
    """

    name: str
    files: str
    change: Change
    least: int = 10

    def target(self, day: Path) -> Path | None:
        """Give the file of a day's delivery that the fault would befall."""
        fitting = (path for path in sorted(day.glob(self.files)) if _lines(path) >= self.least)
        return next(fitting, None)


def _lines(path: Path) -> int:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).count(b"\n")


def _text(change: Callable[[str], str]) -> Change:
    """Change the text of a file, gzipped or not."""

    def changed(path: Path) -> None:
        content = path.read_bytes()
        is_zipped = path.suffix == ".gz"
        text = (gzip.decompress(content) if is_zipped else content).decode("utf-8-sig")
        new = change(text).encode()
        _replace(path, gzip.compress(new, mtime=0) if is_zipped else new)

    return changed


def _replace(path: Path, content: bytes) -> None:
    """Write a file anew: the one that was there may be a link to the sample's."""
    path.unlink()
    path.write_bytes(content)


def _rows(change: Callable[[list[Row]], list[Row]]) -> Change:
    """Change the rows of a delimited file with a header."""

    def changed(text: str) -> str:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        rows = list(reader)
        target = io.StringIO(newline="")
        writer = csv.DictWriter(target, reader.fieldnames or ())
        writer.writeheader()
        writer.writerows(change(rows))
        return target.getvalue()

    return _text(changed)


def _cells(**columns: Callable[[str], str]) -> Change:
    """Change the cells of columns; `_` in a name stands for a blank."""
    named = {name.replace("_", " "): change for name, change in columns.items()}
    return _cells_of(named)


def _cells_of(columns: Mapping[str, Callable[[str], str]]) -> Change:
    return _rows(
        lambda rows: [
            row | {name: change(row[name]) for name, change in columns.items() if row[name]}
            for row in rows
        ]
    )


def _swapped(one: str, other: str) -> Change:
    return _rows(lambda rows: [row | {one: row[other], other: row[one]} for row in rows])


def _times(factor: float) -> Callable[[str], str]:
    return lambda cell: f"{float(cell) * factor:.2f}"


def _moved(days: int, pattern: str = r"\d{4}-\d\d-\d\d", form: str = "%Y-%m-%d") -> Change:
    """Move every date a file holds by so many days."""

    def moved(found: re.Match[str]) -> str:
        day = datetime.strptime(found.group(), form) + timedelta(days=days)
        return day.strftime(form)

    return _text(lambda text: re.sub(pattern, moved, text))


def _hours_later(hours: int) -> Change:
    """Move every moment a file holds by so many hours."""

    def moved(found: re.Match[str]) -> str:
        return str(datetime.fromisoformat(found.group()) + timedelta(hours=hours))

    return _text(lambda text: re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", moved, text))


def _micros_later(hours: int) -> Change:
    """Move the clock of GA4 events."""
    micros = hours * 3_600_000_000
    return _text(
        lambda text: re.sub(
            r'("event_timestamp":"?)(\d{16})', lambda m: f"{m[1]}{int(m[2]) + micros}", text
        )
    )


def _as_yesterday(path: Path) -> None:
    """Put the file of the day before in its place."""
    day = path.parents[2]
    [before] = [folder for folder in day.parent.iterdir() if folder != day]
    [yesterday, *_] = sorted((before / path.relative_to(day).parent).iterdir())
    _replace(path, yesterday.read_bytes())


def _cut(path: Path) -> None:
    content = path.read_bytes()
    _replace(path, content[: len(content) // 2])


def _broken(text: str) -> str:
    """Cut every third line below the header in the middle."""
    lines = text.splitlines(keepends=True)
    return "".join(
        f"{line[: len(line) // 2]}\n" if number % 3 == 1 else line
        for number, line in enumerate(lines)
    )


def _flood(text: str) -> str:
    """Add the requests of one robot that nobody knows, hundreds for each of the others."""
    lines = text.splitlines(keepends=True)
    last = re.sub(r"^\S+", "45.148.10.77", lines[-1])
    hits = (re.sub(r'"GET \S+', f'"GET /p/{number}', last) for number in range(30 * len(lines)))
    return text + "".join(hits)


META = "ads/meta/*.csv"
GOOGLE = "ads/google/*.csv"
GA4 = "ga4/*.json.gz"
WEBLOG = "weblog/*/*.gz"
MEMBERS = "mailchimp/*/subscribed_*.csv"
CUSTOMERS = "shopify/*/customers_export*.csv"
ORDERS = "shopify/*/orders_export*.csv"
CARDS = "loyalty/cards_*.csv"
CONSENT = "consent/*.json"
OPENS = "mailchimp/*/granular_activity/opens/*.csv"
TEXTS = "twilio/*.csv"

FAULTS = (
    Fault("halved file", META, _rows(lambda rows: rows[: len(rows) // 2])),
    Fault("doubled file", META, _rows(lambda rows: rows + rows)),
    Fault("header without rows", META, _rows(lambda rows: [])),
    Fault("full list cut to a third", MEMBERS, _rows(lambda rows: rows[: len(rows) // 3]), 100),
    Fault("archive cut off", GA4, _cut),
    Fault("rows cut off", META, _text(_broken)),
    Fault("yesterday's file again", META, _as_yesterday),
    Fault("a channel silent: advertising", GOOGLE, Path.unlink),
    Fault("a channel silent: web site", GA4, Path.unlink),
    Fault("dates a month early", META, _moved(-30)),
    Fault("dates a year late", CONSENT, _moved(365), 8),
    Fault("columns swapped: counts", META, _swapped("Impressions", "Clicks (all)")),
    Fault("columns swapped: name and address", CUSTOMERS, _swapped("Last Name", "Email"), 50),
    Fault("currency change", ORDERS, _cells(Currency=lambda _: "USD"), 16),
    Fault("price in cents: advertising", META, _cells_of({"Amount spent (GBP)": _times(100)})),
    Fault(
        "price in cents: orders", ORDERS, _cells(Lineitem_price=_times(100), Total=_times(100)), 12
    ),
    Fault("sign lost", META, _cells_of({"Amount spent (GBP)": _times(-1)})),
    Fault("time zone change: events", GA4, _micros_later(9), 100),
    Fault("time zone change: opened e-mails", OPENS, _hours_later(-9), 100),
    Fault(
        "encoding damage: read as Latin-1",
        MEMBERS,
        _text(lambda text: text.encode().decode("latin-1")),
        200,
    ),
    Fault(
        "encoding damage: letters lost",
        CARDS,
        _text(lambda text: re.sub(r"[^\x00-\x7f]", "\ufffd", text)),
    ),
    Fault(
        "key collapse: visitors",
        GA4,
        _text(lambda text: re.sub(r'("user_pseudo_id":)"[^"]*"', r'\1"0.0"', text)),
        100,
    ),
    Fault("key collapse: cards", CARDS, _cells_of({"card_no": lambda _: "6330000178319164"})),
    Fault(
        "keys issued anew",
        CUSTOMERS,
        _cells(Customer_ID=lambda key: f"'9{key.removeprefix(chr(39))[:0:-1]}"),
        50,
    ),
    Fault(
        "consent file reset",
        CONSENT,
        _text(lambda text: re.sub(r'("TransactionType":)"\w+"', r'\1"WITHDRAWN"', text)),
        8,
    ),
    Fault("permission reset in the scheme", CARDS, _cells_of({"email_ok": lambda _: "N"})),
    Fault("statuses renamed", TEXTS, _cells(Status=lambda _: "DELIVRD"), 30),
    Fault("column emptied", CUSTOMERS, _cells(Email=lambda _: ""), 50),
    Fault("default filled in", CARDS, _cells(mobile=lambda _: "07700 900000")),
    Fault("numbers through a spreadsheet", CARDS, _cells_of({"card_no": lambda _: "6.33003E+15"})),
    Fault("dates without times", TEXTS, _cells(SentDate=lambda at: at[:10]), 30),
    Fault("column renamed", CUSTOMERS, _text(lambda text: text.replace("Customer ID", "Id", 1))),
    Fault("delimiter changed", CARDS, _text(lambda text: text.replace(",", ";"))),
    Fault("header lost", TEXTS, _text(lambda text: text.partition("\n")[2])),
    Fault("another system's file", CARDS, _text(lambda _: "a,b\n1,2\n")),
    Fault("flood of a robot", WEBLOG, _text(_flood), 40),
)
