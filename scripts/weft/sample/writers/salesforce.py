"""Salesforce: records of sales and the call centre, full first, then each week's changes."""

from dataclasses import dataclass
from typing import Literal

from weft.sample.context import Context
from weft.sample.files import Column, Layout

# Space of ids of the contacts that the call centre makes: beside those of the registrations.
CALL_CENTRE = 7 << 32
EXPORT_TIME = "%Y-%m-%d %H:%M:%S"
LOADER_TIME = "%Y-%m-%dT%H:%M:%S.000Z"


@dataclass(frozen=True)
class Field:
    """A field of an object: API name, SQL of its value, and what it is.

    `typed`: text that users fill in, and where they have nothing, sometimes with a word for it.
    """

    name: str
    value: str
    kind: Literal["text", "typed", "flag", "time"] = "text"


def write(context: Context) -> None:
    """Write `salesforce/<object>.csv` for seven objects, and reports of contacts."""
    context.run(
        """
        create or replace macro crm_delivery(ts) as
            greatest(delivered_on(ts::date), (select min(delivered_on) from delivery))
        """
    )
    # Ids are long to work out, so the ones that many rows name are worked out once.
    context.run(
        "set variable crm_users = (select list(salesforce_id('005', n) order by n) "
        "from range(1, 33) as users(n))"
    )
    context.table(
        "crm_account_id",
        "select account_id, salesforce_id('001', account_id) as crm_account_id from account",
    )
    _people(context)
    _accounts(context)
    _contacts(context)
    _leads(context)
    _campaigns(context)
    _members(context)
    _tasks(context)
    _cases(context)
    context.drop(
        [
            *(
                "crm_contact",
                "crm_lead",
                "crm_who",
                "crm_account",
                "crm_contact_version",
                "crm_lead_version",
            ),
            *(
                "crm_account_id",
                "crm_campaign",
                "crm_campaign_version",
                "crm_member",
                "crm_task",
                "crm_case",
            ),
        ]
    )


def _people(context: Context) -> None:
    """Make contacts (of accounts, and those the call centre takes down) and leads."""
    context.records(
        "crm_contact",
        f"""
        with spoken as (
            select person_id, brand_key, min(called_at) as first_at from inbound_call group by all
            union all
            select contact.person_id, campaign.brand_key, min(contact.sent_at)
            from contact inner join campaign using (campaign_no)
            where contact.channel = 'phone' group by all
            union all
            select person_id, brand_key, min(opened_at) from complaint
                where origin <> 'Web' group by all
        ),
        callers as (
            select relation.relation_id, relation.person_id, relation.brand_key,
                min(first_at) as first_at
            from spoken
            inner join relation on relation.person_id = spoken.person_id
                and relation.brand_key = spoken.brand_key
            anti join registration
                on registration.relation_id = relation.relation_id
                and registration.source_system = 'salesforce_contact'
            group by all
        )
        select 'salesforce' as source_system, registration.source_id, registration.person_id,
            registered_at::date as as_of, registration.email, false as needs_email,
            17179869184 + person.account_id as address_id, registration.relation_id,
                registration.brand_key,
            registered_at as created_at, merged_at, person.account_id, crm_account_id,
                role.job_title,
            case when merged_at is not null then first_value(registration.source_id) over (
                partition by registration.relation_id order by registration.ordinal) end
                    as master_id
        from registration
        inner join person using (person_id)
        left join crm_account_id on crm_account_id.account_id = person.account_id
        left join contact_role as role using (person_id)
        where registration.source_system = 'salesforce_contact'
        union all by name
        select 'salesforce' as source_system, salesforce_id('003', {CALL_CENTRE} + relation_id * 4)
            as source_id,
            person_id, first_at::date as as_of, false as needs_email, relation_id, brand_key,
            first_at - interval 2 minute as created_at
        from callers
        """,
        "contact",
    )
    context.records(
        "crm_lead",
        """
        select 'salesforce' as source_system, registration.source_id, registration.person_id,
            registered_at::date as as_of, registration.email, false as needs_email,
            17179869184 + person.account_id as address_id, registration.relation_id,
            registered_at as created_at, person.account_id, ids.crm_account_id,
                account.company_name, account.industry, role.job_title,
            case when chance('lead converts', registration.relation_id, 0.75)
                then contact.source_id end as contact_id,
            greatest(contact.created_at, registered_at + interval 1 day) as converted_at
        from registration
        inner join person using (person_id)
        left join account on account.account_id = person.account_id
        left join crm_account_id as ids on ids.account_id = person.account_id
        left join contact_role as role on role.person_id = registration.person_id
        left join crm_contact as contact
            on contact.relation_id = registration.relation_id and contact.account_id is not null
            and contact.master_id is null
        where registration.source_system = 'salesforce_lead'
        """,
        "lead",
    )
    # Who stands for a customer of a brand in the CRM: the contact that was not merged away.
    context.table(
        "crm_who",
        """
        select relation_id, source_id as contact_id, crm_account_id, created_at
        from crm_contact
        where master_id is null
        """,
    )


