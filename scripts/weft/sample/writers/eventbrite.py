"""Eventbrite: the attendee reports of exhibitions, told again each week until the event is over."""

from weft.sample.context import Context
from weft.sample.files import Column, Layout

QUESTION = "Would you like to receive news and offers by e-mail?"


def write(context: Context) -> None:
    """Write `eventbrite/<event id>_attendees.csv` in the weeks around each exhibition."""
    _tickets(context)
    _reports(context)
    context.drop(["event_guest", "event_ticket", "event_row"])


def _tickets(context: Context) -> None:
    """Make one row a ticket: the guest's own, and those of companions the buyer has yet to name."""
    context.records(
        "event_guest",
        """
        select 'eventbrite' as source_system,
            (18000000000 + (select count(*) from attendance) * 3
                + row_number() over (order by attendance_id))::varchar as source_id,
            attendance.person_id, registered_at::date as as_of, role.work_email as email,
                true as needs_email,
            17179869184 + role.account_id as address_id, attendance_id, campaign_no, companions,
                status, registered_at,
            attended_at, role.job_title, account.company_name,
            permission.first_answer is not distinct from 'opt_in'
                and permission.asked_at < registered_at
                and permission.opted_out_at is null as likes_email,
            chance('pays', attendance_id, 0.3) as pays
        from attendance
        left join contact_role as role using (person_id)
        left join account using (account_id)
        left join permission
            on permission.person_id = attendance.person_id and permission.brand_key = 'tradewell'
            and permission.channel = 'email'
        where attendance.channel = 'exhibition'
        """,
        "attendee",
    )
    # Companions have the buyer's address and, at most, a name of their own.
    context.table(
        "event_ticket",
        """
        select event_guest.*, source_id as attendee_id, given_name as first_name,
            family_name as last_name,
            false as is_companion, likes_email as ticks
        from event_guest
        union all by name
        select event_guest.* replace (false as likes_email),
            (source_id::bigint + 5000000000)::varchar as attendee_id,
            case when chance('named', attendance_id, 0.5)
                then pick(['Sam', 'Alex', 'Jo', 'Chris'], 'companion', attendance_id)
                else 'Info Requested' end as first_name,
            case when chance('named', attendance_id, 0.5)
                then pick(['Carter', 'Doyle', 'Marsh', 'Frost', 'Ellis'],
                'companion name', attendance_id) else 'Info Requested' end as last_name,
            true as is_companion, false as ticks
        from event_guest
        where companions > 0
        """,
    )
    context.note_records(
        "select 'eventbrite', attendee_id, null, 'attendee', "
        "true from event_ticket where is_companion"
    )


def _reports(context: Context) -> None:
    """Write the reports; a refund is a further row of its ticket, its amount in brackets."""
    context.table(
        "event_row",
        """
        with times as (
            select delivery.delivered_on, campaign.campaign_no, campaign.campaign_code,
                campaign.campaign_name,
                campaign.starts_on, 9000000000 + campaign.campaign_no as event_id
            from campaign
            inner join delivery
                on delivery.delivered_on between campaign.starts_on - 28 and campaign.starts_on + 14
            where campaign.channel = 'exhibition'
        ),
        told as (
            select times.*, ticket.* exclude (campaign_no, status),
                case
                    when times.delivered_on <= times.starts_on then 'Attending'
                    when ticket.status = 'attended' then 'Checked In'
                    when ticket.status = 'cancelled' then 'Not Attending'
                    else 'Attending'
                end as told_status,
                case when pays then '£60.00' else '0' end as paid,
                false as is_refund
            from times
            inner join event_ticket as ticket
                on ticket.campaign_no = times.campaign_no
                    and ticket.registered_at < times.delivered_on
        )
        select * from told
        union all
        select * replace ('Refunded' as told_status, '(60.00)' as paid, true as is_refund)
        from told
        where pays and told_status = 'Not Attending'
        """,
    )
    for columns, condition in (
        (_columns(older=True), "is_old_delivery(delivered_on)"),
        (_columns(older=False), "not is_old_delivery(delivered_on)"),
    ):
        context.extracts.write(
            "event_row",
            columns,
            path="delivered_on || '/eventbrite/' || event_id || '_attendees.csv'",
            order_by="registered_at, attendee_id, is_refund",
            where=condition,
            layout=Layout(bom=True, newline="\r\n"),
        )


def _columns(older: bool) -> list[Column]:
    """Give the report's columns; old reports wrote dates another way and other headers."""
    time = "%m/%d/%y %H:%M" if older else "%b %-d, %Y %-I:%M %p"
    event: list[Column] = [
        ("Event Name", "campaign_name || ' (' || campaign_code || ')'"),
        ("Event ID", "event_id"),
        ("Checked In", "case when told_status = 'Checked In' then 'Yes' else 'No' end"),
        (
            "Check-in Time",
            f"case when told_status = 'Checked In' then strftime(london(attended_at), "
            f"'{time}') end",
        ),
    ]
    return [
        ("Order no." if older else "Order #", "11000000000 + attendance_id % 1000000000"),
        ("Order Date", f"strftime(london(registered_at), '{time}')"),
        ("First Name", "first_name"),
        ("Surname" if older else "Last Name", "last_name"),
        ("Email", "email"),
        ("Quantity", "1"),
        ("Price Tier", "null"),
        ("Ticket Type", "case when pays then 'Seminar pass' else 'Trade visitor' end"),
        ("Attendee no." if older else "Attendee #", "attendee_id"),
        ("Group", "null"),
        ("Order Type", "case when pays then 'Eventbrite Completed' else 'Free Order' end"),
        ("Currency", "'GBP'"),
        ("Total Paid", "paid"),
        ("Fees Paid", "'0.00'"),
        ("Attendee Status", "told_status"),
        ("Home Address 1", "case when not is_companion then address_line_1 end"),
        ("Home City", "case when not is_companion then city end"),
        ("Home State", "case when not is_companion then region end"),
        ("Home Zip", "case when not is_companion then postcode end"),
        ("Home Country", "case when not is_companion then country_code end"),
        *event,
        ("Buyer Email", "email"),
        (
            QUESTION,
            "case when ticks and chance('ticks', attendance_id, 0.6) then 'Yes' "
            "when chance('says no', attendance_id, 0.4) then 'No' end",
        ),
        (
            "Job Title",
            "case when not is_companion "
            "then or_null_word(job_title, 'job title', attendance_id) end",
        ),
        ("Company", "or_null_word(company_name, 'company', attendance_id)"),
        (
            "Cell Phone",
            "case when not is_companion then or_null_word(mobile, 'mobile', attendance_id) end",
        ),
    ]
