"""The warehouse's returns desk: goods sent back, from the request to the refund."""

from weft.sample.context import Context

# One row per line sent back and file: written at the request, and again as goods and money move.
STATES = """
    with lines as (
        select
            return_line.*,
            'R' || strftime(london(requested_at), '%Y%m%d') || lpad((row_number() over (
                partition by london(requested_at)::date order by purchase_id, line_no
            ))::varchar, 5, '0') as rma_no,
            purchase.order_name
        from return_line
        inner join purchase using (purchase_id)
        where order_name is not null
    ),
    files as (
        select purchase_id, line_no, delivered_on(london(requested_at)::date) as delivered_on
        from lines where requested_at < moment(getvariable('period_end'), 86400)
        union
        select purchase_id, line_no, delivered_on(london(received_at)::date)
        from lines where received_at < moment(getvariable('period_end'), 86400)
        union
        select purchase_id, line_no, delivered_on(london(refunded_at)::date)
        from lines where refunded_at < moment(getvariable('period_end'), 86400)
    )
    select
        files.delivered_on,
        lines.*,
        london(received_at) < files.delivered_on as is_received,
        london(refunded_at) < files.delivered_on as is_refunded
    from files
    inner join lines using (purchase_id, line_no)
"""


def write(context: Context) -> None:
    """Write `returns/returns_YYYY-MM-DD.csv`: what moved in the week."""
    context.table("return_state", STATES)
    time = "strftime(london({}), '%Y-%m-%d %H:%M:%S')"
    received = "case when is_received then {} end"
    refunded = "case when is_refunded then {} end"
    context.extracts.write(
        "return_state",
        [
            ("rma_no", "rma_no"),
            (
                "order_no",
                "case when chance('with hash', purchase_id, 0.5) then order_name "
                "else ltrim(order_name, '#') end",
            ),
            ("order_line_no", "line_no"),
            ("sku", "sku"),
            ("qty_requested", "quantity"),
            ("qty_received", received.format("quantity")),
            ("reason_code", "reason"),
            (
                "condition",
                received.format("pick(['new', 'new', 'opened', 'damaged'], 'state', purchase_id)"),
            ),
            ("requested_at", time.format("requested_at")),
            ("received_at", received.format(time.format("received_at"))),
            ("refunded_at", refunded.format(time.format("refunded_at"))),
            ("refund_amount", refunded.format("refund_amount")),
            ("refund_tax", refunded.format("round(refund_amount / 6, 2)::decimal(18, 2)")),
            ("restock_fee", refunded.format("'0.00'")),
            (
                "refund_method",
                refunded.format(
                    "case when chance('gift card', purchase_id, 0.1) then 'gift card' "
                    "else 'original' end"
                ),
            ),
            ("currency", "'GBP'"),
        ],
        path="delivered_on || '/returns/returns_' || delivered_on || '.csv'",
        order_by="rma_no, line_no",
        break_by="purchase_id * 128 + date_diff('week', requested_at, delivered_on)",
    )
    context.drop(["return_state"])
