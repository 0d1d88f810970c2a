"""The `weft` command: thin functions over the package's own."""

import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from weft.disk import refusal
from weft.errors import WeftError
from weft.settings import PROJECT_ROOT, Warehouse

DEFAULT_EXTRACTS = Path("sample/extracts")

app = typer.Typer(
    help="Weave every channel's customer data into one warehouse.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
bench = typer.Typer(help="Measure how fast Weft is on this machine.", no_args_is_help=True)
app.add_typer(bench, name="bench")
review = typer.Typer(help="Decide who is one person.", invoke_without_command=True)
app.add_typer(review, name="review")
quarantine = typer.Typer(help="Decide on rows set aside and refused files.", no_args_is_help=True)
app.add_typer(quarantine, name="quarantine")
console = Console()

RunAt = Annotated[
    datetime | None,
    typer.Option(help="The moment the run speaks of, in UTC; by default now.", show_default=False),
]
Country = Annotated[
    str | None,
    typer.Option(help="Country, two letters, of numbers and addresses that name none."),
]
Currency = Annotated[
    str | None,
    typer.Option(help="Currency, three letters, of amounts that name none, and of reports."),
]
TimeZone = Annotated[
    str | None, typer.Option(help="Zone of times that name none, such as Europe/London.")
]
AcceptDrift = Annotated[
    str | None,
    typer.Option(
        help="Why a drift from the last publication is right this time; it then only warns.",
        metavar="REASON",
    ),
]


By = Annotated[
    str, typer.Option(help="Who decides; by default the user of this machine.", show_default=False)
]
Why = Annotated[str, typer.Option(help="The reason, for whoever asks later.")]
HELD = "It holds from the next build on: weft run."


class Panel(StrEnum):
    """Public panels that Weft can lay out as extracts."""

    COMPLETEJOURNEY = "completejourney"


@app.callback()
def weft() -> None:
    """Weave every channel's customer data into one warehouse."""


@app.command()
def fetch(
    names: Annotated[
        list[str] | None, typer.Argument(help="Deliveries to fetch; by default all.")
    ] = None,
    settings: Annotated[
        Path, typer.Option(help="Who delivers what, as docs/deliveries.example.toml shows.")
    ] = PROJECT_ROOT / "deliveries.toml",
) -> None:
    """Bring new extracts from folders and SFTP servers; end with 1 when one failed."""
    from weft.fetch import fetch as fetch_all
    from weft.fetch.result import show
    from weft.fetch.settings import load_settings

    warehouse = Warehouse.from_environment()
    result = fetch_all(warehouse, load_settings(settings), names or [], console)
    show(result, console)
    if result.troubles:
        raise typer.Exit(1)


@app.command()
def land(
    from_dir: Annotated[
        Path, typer.Option("--from", help="The folder the extracts were delivered to.")
    ] = DEFAULT_EXTRACTS,
    country: Country = None,
    run_at: RunAt = None,
    strict: Annotated[bool, typer.Option(help="End with 1 when a file was refused.")] = False,
) -> None:
    """Take new extracts into the warehouse, each file whole and once."""
    from weft.landing import land as land_files
    from weft.landing.report import next_step
    from weft.pipeline.ledger import Ledger, bring_in
    from weft.pipeline.lock import sole_writer
    from weft.privacy.unfinished import finish_erasures

    moment = run_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    warehouse = Warehouse.from_environment()
    with sole_writer(warehouse, "land"):
        with closing(Ledger(warehouse)) as ledger:
            finish_erasures(warehouse, ledger)
        result = land_files(warehouse, from_dir, run_at=moment, country=country, console=console)
        bring_in(warehouse)
    console.print(next_step(result))
    if strict and result.refused:
        raise typer.Exit(1)


@app.command()
def sample(
    customers: Annotated[int, typer.Option(help="How many customers.")] = 5_000,
    months: Annotated[int, typer.Option(help="How many months, up to --end.")] = 18,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("sample"),
    end: Annotated[
        datetime, typer.Option(help="The last day of the period.", formats=["%Y-%m-%d"])
    ] = datetime(2026, 9, 30),
    settings: Annotated[
        Path | None, typer.Option(help="A file of noise settings to use over the default ones.")
    ] = None,
    real: Annotated[
        Panel | None, typer.Option(help="Real households instead: a public panel of 2017.")
    ] = None,
) -> None:
    """Write a fictional group's extracts, dirty as real ones, and the truth beside them."""
    if real:
        from weft.sample.completejourney import RUN_OPTIONS, convert

        console.print(convert(out).table())
        console.print(f"Next: weft run --from {out / 'extracts'} {RUN_OPTIONS}", soft_wrap=True)
        return
    from weft.sample import generate
    from weft.sample.settings import load_settings

    summary = generate(
        customers=customers,
        months=months,
        seed=seed,
        out=out,
        end=end.date(),
        settings=load_settings(settings),
        console=console,
    )
    console.print(summary.table())
    console.print(f"Next: weft run --from {summary.out / 'extracts'}", highlight=False)


@app.command()
def seeds() -> None:
    """Render the seeds that come from published lists again."""
    from weft.seeds import render

    for name, rows in render().items():
        console.print(f"seeds/{name}: {rows:,} rows")


@app.command()
def train(
    profiles: Annotated[
        int, typer.Option(help="Descriptions of people to learn from, drawn by hash.", min=1000)
    ] = 50_000,
    pairs_of: Annotated[
        int, typer.Option(help="Descriptions of which all pairs are looked at.", min=100)
    ] = 3_000,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the weights have aged; 1 if so.")
    ] = False,
) -> None:
    """Learn from the candidate what agreement and disagreement weigh, and write the seeds."""
    from weft.identity.age import drifts, shown
    from weft.identity.report import write_report
    from weft.identity.train import train as learn
    from weft.identity.train import write
    from weft.pipeline.dbt_project import DbtProject

    warehouse = Warehouse.from_environment()
    project = DbtProject(PROJECT_ROOT, warehouse)
    if check:
        found = drifts(project, PROJECT_ROOT / "seeds", pairs_of=pairs_of)
        console.print(shown(found))
        aged = [drift.figure for drift in found if drift.has_aged]
        if aged:
            console.print(f"The weights have aged: {', '.join(aged)}. Learn them anew: weft train")
            raise typer.Exit(1)
        console.print("The weights still describe the candidate.")
        return
    learnt = learn(project, console, profiles=profiles, pairs_of=pairs_of)
    for name, rows in write(learnt, PROJECT_ROOT / "seeds").items():
        console.print(f"seeds/{name}: {rows:,} rows")
    console.print(f"Written: {write_report(learnt.weights, learnt.terms, warehouse.reports)}")
    console.print("Look at the change with git diff seeds/, then: weft run")


