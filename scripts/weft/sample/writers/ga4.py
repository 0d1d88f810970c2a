"""Google Analytics 4: the daily event tables of its BigQuery export, as newline-delimited JSON."""

from weft.sample.context import Context

# Some events are exported twice, and some lines are followed by a piece of themselves.
LINE = (
    "case when line_gets_broken(event_key) then line || left(line, length(line) // 2) || chr(10) "
    "when chance('sent twice', event_key, 0.002) then line || line "
    "else line end"
)


def write(context: Context) -> None:
    """Write `ga4/events_YYYYMMDD.json.gz`, each day in the delivery after it, some days again."""
    context.run_file("ga4")
    # Lines keep the order of what is left of a join, if joins stay as they are written.
    context.run("set disabled_optimizers = 'join_order,build_side_probe_side'")
    context.extracts.write_lines(
        "ga4_sent",
        LINE,
        within="ga4_line",
        slice_by="event_date",
        rows_at_once=250_000,
        breaks="line_gets_broken(event_key)",
        path="file_path",
        order_by=None,
    )
    context.run("reset disabled_optimizers")
    _failed_download(context)
    context.note_visitors(
        "select 'ga4', pseudo_id, person_id, visit_id from ga4_visit where pseudo_id is not null"
    )
    context.run("drop macro table ga4_line")
    context.drop([f"ga4_{name}" for name in (
        "kind", "product", "browser", "place", "campaign", "order", "source", "visit", "sent",
        "file"
    )])  # fmt: skip
    context.run("drop type ga4_origin; drop type ga4_path; drop type ga4_page; drop type ga4_term")


def _failed_download(context: Context) -> None:
    """Write a day again as the error page that the download brought instead."""
    row = context.connection.execute(
        "select replace(file_path, delivered_on::varchar, (delivered_on + 7)::varchar) "
        "from ga4_file where shard = 0 and delivered_on + 7 <= getvariable('period_end') "
        "order by shards, mixed('failed download', event_date::varchar), delivered_on limit 1"
    ).fetchone()
    if row is not None and row[0] not in context.extracts.rows:
        page = b"<html><head><title>403 Forbidden</title></head></html>\n"
        context.extracts.write_bytes(row[0], page)
        context.note_bad_file(row[0], "refused", "an error page instead of gzip")
