"""Twilio: the log of text messages that the console exports, a file a week."""

from weft.sample.context import Context
from weft.sample.files import Column, Layout

ACCOUNT = "AC5f0c8d1e2b3a49768594a3b2c1d0e9f8"


def write(context: Context) -> None:
    """Write `twilio/sms-log-YYYY-MM-DD.csv`, every cell in quotes."""
    context.run_file("twilio")
    # A number that passed to another person is one record of two people.
    context.note_records(
        "select distinct 'twilio', number, person_id, 'recipient', "
        "count(distinct person_id) over (partition by number) > 1 from twilio_message"
    )
    for is_old in (True, False):
        context.extracts.write(
            "twilio_message",
            _columns(is_old),
            path="delivered_on || '/twilio/sms-log-' || delivered_on || '.csv'",
            order_by="sent_at desc, event_key",
            where=f"{'' if is_old else 'not '}is_old_delivery(delivered_on)",
            layout=Layout(quote="all"),
        )
    name = f"{context.deliveries[len(context.deliveries) // 4]}/twilio/sms-log-retry.csv"
    context.extracts.write_empty(name)
    context.note_bad_file(name, "empty", "an export that brought nothing")
    context.drop(["twilio_number", "twilio_event", "twilio_message"])


def _columns(is_old: bool) -> list[Column]:
    """Give the columns of the log; the older one wrote dates as e-mails do."""
    is_inbound = "direction = 'inbound'"
    sender = (
        "case direction when 'outbound-reply' then reply_number(brand_n) "
        "else ['FERNSIDE', 'RIDGEWAY', 'LINDEN', 'TRADEWELL'][brand_n + 1] end"
    )
    date_form = "%a, %d %b %Y %H:%M:%S +0000" if is_old else "%Y-%m-%dT%H:%M:%SZ"
    return [
        ("From", f"case when {is_inbound} then written_number else {sender} end"),
        ("To", f"case when {is_inbound} then reply_number(brand_n) else written_number end"),
        ("Body", "body"),
        (
            "Status",
            "case when is_unbilled and status in ('delivered', 'undelivered') then 'sent' "
            "else status end",
        ),
        ("SentDate", f"strftime(sent_at, '{date_form}')"),
        ("ApiVersion", "'2010-04-01'"),
        ("NumSegments", "segments"),
        ("ErrorCode", "case when not is_unbilled then error_code end"),
        ("AccountSid", f"'{ACCOUNT}'"),
        ("Sid", "'SM' || text_of('message', event_key)"),
        ("Direction", "direction"),
        (
            "Price",
            "case when is_unbilled or status = 'failed' then null "
            f"when {is_inbound} then '-0.00750' "
            "else (-0.04 * segments)::decimal(8, 5)::varchar end",
        ),
        ("PriceUnit", "'USD'"),
    ]