def _write(
    context: Context, table: str, name: str, fields: list[Field], break_by: str | None = None
) -> None:
    """Write an object's versions: the weekly export's form at first, later the Data Loader's."""
    path = f"delivered_on || '/salesforce/{name}.csv'"
    for condition, is_loader in (
        ("is_old_delivery(delivered_on)", False),
        ("not is_old_delivery(delivered_on)", True),
    ):
        context.extracts.write(
            table,
            [_column(field, is_loader) for field in fields],
            path=path,
            order_by="version_at, source_id",
            where=condition,
            layout=Layout(quote="all"),
            break_by=break_by,
        )


def _column(field: Field, is_loader: bool) -> Column:
    """Give a field as one of the two tools writes it."""
    name = field.name.upper() if is_loader else field.name
    value = field.value
    if field.kind == "typed":
        value = _typed(field.name, value)
    elif field.kind == "flag":
        yes, no = ("true", "false") if is_loader else ("1", "0")
        value = f"case when {value} then '{yes}' else '{no}' end"
    elif field.kind == "time":
        value = f"strftime({value}, '{LOADER_TIME if is_loader else EXPORT_TIME}')"
    return name, value


def _typed(field: str, value: str) -> str:
    """Give the SQL of a field that a user filled in, the same in every file that shows it."""
    return f"or_null_word({value}, '{field}', record_n)"


def _audit(created: str = "created_at") -> list[Field]:
    """Give the fields that every object ends in."""
    return [
        Field("CreatedDate", created, "time"),
        Field("LastModifiedDate", "version_at", "time"),
        Field("SystemModstamp", "version_at", "time"),
    ]


def _accounts(context: Context) -> None:
    """Write the accounts; a few are touched again."""
    context.table(
        "crm_account",
        """
        with versions as (
            select *, moment(opened_on, 36000) as created_at,
                moment(opened_on, 36000) as version_at from account
            union all
            select *, moment(opened_on, 36000),
                moment(day_between(greatest(opened_on, getvariable('period_start')) + 1,
                getvariable('period_end') - 1, 'account touched', account_id), 40000)
            from account where chance('account touched', account_id, 0.3)
        )
        select crm_delivery(version_at) as delivered_on, versions.*, crm_account_id as source_id,
            address.house_number || ' ' || address.street as street, address.unit, address.city,
                address.region,
            address.postcode
        from versions
        inner join crm_account_id using (account_id)
        left join address on address.address_id = 17179869184 + account_id
        """,
    )
    _write(
        context,
        "crm_account",
        "Account",
        [
            Field("Id", "source_id"),
            Field("IsDeleted", "false", "flag"),
            Field("MasterRecordId", "null"),
            Field("Name", "company_name"),
            Field("Type", "case when is_key_account then 'Key account' else 'Customer' end"),
            Field("ParentId", "null"),
            Field("BillingStreet", "concat_ws(chr(10), unit, street)"),
            Field("BillingCity", "city"),
            Field("BillingState", "region"),
            Field("BillingPostalCode", "postcode"),
            Field("BillingCountry", "'United Kingdom'"),
            Field("Phone", "phone"),
            Field("AccountNumber", "'AC' || lpad(account_id::varchar, 6, '0')"),
            Field("Website", "case when domain is not null then 'https://www.' || domain end"),
            Field("Industry", "industry"),
            Field("NumberOfEmployees", "employee_count"),
            Field("OwnerId", "getvariable('crm_users')[1 + account_id % 7]"),
            *_audit(),
        ],
    )


