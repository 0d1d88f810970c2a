"""Access logs of the hotels' server and of the micro-site, rotated each week."""

import gzip

from weft.sample.context import Context

# The key of a visitor in the conformed model: address and browser, as its key macro joins them.
VISITOR = "md5(ip_address || chr(31) || user_agent)"


def write(context: Context) -> None:
    """Write `weblog/<site>/access.log-YYYYMMDD.gz`; one comes cut off, and whole a week late."""
    late = context.deliveries[len(context.deliveries) // 3]
    context.connection.execute("set variable late_log = $day::date", {"day": late})
    context.run_file("weblog")
    path = (
        "delivered_on || '/weblog/' || site || '/access.log-' "
        "|| strftime(rotated_on, '%Y%m%d') || '.gz'"
    )
    context.extracts.write_lines(
        "weblog_line",
        "line",
        path=path,
        # A line is written when its answer is, so lines are not strictly in order.
        order_by="requested_at + to_seconds(whole('answered', line_key, 3)), line_key",
        breaks="line_gets_broken(line_key)",
    )
    cut = f"{late}/weblog/go/access.log-{late.replace('-', '')}.gz"
    context.extracts.write_bytes(cut, gzip.compress(b"81.2.69.142 - - [" * 99, mtime=0)[:-12])
    context.note_bad_file(cut, "refused", "an archive cut off in transfer")
    context.note_visitors(
        f"select 'weblog', {VISITOR}, person_id, visit_id from visit "
        "inner join visit_request using (visit_id) where brand_key = 'linden' or is_by_microsite"
    )
    context.run("drop view weblog_line")
    context.drop(["weblog_request"])
    context.run("drop view weblog_page; drop view weblog_go; drop view weblog_bot")
    context.drop(["weblog_robot"])
