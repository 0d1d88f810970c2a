"""Requests under the data protection law: each week the new ones and those answered."""

from weft.sample.context import Context
from weft.sample.files import Layout


def write(context: Context) -> None:
    """Write `privacy/dsr_<date>.csv`."""
    context.table(
        "dsr_row",
        """
        with numbered as (
            select *, 'dsr_' || year(requested_at) || '-' || lpad((row_number() over (
                order by requested_at, request_n))::varchar, 5, '0') as request_id
            from privacy_request
        ),
        told as (
            select *, delivered_on(requested_at::date) as delivered_on,
                false as is_done from numbered
            union all
            select *, delivered_on(completed_at::date), true from numbered
            where completed_at < moment(getvariable('period_end'), 80000)
        )
        select told.*, person.given_name || ' ' || person.family_name as subject_name, person.email,
            person.mobile,
            person.country_code
        from told
        inner join person on person.person_id = told.person_id
        """,
    )
    # Rows of a week in which a request is both made and answered: the answer stands last.
    context.extracts.write(
        "dsr_row",
        [
            ("request_id", "request_id"),
            ("type", "request_type"),
            (
                "regulation",
                "case country_code when 'US' then 'CCPA' when 'GB' then 'UK GDPR' else 'GDPR' end",
            ),
            ("status", "case when is_done then 'COMPLETED' else 'REQUEST_MADE' end"),
            ("subject_name", "subject_name"),
            ("email", "email"),
            ("phone", "case when chance('phone in request', request_n, 0.4) then mobile end"),
            ("residency_country", "country_code"),
            ("created_at", "strftime(london(requested_at), '%d/%m/%Y %H:%M:%S')"),
            ("due_at", "strftime(london(requested_at + interval 1 month), '%d/%m/%Y %H:%M:%S')"),
            (
                "completed_at",
                "case when is_done then strftime(london(completed_at), '%d/%m/%Y %H:%M:%S') end",
            ),
            ("identity_verified", "case when is_done then 'yes' else 'no' end"),
            ("systems", "'shopify;mailchimp;salesforce;loyalty'"),
        ],
        path="delivered_on || '/privacy/dsr_' || delivered_on || '.csv'",
        order_by="request_id, is_done",
        layout=Layout(newline="\r\n"),
    )
    context.drop(["dsr_row"])