def _contacts(context: Context) -> None:
    """Write the contacts' versions, and now and then a report in the users' words."""
    context.table(
        "crm_contact_version",
        """
        with flagged as (
            select contact.source_id, permission.channel,
                greatest(permission.opted_out_at, contact.created_at) as out_at,
                permission.back_in_at
            from crm_contact as contact
            inner join permission on permission.relation_id = contact.relation_id
            where permission.opted_out_via = 'crm' and permission.channel in ('email', 'phone')
        ),
        moments as (
            select source_id, created_at as version_at from crm_contact
            union
            select source_id, merged_at from crm_contact where merged_at is not null
            union
            select source_id, out_at from flagged
            union
            select source_id, back_in_at from flagged where back_in_at is not null
        )
        select crm_delivery(moments.version_at) as delivered_on, moments.version_at, contact.*,
            coalesce(moments.version_at >= contact.merged_at, false) as is_merged,
            coalesce(moments.version_at >= email.out_at
                and (email.back_in_at is null or moments.version_at < email.back_in_at), false)
                    as no_email,
            coalesce(moments.version_at >= calls.out_at
                and (calls.back_in_at is null or moments.version_at < calls.back_in_at), false)
                    as no_calls
        from moments
        inner join crm_contact as contact using (source_id)
        left join flagged as email on email.source_id = contact.source_id
            and email.channel = 'email'
        left join flagged as calls on calls.source_id = contact.source_id
            and calls.channel = 'phone'
        where moments.version_at < moment(getvariable('period_end'), 80000)
        """,
    )
    salutation = "case when title = 'Miss' then title else title || '.' end"
    _write(
        context,
        "crm_contact_version",
        "Contact",
        [
            Field("Id", "source_id"),
            Field("IsDeleted", "is_merged", "flag"),
            Field("MasterRecordId", "case when is_merged then master_id end"),
            Field("AccountId", "crm_account_id"),
            Field("LastName", "family_name"),
            Field("FirstName", "given_name"),
            Field("Salutation", salutation),
            Field("Name", "full_name"),
            Field("MailingStreet", "replace(address_line_1, ', ', chr(10))"),
            Field("MailingCity", "city"),
            Field("MailingState", "region"),
            Field("MailingPostalCode", "postcode"),
            Field(
                "MailingCountry",
                "case country_code when 'GB' then pick(['United Kingdom', 'UK', 'England'], "
                "'country written', record_n) "
                "when 'IE' then 'Ireland' else country_code end",
            ),
            Field("Phone", "landline", "typed"),
            Field("MobilePhone", "mobile", "typed"),
            Field("Email", "email", "typed"),
            Field("Title", "job_title", "typed"),
            Field("LeadSource", "case when account_id is null then 'Phone Inquiry' else 'Web' end"),
            Field("Birthdate", "case when account_id is null then birth_date end"),
            Field("OwnerId", "getvariable('crm_users')[1 + record_n % 7]"),
            Field("HasOptedOutOfEmail", "no_email", "flag"),
            Field("DoNotCall", "no_calls", "flag"),
            Field("Brand__c", "brand_key"),
            *_audit(),
        ],
    )
    # A report says what a user sees: labels, short ids, local times, and a foot of its own.
    context.extracts.write(
        "crm_contact_version",
        [
            ("Contact ID", "source_id[1:15]"),
            ("Salutation", salutation),
            ("First Name", "given_name"),
            ("Last Name", "family_name"),
            ("Title", _typed("Title", "job_title")),
            ("Email", _typed("Email", "email")),
            ("Mobile", _typed("MobilePhone", "mobile")),
            ("Mailing Street", "replace(address_line_1, ', ', chr(10))"),
            ("Mailing City", "city"),
            ("Mailing Zip/Postal Code", "postcode"),
            ("Account ID", "crm_account_id[1:15]"),
            ("Email Opt Out", "case when no_email then '1' else '0' end"),
            ("Do Not Call", "case when no_calls then '1' else '0' end"),
            ("Brand__c", "brand_key"),
            ("Created Date", "strftime(london(created_at), '%d/%m/%Y %H:%M')"),
            ("Last Modified Date", "strftime(london(version_at), '%d/%m/%Y %H:%M')"),
        ],
        path="delivered_on || '/salesforce/Contact_report_' || delivered_on || '.csv'",
        order_by="version_at, source_id",
        where="delivered_on in (select delivered_on from snapshot) and not is_merged",
        layout=Layout(quote="all", newline="\r\n"),
        tail=lambda path, rows: (
            f'\r\n\r\n"Grand Totals ({rows} records)"\r\n\r\n"Contacts changed this week"\r\n'
            '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\r\n'
            '"Confidential Information - Do Not Distribute"\r\n'
            '"Generated By:  Campaign Desk"\r\n"Harbour & Vale"\r\n'
        ),
    )


