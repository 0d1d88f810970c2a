"""Zoom: the attendee reports of webinars, several tables in one file."""

import datetime as dt

from weft.sample.context import Context
from weft.sample.files import HeadOrTail, Layout

PERSON = (
    "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),"
    "Is Guest,Country/Region Name"
)


def write(context: Context) -> None:
    """Write `zoom/attendee_<webinar id>_<day>.csv`, a report for each webinar."""
    _registrants(context)
    _reports(context)
    context.drop(["webinar_guest", "webinar_stay"])


def _registrants(context: Context) -> None:
    """Make a record of each registrant; those who dial in leave no address, only a name."""
    context.table(
        "webinar_guest_seed",
        """
        select 'zoom' as source_system, attendance_id::varchar as source_id, attendance.person_id,
            registered_at::date as as_of, coalesce(role.work_email, person.email) as email,
                true as needs_email,
            null::bigint as address_id, attendance_id, campaign_no, attendance.status,
                registered_at, attended_at,
            minutes, account.company_name, (800000000 + attendance.campaign_no)::varchar
                as webinar_id,
            attendance.status = 'attended' and chance('dials in', attendance_id, 0.03) as dials_in
        from attendance
        inner join person using (person_id)
        left join contact_role as role using (person_id)
        left join account on account.account_id = role.account_id
        where attendance.channel = 'webinar'
        """,
    )
    # A registrant is known by the address as typed, or by the name shown; two of one are one.
    context.table(
        "webinar_guest",
        """
        select * replace (webinar_id || '|' || lower(trim(case when dials_in then full_name
            else email end)) as source_id)
        from party('webinar_guest_seed')
        """,
    )
    context.note_records(
        """
        select source_system, source_id, min(person_id), 'attendee',
            bool_or(dials_in) or count(distinct person_id) > 1
        from webinar_guest
        group by source_system, source_id
        """
    )
    context.drop(["webinar_guest_seed"])


def _reports(context: Context) -> None:
    """Write the reports: a row for each stay, one with dashes for who did not come."""
    context.table(
        "webinar_stay",
        """
        with stays as (
            select guest.*, series.n as stay_n,
                case when status = 'attended'
                    then attended_at + to_minutes(series.n * (minutes // 2)) end as joined_at,
                -- The second stay overlaps the first; some clocks put the end before the start.
                case
                    when status <> 'attended' then null
                    when series.n = 0 and chance('ends before it starts', attendance_id, 0.02)
                        then attended_at - interval 178 minute
                    else attended_at + to_minutes(minutes)
                end as left_at
            from webinar_guest as guest
            inner join range(2) as series(n)
                on n = 0 or (status = 'attended' and chance('joins again', attendance_id, 0.25))
        )
        select delivered_on(campaign.starts_on) as delivered_on, stays.*, campaign.campaign_code,
            campaign.campaign_name,
            campaign.starts_on, dense_rank() over (order by campaign.starts_on,
                campaign.campaign_no) as webinar_n,
            case
                when stay_n = 1 and not dials_in then given_name
                when chance('name with a number', attendance_id, 0.05) then '2505445126_'
                    || full_name
                else full_name
            end as shown_name,
            date_diff('minute', joined_at, left_at) as shown_minutes,
            case when dials_in then null else email end as shown_email
        from stays
        inner join campaign using (campaign_no)
        """,
    )
    path = (
        "delivered_on || '/zoom/attendee_' || webinar_id || '_' "
        "|| strftime(starts_on, '%Y_%m_%d') || '.csv'"
    )
    heads = _heads(context, path)
    twelve, clock = "%m/%d/%Y %I:%M:%S %p", "%b %d, %Y %H:%M:%S"
    # Account settings change the dates; one report in three was opened in Excel on the way.
    for condition, time, layout, nuls in (
        ("webinar_n % 3 = 1", twelve, Layout(bom=True, newline="\r\n"), True),
        ("webinar_n % 3 = 2", clock, Layout(encoding="utf-16-le", bom=True, newline="\r\n"), False),
        ("webinar_n % 3 = 0", twelve, Layout(), False),
    ):
        shown = "coalesce(strftime(london({}), '" + time + "'), '--')"
        context.extracts.write(
            "webinar_stay",
            [
                ("Attended", "case when status = 'attended' then 'Yes' else 'No' end"),
                (
                    "User Name (Original Name)",
                    "shown_name || chr(0)" if nuls else "shown_name",
                ),
                ("First Name", "given_name"),
                ("Last Name", "family_name"),
                ("Email", "shown_email"),
                ("Registration Time", shown.format("registered_at")),
                (
                    "Approval Status",
                    "case when status = 'cancelled' then 'cancelled' else 'approved' end",
                ),
                ("Organization", "company_name"),
                ("Join Time", shown.format("joined_at")),
                ("Leave Time", shown.format("left_at")),
                ("Time in Session (minutes)", "coalesce(shown_minutes::varchar, '--')"),
                ("Is Guest", "'Yes'"),
                ("Country/Region Name", "'United Kingdom'"),
            ],
            path=path,
            order_by="registered_at, attendance_id, stay_n",
            where=condition,
            layout=layout,
            head=_head(heads, time, layout.newline),
        )


def _heads(context: Context, path: str) -> dict[str, tuple[str, str, dt.date, int, int]]:
    """Give topic, webinar id, day, registrants and viewers of each report."""
    rows = context.connection.execute(
        f"select {path}, any_value(campaign_name || ' (' || campaign_code || ')'), "
        f"any_value(webinar_id), "
        "any_value(starts_on), count(distinct attendance_id), "
        "count(distinct case when status = 'attended' then attendance_id end) "
        "from webinar_stay group by 1"
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def _head(
    heads: dict[str, tuple[str, str, dt.date, int, int]], time: str, newline: str
) -> HeadOrTail:
    """Give what stands before the attendees: the webinar, the host and the panelist."""

    def lines(path: str, rows: int) -> str:
        topic, webinar, day, registrants, viewers = heads[path]
        start = dt.datetime.combine(day, dt.time(10))
        made, left = start + dt.timedelta(hours=4), start + dt.timedelta(hours=1)
        number = f"{webinar[:3]} {webinar[3:6]} {webinar[6:]}"
        crew = f'"{start:{time}}","{left:{time}}",60,No,United Kingdom'
        return newline.join(
            (
                "Attendee Report,,,,,",
                f'Report generated time,"{made:{time}}",,,,',
                "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registrants,"
                "Unique Viewers",
                f'"{topic}",{number},"{start:{time}}",60,{registrants},{viewers}',
                "Host Details,,,,,",
                PERSON,
                f"Yes,Tradewell Events,events@tradewell.example,{crew}",
                "Panelist Details,,,,,",
                PERSON,
                f"Yes,Priya Nair,priya.nair@tradewell.example,{crew}",
                "Attendee Details,,,,,",
                "",
            )
        )

    return lines