@app.command()
def run(
    from_dir: Annotated[
        Path, typer.Option("--from", help="The folder the extracts were delivered to.")
    ] = DEFAULT_EXTRACTS,
    country: Country = None,
    currency: Currency = None,
    time_zone: TimeZone = None,
    run_at: RunAt = None,
    accept_drift: AcceptDrift = None,
    rebuild: Annotated[
        bool,
        typer.Option(help="Build even when nothing is new, and take nothing from the last build."),
    ] = False,
) -> None:
    """Land, build, check and publish; end with 1 when a gate fails."""
    from weft.pipeline.company import Company
    from weft.pipeline.run import run as run_all

    run_all(
        PROJECT_ROOT,
        Warehouse.from_environment(),
        from_dir,
        console,
        run_at=run_at,
        company=Company(country, currency, time_zone),
        accept_drift=accept_drift,
        rebuild=rebuild,
    )


@app.command()
def check(accept_drift: AcceptDrift = None) -> None:
    """Ask every gate about the candidate as it is; end with 1 when one fails."""
    from weft.pipeline.run import check_only

    check_only(PROJECT_ROOT, Warehouse.from_environment(), console, accept_drift=accept_drift)


@app.command()
def publish() -> None:
    """Put a candidate that passed all gates in the place of the publication."""
    from weft.pipeline.run import publish_only

    publish_only(Warehouse.from_environment(), console)