def _leads(context: Context) -> None:
    """Write the leads: open, and converted once the contact is made."""
    context.table(
        "crm_lead_version",
        """
        with moments as (
            select source_id, created_at as version_at, false as is_converted from crm_lead
            union all
            select source_id, converted_at, true from crm_lead where contact_id is not null
        )
        select crm_delivery(moments.version_at) as delivered_on, moments.version_at,
            moments.is_converted, crm_lead.*
        from moments
        inner join crm_lead using (source_id)
        where moments.version_at < moment(getvariable('period_end'), 80000)
        """,
    )
    _write(
        context,
        "crm_lead_version",
        "Lead",
        [
            Field("Id", "source_id"),
            Field("IsDeleted", "false", "flag"),
            Field("LastName", "family_name"),
            Field(
                "FirstName",
                "case when chance('lead first name', record_n, 0.95) then given_name end",
            ),
            Field("Salutation", "title"),
            Field("Name", "full_name"),
            Field("Title", "job_title", "typed"),
            Field("Company", "coalesce(company_name, '[not provided]')"),
            Field("Street", "address_line_1"),
            Field("City", "city"),
            Field("State", "region"),
            Field("PostalCode", "postcode"),
            Field("Country", "country_code"),
            Field("Phone", "landline", "typed"),
            Field("MobilePhone", "mobile", "typed"),
            Field("Email", "email", "typed"),
            Field(
                "LeadSource",
                "pick(['Web', 'Purchased List', 'Trade Show', 'Partner Referral'], 'lead source', "
                "record_n)",
            ),
            Field(
                "Status",
                "case when is_converted then 'Closed - Converted' else 'Working - Contacted' end",
            ),
            Field("Industry", "industry"),
            Field("HasOptedOutOfEmail", "false", "flag"),
            Field("DoNotCall", "false", "flag"),
            Field("IsConverted", "is_converted", "flag"),
            Field("ConvertedDate", "case when is_converted then converted_at::date end"),
            Field("ConvertedAccountId", "case when is_converted then crm_account_id end"),
            Field("ConvertedContactId", "case when is_converted then contact_id end"),
            *_audit(),
        ],
    )


def _campaigns(context: Context) -> None:
    """Write the campaigns that are planned here, under a year's programme."""
    context.table(
        "crm_campaign",
        """
        select campaign.*, salesforce_id('701', campaign_no + 1000) as source_id
        from campaign
        where channel in ('sms', 'direct_mail', 'catalogue', 'exhibition', 'webinar',
            'telemarketing')
        """,
    )
    context.table(
        "crm_campaign_version",
        """
        with costs as (
            select campaign_no, count(*) as people from attendance group by campaign_no
            union all
            select campaign_no, count(*) from contact where channel = 'phone' group by campaign_no
        ),
        programmes as (
            select distinct year(starts_on) as year from crm_campaign
        ),
        versions as (
            select campaign.*, stage.*, coalesce(costs.people, 0) as people,
                salesforce_id('701', year(starts_on)) as parent_id,
                campaign_name || ' (' || campaign_code || ')' as name,
                case stage.status when 'Planned' then moment(starts_on - 30, 36000)
                    when 'In Progress' then moment(starts_on, 21600)
                        else moment(ends_on + 1, 30000) end as version_at
            from crm_campaign as campaign
            cross join (values ('Planned'), ('In Progress'), ('Completed')) as stage(status)
            left join costs using (campaign_no)
            union all by name
            select salesforce_id('701', year) as source_id, year || ' programme' as name,
                'In Progress' as status,
                make_date(year, 1, 1) as starts_on, make_date(year, 12, 31) as ends_on, 0 as people,
                moment(make_date(year - 1, 12, 1), 36000) as version_at
            from programmes
        )
        select crm_delivery(version_at) as delivered_on, *,
            moment(least(starts_on - 30, version_at::date), 36000) as created_at
        from versions
        where version_at < moment(getvariable('period_end'), 80000)
        """,
    )
    budget = "round(greatest(people, 20) * unit_cost * 1.1, -1)"
    _write(
        context,
        "crm_campaign_version",
        "Campaign",
        [
            Field("Id", "source_id"),
            Field("IsDeleted", "false", "flag"),
            Field("Name", "name"),
            Field("ParentId", "parent_id"),
            Field(
                "Type",
                "case channel when 'sms' then 'SMS' when 'exhibition' then 'Trade Show' "
                "when 'webinar' then 'Webinar' "
                "when 'telemarketing' then 'Telemarketing' when 'catalogue' then 'Direct Mail' "
                "when 'direct_mail' then 'Direct Mail' else 'Other' end",
            ),
            Field("Status", "status"),
            Field("StartDate", "starts_on"),
            Field("EndDate", "ends_on"),
            Field(
                "BudgetedCost",
                f"case when channel in ('exhibition', 'webinar', 'telemarketing') "
                f"then {budget}::decimal(18, 2) end",
            ),
            # What mail and texts cost stands with the pieces and messages.
            Field(
                "ActualCost",
                "case when status = 'Completed' and channel "
                "in ('exhibition', 'webinar', 'telemarketing') "
                "then (people * unit_cost)::decimal(18, 2) end",
            ),
            Field("IsActive", "status = 'In Progress'", "flag"),
            Field("Brand__c", "brand_key"),
            *_audit(),
        ],
    )


