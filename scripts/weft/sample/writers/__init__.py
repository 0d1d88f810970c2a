"""One writer for each vendor: it turns the world into that vendor's files, dirt included."""

from collections.abc import Callable

from weft.sample.context import Context
from weft.sample.writers import (
    despatch,
    ga4,
    loyalty,
    mailchimp,
    returns,
    shopify,
    square,
    twilio,
    weblog,
)

# Order matters to nobody but the reader of the progress bar.
WRITERS: dict[str, Callable[[Context], None]] = {
    "shopify": shopify.write,
    "loyalty": loyalty.write,
    "ga4": ga4.write,
    "mailchimp": mailchimp.write,
    "weblog": weblog.write,
    "twilio": twilio.write,
    "square": square.write,
    "despatch": despatch.write,
    "returns": returns.write,
}