@app.command()
def pull_request(
    base: Annotated[str, typer.Option(help="Branch or commit to compare with.")],
    from_dir: Annotated[
        Path,
        typer.Option("--from", help="Folder of extracts.", exists=True, file_okay=False),
    ] = DEFAULT_EXTRACTS,
    run_at: RunAt = None,
    folder: Annotated[
        Path, typer.Option(help="Where bases are kept and changes are built.")
    ] = PROJECT_ROOT / "target" / "pull_request",
) -> None:
    """Build what a change touches upon its base, and report what it does; end with 1 if unfit."""
    from weft.pull_request import review

    at = run_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    report = folder / "report.md"
    found = review(PROJECT_ROOT, base, from_dir, at, folder, report, console)
    different = sum(change.is_change for change in found.changes)
    console.print(
        f"{different:,} tables differ, {len(found.failed):,} tests failed, "
        f"{len(found.unbuilt):,} models were not built.",
        highlight=False,
    )
    console.print(f"Report: {report}", highlight=False)
    if not found.passed:
        raise typer.Exit(1)


@app.command()
def status() -> None:
    """Show what is published, the last runs, fresh sources and open findings."""
    from weft.pipeline.status import status as show

    show(Warehouse.from_environment(), console)


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="A question's name; without one, all are listed.")
    ] = None,
) -> None:
    """Put a ready question to the published warehouse."""
    from weft.ask import ask as answer
    from weft.ask import listed, questions

    if question is None:
        console.print(listed(questions()))
    else:
        answer(Warehouse.from_environment(), question, console)


@app.command()
def timeline(
    customer: Annotated[
        str | None, typer.Argument(help="A customer_key; by default the one in most channels.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write, SVG.")] = None,
) -> None:
    """Draw every contact of one customer as a picture."""
    from weft.pictures import timeline as draw

    console.print(f"Written: {draw(Warehouse.from_environment(), customer, out)}")


@app.command()
def explain(
    one: Annotated[str, typer.Argument(help="source:source_id, a record_key or a customer_key.")],
    other: Annotated[str, typer.Argument(help="The same, of the other.")],
    chart: Annotated[
        Path | None, typer.Option(help="File to write the weights to as a picture, SVG.")
    ] = None,
    values: Annotated[bool, typer.Option(help="Show what the records say: personal data.")] = False,
    published: Annotated[
        bool, typer.Option(help="Ask the published file, as without a candidate.")
    ] = False,
) -> None:
    """Say why two records, or customers, are one person, or why they are not."""
    from weft.steward.explain import explain as explained
    from weft.steward.waterfall import draw, show

    warehouse = Warehouse.from_environment()
    found = explained(warehouse, one, other, values=values, published=published)
    show(found, console)
    if chart:
        console.print(f"Written: {draw(found, chart)}")


@app.command("list")
def list_for_outside(
    name: Annotated[
        str | None, typer.Argument(help="A list's name; without one, all are named.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write, CSV.")] = None,
    brief: Annotated[
        str | None, typer.Option(help="The brief of the list `eligible`.", show_default=False)
    ] = None,
) -> None:
    """Write a list for a tool outside, with the columns its use needs and no others."""
    from weft.lists import LISTS, write_list

    if name is None:
        for known, listed in LISTS.items():
            console.print(f"{known}: {listed.about}", highlight=False)
        return
    if out is None:
        raise WeftError("Where to is not said.", "Name a file with --out.")
    rows = write_list(Warehouse.from_environment(), name, out, brief)
    console.print(f"Written: {out}, {rows:,} rows", highlight=False)