def _members(context: Context) -> None:
    """Write who was invited to what and answered: visitors of events, people called."""
    context.table(
        "crm_member",
        """
        with answers as (
            select attendance.attendance_id as member_n, campaign_no, person_id, brand_key,
                registered_at as listed_at,
                'Registered' as status, registered_at as responded_at, registered_at as version_at
            from attendance
            union all
            select attendance_id, campaign_no, person_id, brand_key, registered_at, 'Attended',
                registered_at,
                attended_at + interval 1 day
            from attendance where status = 'attended'
            union all
            select contact_id, campaign_no, person_id, campaign.brand_key,
                moment(starts_on - 3, 40000), 'Sent', null,
                moment(starts_on - 3, 40000)
            from contact inner join campaign using (campaign_no) where contact.channel = 'phone'
            union all
            select contact_id, campaign_no, person_id, campaign.brand_key,
                moment(starts_on - 3, 40000), 'Responded',
                opened_at, opened_at
            from contact inner join campaign using (campaign_no)
            where contact.channel = 'phone' and opened_at is not null
        )
        select crm_delivery(version_at) as delivered_on, version_at, listed_at as created_at,
            salesforce_id('00v', member_n) as source_id, crm_campaign.source_id as campaign_id,
                who.contact_id,
            lead.source_id as lead_id, status, responded_at
        from answers
        inner join crm_campaign using (campaign_no)
        inner join relation on relation.person_id = answers.person_id
            and relation.brand_key = answers.brand_key
        inner join crm_who as who on who.relation_id = relation.relation_id
        left join crm_lead as lead on lead.contact_id = who.contact_id
        where version_at < moment(getvariable('period_end'), 80000)
        qualify row_number() over (partition by member_n, status order by lead.source_id) = 1
        """,
    )
    _write(
        context,
        "crm_member",
        "CampaignMember",
        [
            Field("Id", "source_id"),
            Field("IsDeleted", "false", "flag"),
            Field("CampaignId", "campaign_id"),
            Field("LeadId", "lead_id"),
            Field("ContactId", "contact_id"),
            Field("Status", "status"),
            Field("HasResponded", "responded_at is not null", "flag"),
            Field("FirstRespondedDate", "responded_at::date"),
            *_audit(),
        ],
    )


