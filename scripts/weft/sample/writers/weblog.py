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
        breaks="gets_broken(line_key)",
    )
    cut = f"{late}/weblog/go/access.log-{late.replace('-', '')}.gz"
    context.extracts.write_bytes(cut, gzip.compress(b"81.2.69.142 - - [" * 99, mtime=0)[:-12])
    context.note_bad_file(cut, "refused", "an archive cut off in transfer")
    context.note_visitors(
        f"select distinct 'weblog', {VISITOR}, person_id, visit_id from ("
        "select ip_address, user_agent, visit_id from weblog_page union all "
        "select ip_address, user_agent, visit_id from weblog_go) "
        "inner join visit using (visit_id)"
    )
    context.drop([f"weblog_{name}" for name in ("robot", "page", "go", "bot", "line")])