@app.command()
def brief(
    reference: Annotated[
        str, typer.Argument(help="An account's key, id or name; or a customer, as for explain.")
    ],
    out: Annotated[Path | None, typer.Option(help="File to write, HTML.")] = None,
) -> None:
    """Write one page on an account for who visits it, or on a customer for who talks to her."""
    from weft.briefs import write_brief

    written = write_brief(Warehouse.from_environment(), reference, out)
    console.print(f"Written: {written}", highlight=False)


@review.callback()
def review_queue(
    context: typer.Context,
    by: By = "",
    limit: Annotated[int, typer.Option(help="How many pairs at most.")] = 20,
) -> None:
    """Go through the queue pair by pair; where nobody sits at a terminal, list it."""
    from weft.steward.review import ask as go_through
    from weft.steward.review import show_queue

    if context.invoked_subcommand:
        return
    if not console.is_terminal:
        show_queue(Warehouse.from_environment(), limit, console)
        return
    taken = go_through(Warehouse.from_environment(), by or getuser(), limit, console)
    console.print(f"{len(taken)} decisions. They hold from the next build on: weft run.")


@review.command("list")
def review_list(
    limit: Annotated[int, typer.Option(help="How many pairs at most.")] = 20,
) -> None:
    """List the pairs that wait for a decision, most valuable first."""
    from weft.steward.review import show_queue

    show_queue(Warehouse.from_environment(), limit, console)


@review.command("accept")
def review_accept(
    pair: Annotated[list[str], typer.Argument(help="The pair's id, or two records.")],
    why: Why,
    by: By = "",
) -> None:
    """Decide that two are one person."""
    from weft.steward.decisions import MUST

    _decide(MUST, pair, why, by)


@review.command("reject")
def review_reject(
    pair: Annotated[list[str], typer.Argument(help="The pair's id, or two records.")],
    why: Why,
    by: By = "",
) -> None:
    """Decide that two are never one person."""
    from weft.steward.decisions import NEVER

    _decide(NEVER, pair, why, by)


def _decide(decision: str, pair: list[str], why: str, by: str) -> None:
    from weft.steward.decisions import decide, pair_named

    if len(pair) > 2:
        raise WeftError(f"{len(pair)} records are no pair.", "Name two, or the id of a pair.")
    warehouse = Warehouse.from_environment()
    taken = decide(warehouse, decision, [pair_named(warehouse, pair)], by=by or getuser(), why=why)
    console.print(f"Decision {taken.decision_id}: {decision}. {HELD}", highlight=False)


@review.command("split")
def review_split(
    records: Annotated[list[str], typer.Argument(help="The records that leave their customer.")],
    why: Why,
    by: By = "",
) -> None:
    """Decide that records are never one person with the rest of their customer."""
    from weft.steward.decisions import NEVER, decide, pairs_to_split

    warehouse = Warehouse.from_environment()
    pairs = pairs_to_split(warehouse, records)
    taken = decide(warehouse, NEVER, pairs, by=by or getuser(), why=why)
    told = f"{len(taken.pairs)} pairs are kept apart"
    console.print(f"Decision {taken.decision_id}: {told}. {HELD}", highlight=False)


@review.command("undo")
def review_undo(
    decision_id: Annotated[str, typer.Argument(help="As `weft review decisions` lists it.")],
    why: Why,
    by: By = "",
) -> None:
    """Take a decision back."""
    from weft.steward.decisions import undo

    undone = undo(Warehouse.from_environment(), decision_id, by=by or getuser(), why=why)
    console.print(f"Taken back: {undone.decision}. {HELD}", highlight=False)


@review.command("decisions")
def review_decisions() -> None:
    """List every decision taken, newest first."""
    from weft.steward.review import show_decisions

    show_decisions(Warehouse.from_environment(), console)