def _tasks(context: Context) -> None:
    """Write the calls in and out, and what else stands in the same list."""
    context.table(
        "crm_task",
        """
        with calls as (
            select call_id as task_n, person_id, brand_key, called_at, seconds,
                'Inbound' as call_type,
                case topic when 'order' then 'Order by phone' when 'complaint' then 'Complaint'
                    else 'Question' end
                    as subject,
                case topic when 'order' then 'Order taken' when 'complaint' then 'Case opened'
                    else 'Answered' end
                    as disposition,
                case topic
                    when 'order' then 'Took an order.' || coalesce(chr(10) || 'Quoted "'
                        || code_used || '" from the form.', '')
                    when 'complaint' then 'Caller upset, see case.'
                    else 'Asked about ' || pick(['opening hours', 'delivery', 'the loyalty scheme',
                        'sizes'], 'asked', call_id)
                end as description,
                null::integer as campaign_no, 'Call' as subtype,
                coalesce(replace(response_number, ' ', ''), '0800 496 0' || (100 + brand_n))
                    as dialled_number
            from inbound_call
            inner join brand using (brand_key)
            union all
            select contact.contact_id, contact.person_id, campaign.brand_key, contact.sent_at,
                case when opened_at is null then 0 else 60 + whole('talked', contact.contact_id,
                    400) end, 'Outbound',
                'Call round ' || campaign_code,
                case when opened_at is null then 'No answer' else 'Spoke' end,
                case when opened_at is null then 'Tried, no answer'
                    else 'Talked about the offer, interested' end,
                campaign.campaign_no, 'Call', null
            from contact
            inner join campaign using (campaign_no)
            where contact.channel = 'phone'
            union all
            select (1::bigint << 35) + relation_id, person_id, brand_key,
                created_at + interval 9 day, null, null,
                'Send price list', null, 'Sent "Price list 2026", as asked', null, 'Email', null
            from crm_who
            inner join relation using (relation_id)
            where chance('price list', relation_id, 0.2)
        )
        select crm_delivery(called_at) as delivered_on, called_at as version_at,
            called_at as created_at,
            salesforce_id('00T', row_number() over (order by task_n)) as source_id,
            who.contact_id, who.crm_account_id as account_id, crm_campaign.source_id as campaign_id,
            calls.* exclude (campaign_no)
        from calls
        inner join relation on relation.person_id = calls.person_id
            and relation.brand_key = calls.brand_key
        left join crm_who as who on who.relation_id = relation.relation_id
        left join crm_campaign using (campaign_no)
        where called_at >= getvariable('period_start')
            and called_at < moment(getvariable('period_end'), 80000)
        """,
    )
    _write(
        context,
        "crm_task",
        "Task",
        [
            Field("Id", "source_id"),
            Field("WhoId", "contact_id"),
            Field("WhatId", "coalesce(campaign_id, account_id)"),
            Field("Subject", "subject"),
            Field("ActivityDate", "called_at::date"),
            Field("Status", "'Completed'"),
            Field("Priority", "'Normal'"),
            Field("OwnerId", "getvariable('crm_users')[20 + task_n % 12]"),
            Field("Description", "description"),
            Field("Type", "subtype"),
            Field("TaskSubtype", "subtype"),
            Field("IsDeleted", "false", "flag"),
            Field("AccountId", "account_id"),
            Field("IsClosed", "true", "flag"),
            Field("CallDurationInSeconds", "seconds"),
            Field("CallType", "call_type"),
            Field("CallDisposition", "disposition"),
            Field("CompletedDateTime", "called_at", "time"),
            Field("Brand__c", "brand_key"),
            Field("Dialed_Number__c", "dialled_number"),
            *_audit(),
        ],
    )


def _cases(context: Context) -> None:
    """Write the complaints: from the web form without a contact, otherwise with one."""
    context.table(
        "crm_case",
        """
        with versions as (
            select *, opened_at as version_at, false as is_closed from complaint
            union all
            select *, closed_at, true from complaint
                where closed_at < moment(getvariable('period_end'), 80000)
        )
        select crm_delivery(version_at) as delivered_on, versions.*,
            salesforce_id('500', complaint_id) as source_id,
            lpad((dense_rank() over (order by opened_at, complaint_id))::varchar, 8, '0')
                as case_number,
            case when origin <> 'Web' then who.contact_id end as contact_id,
            case when origin <> 'Web' then who.crm_account_id end as account_id,
            case when origin = 'Web' then person.email end as supplied_email,
            case when origin = 'Web' then person.given_name || ' '
                || person.family_name end as supplied_name
        from versions
        inner join person on person.person_id = versions.person_id
        left join crm_who as who on who.relation_id = versions.relation_id
        """,
    )
    _write(
        context,
        "crm_case",
        "Case",
        [
            Field("Id", "source_id"),
            Field("IsDeleted", "false", "flag"),
            Field("CaseNumber", "case_number"),
            Field("ContactId", "contact_id"),
            Field("AccountId", "account_id"),
            Field("SuppliedName", "supplied_name"),
            Field("SuppliedEmail", "supplied_email"),
            Field("Type", "'Complaint'"),
            Field("Status", "case when is_closed then 'Closed' else 'New' end"),
            Field("Reason", "topic"),
            Field("Origin", "origin"),
            Field("Subject", "subject"),
            Field(
                "Priority", "case when topic in ('staff', 'refund') then 'High' else 'Medium' end"
            ),
            Field(
                "Description",
                "subject || '.' || chr(10) || 'The customer wrote about ' || topic || '.'",
            ),
            Field("IsClosed", "is_closed", "flag"),
            Field("ClosedDate", "case when is_closed then closed_at end", "time"),
            Field("Brand__c", "brand_key"),
            *_audit("opened_at"),
        ],
    )
