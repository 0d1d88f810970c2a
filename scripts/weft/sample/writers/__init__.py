"""One writer for each vendor: it turns the world into that vendor's files, dirt included."""

from collections.abc import Callable

from weft.sample.context import Context
from weft.sample.writers import (
    append,
    consent,
    despatch,
    eventbrite,
    ga4,
    google_ads,
    lists,
    loyalty,
    mail_house,
    mailchimp,
    meta_ads,
    microsoft_ads,
    privacy,
    profile_feed,
    returns,
    salesforce,
    shopify,
    square,
    suppression,
    twilio,
    weblog,
    zoom,
)

# Order matters to nobody but the reader of the progress bar.
WRITERS: dict[str, Callable[[Context], None]] = {
    "shopify": shopify.write,
    "ga4": ga4.write,
    "weblog": weblog.write,
    "mailchimp": mailchimp.write,
    "twilio": twilio.write,
    "salesforce": salesforce.write,
    "square": square.write,
    "loyalty": loyalty.write,
    "mail_house": mail_house.write,
    "google_ads": google_ads.write,
    "meta_ads": meta_ads.write,
    "microsoft_ads": microsoft_ads.write,
    "eventbrite": eventbrite.write,
    "zoom": zoom.write,
    "consent": consent.write,
    "suppression": suppression.write,
    "privacy": privacy.write,
    "profile_feed": profile_feed.write,
    "append": append.write,
    "despatch": despatch.write,
    "returns": returns.write,
    "lists": lists.write,
}