Items = Annotated[
    list[str], typer.Argument(help="FILE, or FILE:LINE, as `weft quarantine list` names them.")
]


@quarantine.command("list")
def quarantine_list() -> None:
    """List what is open by file and reason, without a word of the rows."""
    from weft.steward.quarantine_view import show_open

    show_open(Warehouse.from_environment(), console)


@quarantine.command("show")
def quarantine_show(
    items: Items,
    values: Annotated[bool, typer.Option(help="Show what the rows say: personal data.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="File to write the open rows to, CSV, to be corrected.")
    ] = None,
) -> None:
    """Show rows and files, what was wrong with them and what was decided."""
    from weft.steward.quarantine import write_rows
    from weft.steward.quarantine_view import show_items

    warehouse = Warehouse.from_environment()
    show_items(warehouse, items, console, values=values)
    if out:
        rows = write_rows(warehouse, items, out)
        console.print(f"Written: {out}, {rows:,} rows", highlight=False)
        console.print(
            f"Correct it, then: weft quarantine release --from {out} --why REASON", highlight=False
        )


@quarantine.command("release")
def quarantine_release(
    why: Why,
    items: Annotated[
        list[str] | None, typer.Argument(help="FILE, or FILE:LINE; none with --from.")
    ] = None,
    corrections: Annotated[
        list[str] | None,
        typer.Option("--set", help="A value to land instead.", metavar="COLUMN=VALUE"),
    ] = None,
    corrected: Annotated[
        Path | None,
        typer.Option("--from", exists=True, help="A CSV of `show --out`, corrected."),
    ] = None,
    by: By = "",
) -> None:
    """Land rows as they are, or corrected."""
    from weft.steward.quarantine import release_from, release_rows

    if bool(items) == bool(corrected) or (corrected and corrections):
        raise WeftError(
            "what shall be released is not clear", "Name items, with or without --set, or --from."
        )
    warehouse, by = Warehouse.from_environment(), by or getuser()
    if corrected:
        taken = release_from(warehouse, corrected, by=by, why=why)
    else:
        named = dict(text.partition("=")[::2] for text in corrections or ())
        taken = release_rows(warehouse, items or [], named, by=by, why=why)
    told = f"Decision {taken[0].decision_id}: {len(taken):,} rows are released."
    console.print(f"{told} They are in the next build: weft run.", highlight=False)


@quarantine.command("discard")
def quarantine_discard(items: Items, why: Why, by: By = "") -> None:
    """Decide that rows, or a refused file, are not to land."""
    from weft.steward.quarantine import discard_rows

    taken = discard_rows(Warehouse.from_environment(), items, by=by or getuser(), why=why)
    told = f"Decision {taken[0].decision_id}: {len(taken):,} discarded."
    console.print(f"{told} They stay on record, and are not asked about again.", highlight=False)


@app.command()
def forget(
    references: Annotated[
        list[str],
        typer.Argument(help="Address, number, card, source:id, customer reference or key."),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: By = "",
) -> None:
    """Remove people from raw tables to published files, and keep them out; it cannot be undone."""
    from weft.privacy.erase import forget as forget_people
    from weft.privacy.view import confirmed, show_certificates

    written = forget_people(
        Warehouse.from_environment(),
        references,
        by=by or getuser(),
        confirmed=lambda found: confirmed(found, console, yes=yes),
    )
    show_certificates(written, console)
    if not written:
        raise typer.Exit(1)


@app.command()
def access(
    reference: Annotated[
        str, typer.Argument(help="Address, number, card, source:id, customer reference or key.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to.", show_default=False)
    ] = None,
) -> None:
    """Write all that is held on a person, as JSON and as a page to read."""
    from weft.privacy.access import access as write

    written = write(Warehouse.from_environment(), reference, out)
    console.print(f"Written: {written}", highlight=False, soft_wrap=True)


@bench.command("land")
def bench_land(
    megabytes: Annotated[int, typer.Option(help="Size of the large files together.")] = 400,
    repeats: Annotated[int, typer.Option(help="Turns of each way; the best counts.")] = 3,
    small_files: Annotated[int, typer.Option(help="Number of files of fifty rows.")] = 300,
) -> None:
    """Measure landing against the bare read of the same files."""
    from weft.bench.land import bench_land as measure

    measure(megabytes, repeats, small_files, console)


@bench.command("run")
def bench_run(
    customers: Annotated[
        str, typer.Option(help="Sizes of the samples, separated by commas.")
    ] = "10000,100000",
) -> None:
    """Measure whole runs on samples of several sizes."""
    from weft.bench.run import bench_run as measure

    measure([int(size) for size in customers.split(",")], console)


@bench.command("gates")
def bench_gates(
    customers: Annotated[int, typer.Option(help="Customers of the sample.")] = 3_000,
    months: Annotated[int, typer.Option(help="Months of daily deliveries.")] = 6,
    days: Annotated[int, typer.Option(help="Clean days at the end.")] = 30,
    whole_every: Annotated[
        int, typer.Option(help="Days after which a whole run is made; 0: none.")
    ] = 15,
) -> None:
    """Plant faults in deliveries, one at a time, and see what the gates find."""
    from weft.bench.gates import bench_gates as measure

    measure(customers, months, days, whole_every, console)


@bench.command("identity")
def bench_identity(
    data: Annotated[
        Path | None, typer.Option(help="Folder with the public files (docs/benchmarks.md).")
    ] = None,
    only: Annotated[
        str | None, typer.Option(help="Names of data sets, separated by commas.")
    ] = None,
    records: Annotated[
        int | None, typer.Option(help="Match that many records of the sample instead.")
    ] = None,
    new: Annotated[float, typer.Option(help="Share of them that comes later.")] = 0.01,
) -> None:
    """Measure matching beside Splink: on public data with known truth, or on many records."""
    from weft.bench.identity import bench_identity as measure_quality
    from weft.bench.identity.many import bench_records

    if (data is None) == (records is None):
        raise WeftError(
            "what shall be matched is not clear", "Say either --data FOLDER or --records NUMBER."
        )
    if data is not None:
        measure_quality(data, only.split(",") if only else None, console)
    if records is not None:
        bench_records(records, new, console)


@bench.command("attribution")
def bench_attribution(
    paths: Annotated[
        int, typer.Option(help="Paths to share out the credit of; 0 for none.")
    ] = 1_000_000,
    touchpoints: Annotated[
        int, typer.Option(help="Touchpoints to build from conformed rows; 0 for none.")
    ] = 10_000_000,
) -> None:
    """Measure attribution beside ChannelAttribution, and building touchpoints against a sort."""
    from weft.bench.attribution.paths import bench_paths
    from weft.bench.attribution.touchpoints import bench_touchpoints

    if paths:
        bench_paths(paths, console)
    if touchpoints:
        bench_touchpoints(touchpoints, console)


@bench.command("contact")
def bench_contact(
    customers: Annotated[
        int, typer.Option(help="Customers with 18 months of messages, acts and visits.")
    ] = 1_000_000,
) -> None:
    """Measure permission, pressure, eligibility and call lists of many customers."""
    from weft.bench.contact import bench_contact as measure

    measure(customers, console)


def main() -> None:
    """Run the command line; what went wrong is told in words, with the cure.

    Whatever it writes is for its user alone.
    """
    os.umask(0o077)
    try:
        app()
    except Exception as error:
        told = error if isinstance(error, WeftError) else refusal(error)
        if told is None:
            raise
        problems = Console(stderr=True)
        problems.print(f"[bold red]weft:[/] {escape(str(told))}", highlight=False)
        if told.cure:
            problems.print(escape(told.cure), highlight=False)
        sys.exit(1)
