"""Mailchimp: the members of each audience, the report of campaigns, and the activity of each."""

from weft.sample.context import Context
from weft.sample.files import Column

TIME = "%Y-%m-%d %H:%M:%S"


def write(context: Context) -> None:
    """Write `mailchimp/<brand>/…`: one folder for each audience."""
    context.records(
        "mailchimp_member",
        """
        select 'mailchimp' as source_system, member.source_id, member.person_id,
            joined_at::date as as_of, member.email, true as needs_email,
            case when brand_key = 'tradewell'
                then 17179869184 + person.account_id end as address_id,
            member.relation_id, member.brand_key, member.euid, member.leid, member.joined_at
        from member
        inner join person using (person_id)
        where joined_at < moment(getvariable('period_end'), 86400)
        """,
        "member",
    )
    context.run_file("mailchimp")
    _members(context)
    _reports(context)
    _activity(context)
    context.drop([f"mailchimp_{name}" for name in (
        "member", "campaign", "send", "open", "click", "listed", "report"
    )])  # fmt: skip


def _time(expression: str) -> str:
    """Give the SQL of a time as the export writes it: naive, UTC."""
    return f"strftime({expression}, '{TIME}')"


def _members(context: Context) -> None:
    """Write the full lists: a file for each status, which only its name tells."""
    for is_old in (True, False):
        for status in ("subscribed", "unsubscribed", "cleaned", "nonsubscribed"):
            condition = "is_old_delivery(delivered_on)"
            context.extracts.write(
                "mailchimp_listed",
                _member_columns(status, is_old),
                path=f"delivered_on || '/mailchimp/' || brand_key || '/{status}_email_audience_"
                "export_' || text_of('export', brand_key || delivered_on)[1:10] || '.csv'",
                order_by="signed_up_at, relation_id",
                where=f"member_status = '{status}' and {'' if is_old else 'not '}{condition}",
            )
    # One export ended in a message instead of members.
    day = context.snapshots[len(context.snapshots) // 2]
    name = f"{day}/mailchimp/linden/cleaned_email_audience_export_failed.csv"
    context.extracts.write_empty(name, "Your export could not be completed.\n")
    context.note_bad_file(name, "refused", "a message instead of a list")


def _member_columns(status: str, is_old: bool) -> list[Column]:
    """Give the columns of a list: merge fields first, then those of the platform."""
    imported = "chance('imported', relation_id, 0.2)"
    signs_up = "member_status <> 'nonsubscribed'"
    columns: list[Column] = [
        (
            "Email Address",
            "case when chance('capitals', relation_id, 0.02) "
            "then upper(clean_email[1]) || clean_email[2:] else clean_email end",
        ),
        ("First Name", "given_name"),
        ("Last Name", "family_name"),
        (
            "Address",
            "case when chance('gives address', relation_id, 0.25) and city is not null "
            "then address_line_1 || '  ' || city || '  ' || coalesce(region, '') || '  ' "
            "|| postcode || '  ' || country_code end",
        ),
        ("Phone Number", "case when chance('gives phone', relation_id, 0.3) then mobile end"),
        (
            "Birthday",
            "case when chance('gives birthday', relation_id, 0.3) "
            "and birth_date > date '1900-01-01' then strftime(birth_date, '%m/%d') end",
        ),
    ]
    if not is_old:
        columns.append(
            ("Favourite Topic", "pick(['New in', 'Offers', null], 'topic', relation_id)")
        )
    columns += [
        ("MEMBER_RATING", "1 + whole('rating', relation_id, 5)"),
        (
            "OPTIN_TIME",
            f"case when {signs_up} and (not {imported} or signed_up_at = back_in_at) "
            f"then {_time('signed_up_at - interval 40 second')} end",
        ),
        ("OPTIN_IP", "null"),
        ("CONFIRM_TIME", f"case when {signs_up} then {_time('signed_up_at')} end"),
        (
            "CONFIRM_IP",
            f"case when {signs_up} and not {imported} "
            "then home_address(household_id * 16, person_id * 4) end",
        ),
    ]
    if not is_old and status != "cleaned":
        columns += [("LATITUDE", "null"), ("LONGITUDE", "null")]
    columns += [
        (
            "GMTOFF",
            "case home_country when 'US' then -5 when 'GB' then 0 when 'IE' then 0 else 1 end",
        ),
        (
            "DSTOFF",
            "case home_country when 'US' then -4 when 'GB' then 1 when 'IE' then 1 else 2 end",
        ),
        (
            "TIMEZONE",
            "case home_country when 'US' then 'America/New_York' else 'Europe/London' end",
        ),
        ("CC", "home_country"),
        ("REGION", "case home_country when 'GB' then 'ENG' end"),
    ]
    if status != "cleaned":
        columns.append(
            (
                "LAST_CHANGED",
                _time(
                    "case when left_at > signed_up_at and left_at < delivered_on "
                    "then left_at else signed_up_at end"
                ),
            )
        )
    if status == "unsubscribed":
        columns += [
            ("UNSUB_TIME", _time("left_at")),
            ("UNSUB_CAMPAIGN_TITLE", "left_title"),
            ("UNSUB_CAMPAIGN_ID", "left_mailchimp_id"),
            ("UNSUB_REASON", "case when left_title is not null then 'NORMAL' end"),
            ("UNSUB_REASON_OTHER", "null"),
        ]
    if status == "cleaned":
        columns += [
            ("CLEAN_TIME", _time("cleaned_at")),
            ("CLEAN_CAMPAIGN_TITLE", "clean_title"),
            ("CLEAN_CAMPAIGN_ID", "clean_mailchimp_id"),
        ]
    quote = "" if is_old else '"'
    columns += [
        ("LEID", "leid"),
        ("EUID", "euid"),
        ("NOTES", "null"),
        (
            "TAGS",
            f"case whole('tags', relation_id, 5) when 0 then '{quote}VIP{quote}' "
            f"when 1 then '{quote}shop{quote},{quote}news{quote}' end",
        ),
    ]
    if not is_old:
        columns.append(
            (
                "SOURCE",
                f"case when not {signs_up} then 'E-commerce' "
                f"when {imported} then 'List Import from File' else 'Hosted Signup Form' end",
            )
        )
    return columns


def _reports(context: Context) -> None:
    """Write `campaigns.csv` of each audience: the campaigns of two months, counted anew."""
    delivered = "(recipients - soft_bounces - hard_bounces)"
    rate = "(round(100.0 * {} / greatest(1, " + delivered + "), 2))::decimal(6, 2) || '%'"
    for list_name, condition in (
        ("List", "is_old_delivery(delivered_on)"),
        ("Audience", "not is_old_delivery(delivered_on)"),
    ):
        columns: list[Column] = [
            ("Title", "title"),
            (
                "Subject",
                "case when discount_percent > 0 then discount_percent || '% off ' || offer_topic "
                "|| ', this week only' else offer_topic || ': what is new' end",
            ),
            (list_name, "upper(brand_key[1]) || brand_key[2:] || ' newsletter'"),
            (
                "Send Date",
                "strftime(london(sends_at), '%b %d, %Y ') "
                "|| lower(strftime(london(sends_at), '%I:%M %p'))",
            ),
            ("Send Weekday", "strftime(london(sends_at), '%A')"),
            ("Total Recipients", "recipients"),
            ("Successful Deliveries", delivered),
            ("Soft Bounces", "soft_bounces"),
            ("Hard Bounces", "hard_bounces"),
            ("Total Bounces", "soft_bounces + hard_bounces"),
            ("Times Forwarded", "0"),
            ("Forwarded Opens", "0"),
            ("Unique Opens", "openers"),
            ("Open Rate", rate.format("openers")),
            ("Total Opens", "opens"),
            ("Unique Clicks", "clickers"),
            ("Click Rate", rate.format("clickers")),
            ("Total Clicks", "clicks"),
            ("Unsubscribes", "unsubscribes"),
            ("Abuse Complaints", "complaints"),
            ("Times Liked on Facebook", "0"),
            ("Folder Id", "null"),
            ("Unique Id", "mailchimp_id"),
            ("Total Orders", "0"),
            ("Total Gross Sales", "'0.00'"),
            ("Total Revenue", "'0.00'"),
            ("Analytics ROI", "null"),
            ("Campaign Cost", "(recipients * unit_cost)::decimal(18, 2)"),
            *[
                (name, "null")
                for name in (
                    "Revenue Created", "Visits", "New Visits", "Pages/Visit", "Bounce Rate",
                    "Time on Site", "Goal Conversion Rate", "Per Visit Goal Value",
                    "Transactions", "Ecommerce Conversion Rate", "Per Visit Value",
                    "Average Value",
                )
            ],
        ]  # fmt: skip
        context.extracts.write(
            "mailchimp_report",
            columns,
            path="delivered_on || '/mailchimp/' || brand_key || '/campaigns.csv'",
            order_by="sends_at desc, campaign_no",
            where=condition,
        )


def _sent(table: str) -> str:
    """Give rows of mails with what is known of each mail's member and campaign."""
    return (
        f"(select {table}.*, member.email, member.email_md5, folder, file_name, mailchimp_id, "
        f"list_id, has_variants from {table} inner join member using (relation_id) "
        "inner join mailchimp_campaign using (campaign_no)) as sent"
    )


def _activity(context: Context) -> None:
    """Write who got each campaign and what they did; the campaign is only in the file's name."""
    context.extracts.write(
        _sent("mailchimp_send"),
        [
            ("campaign_id", "mailchimp_id"),
            ("member_id", "email_md5"),
            (
                "combination_id",
                "case when has_variants then pick(['a', 'b'], 'variant', contact_id) end",
            ),
            ("list_id", "list_id"),
        ],
        path="folder || '/campaign_recipients/' || file_name",
        order_by="email_md5",
        break_by="contact_id",
    )
    context.extracts.write(
        _sent("mailchimp_open"),
        [("Timestamp", _time("opened_at")), ("IP", "ip_address"), ("Email", "email")],
        path="folder || '/granular_activity/opens/' || file_name",
        order_by="opened_at, open_key",
    )
    context.extracts.write(
        _sent("mailchimp_click"),
        [
            ("Timestamp", _time("clicked_at")),
            ("IP", "ip_address"),
            ("Email", "email"),
            ("Url", "url"),
        ],
        path="folder || '/granular_activity/clicks/' || file_name",
        order_by="clicked_at, click_key",
        break_by="click_key",
    )
    named: list[Column] = [
        ("Email Address", "email"),
        ("First Name", "given_name"),
        ("Last Name", "family_name"),
    ]
    sent = (
        f"(select sent.*, given_name, family_name from {_sent('mailchimp_send')} "
        "inner join mailchimp_member using (relation_id)) as named"
    )
    context.extracts.write(
        sent,
        [*named, ("Bounce Type", "case status when 'bounced' then 'hard' else 'soft' end")],
        path="folder || '/aggregate_activity/bounces/' || file_name",
        order_by="sent_at, contact_id",
        where="status in ('bounced', 'soft_bounced')",
    )
    context.extracts.write(
        sent,
        [*named, ("Reason", "unsubscribed_reason"), ("Timestamp", _time("unsubscribed_at"))],
        path="folder || '/aggregate_activity/unsubscribes/' || file_name",
        order_by="unsubscribed_at, contact_id",
        where="unsubscribed_at < delivered_on",
    )
