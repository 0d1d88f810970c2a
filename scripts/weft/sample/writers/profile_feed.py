"""Profile changes as XML: Salesforce's messages, an e-mail tool's updates, despatch notices."""

from weft.sample.context import Context

SOAP = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope '
    'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>'
    '<notifications xmlns="http://soap.sforce.com/2005/09/outbound">'
    "<OrganizationId>00D5e000000TrdWEAS</OrganizationId>"
    '<ActionId>04k5e000000PrflEAC</ActionId><SessionId xsi:nil="true"/>'
)
SOBJECT = 'xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"'
LIST_ID = "1434052"


def write(context: Context) -> None:
    """Write `xml/contacts_<date>.xml`, `recipients_<date>.xml` and `shipnotice_<date>.xml`."""
    context.run(
        """
        create or replace macro xml_text(x) as
            replace(replace(replace(replace(x, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '''',
                '&apos;')
        """
    )
    # Empty fields are absent, never sent as empty.
    context.run(
        """
        create or replace macro xml_field(name, x) as
            case when x is null then '' else '<' || name || '>' || xml_text(x::varchar) || '</'
                || name || '>' end
        """
    )
    context.run(
        """
        create or replace macro xml_column(name, x) as case when x is null then ''
            else '<COLUMN><NAME>' || name || '</NAME><VALUE>' || xml_text(x::varchar)
                || '</VALUE></COLUMN>' end
        """
    )
    _contacts(context)
    _recipients(context)
    _shipments(context)
    context.drop(["feed_contact", "feed_recipient", "feed_member", "feed_shipment"])


def _contacts(context: Context) -> None:
    """Write messages about contacts made in the period, some sent twice for want of an answer."""
    context.records(
        "feed_contact",
        """
        select 'profile_feed' as source_system, registration.source_id, registration.person_id,
            registered_at::date as as_of,
            registration.email, false as needs_email, 17179869184 + person.account_id as address_id,
            registration.registration_id, registered_at, role.job_title
        from registration
        inner join person using (person_id)
        left join contact_role as role using (person_id)
        where registration.source_system = 'salesforce_contact'
            and registered_at >= getvariable('period_start')
        """,
        "profile",
    )
    context.table(
        "feed_message",
        """
        with sent as (
            select delivered_on(registered_at::date) as delivered_on, *,
                0 as try_n from feed_contact
            union all
            select delivered_on(registered_at::date + 7), *, 1 from feed_contact
            where chance('sent again', registration_id, 0.1)
                and registered_at < getvariable('period_end') - 8
        )
        select * from sent
        """,
    )
    fields = " || ".join(
        f"xml_field('sf:{name}', {value})"
        for name, value in (
            ("Id", "source_id"),
            ("CreatedDate", "strftime(registered_at, '%Y-%m-%dT%H:%M:%S.000Z')"),
            ("Email", "email"),
            ("FirstName", "given_name"),
            ("LastName", "family_name"),
            ("MailingCity", "city"),
            ("MailingPostalCode", "postcode"),
            ("MailingStreet", "address_line_1"),
            ("MobilePhone", "mobile"),
            (
                "SystemModstamp",
                "strftime(registered_at + interval 2 second, '%Y-%m-%dT%H:%M:%S.000Z')",
            ),
            ("Title", "job_title"),
        )
    )
    context.extracts.write_lines(
        "feed_message",
        f"'{SOAP}<Notification><Id>' || '04l5e' || text_of('notification', registration_id)[1:13] "
        f"|| '</Id><sObject {SOBJECT}>' || {fields} "
        "|| '</sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>' "
        "|| chr(10)",
        path="delivered_on || '/xml/contacts_' || delivered_on || '.xml'",
        order_by="registered_at, registration_id, try_n",
    )
    context.drop(["feed_message"])


def _recipients(context: Context) -> None:
    """Write the hotels' subscribers, added and opted out; a few documents are no XML."""
    context.table(
        "feed_member_seed",
        """
        select 'profile_feed' as source_system, member.email as source_id,
            min_by(member.person_id, joined_at) as person_id,
            min(joined_at)::date as as_of, null::varchar as email, true as needs_email,
                null::bigint as address_id,
            any_value(relation_id) as relation_id, min(joined_at) as joined_at,
                any_value(known_at) as known_at,
            any_value(back_in_at) as back_in_at
        from member
        where brand_key = 'linden' and is_subscriber and joined_at >= getvariable('period_start')
        group by member.email
        """,
    )
    context.table(
        "feed_member", "select * replace (source_id as email) from party('feed_member_seed')"
    )
    context.note_records(
        "select source_system, source_id, person_id, 'profile', false from feed_member"
    )
    context.drop(["feed_member_seed"])
    context.table(
        "feed_recipient",
        """
        with moments as (
            select *, joined_at as sent_at, 'AddRecipient' as operation,
                'False' as opt_out from feed_member
            union all
            select *, known_at, 'UpdateRecipient', 'True' from feed_member
            where known_at < moment(getvariable('period_end'), 80000)
            union all
            select *, back_in_at, 'UpdateRecipient', 'False' from feed_member
            where back_in_at < moment(getvariable('period_end'), 80000)
        ),
        drawn as (
            select *, draw('bare ampersand', relation_id || operation || sent_at) as luck
            from moments
        )
        select delivered_on(sent_at::date) as delivered_on, *,
            -- The unluckiest document is broken whatever the rate, unless nothing is to be.
            getvariable('deliveries').broken_row > 0
                and (luck < getvariable('deliveries').broken_row or luck = min(luck) over ())
                as is_broken
        from drawn
        order by delivered_on
        """,
    )
    path = "delivered_on || '/xml/recipients_' || delivered_on || '.xml'"
    time = "strftime({}, '%Y-%m-%dT%H:%M:%SZ')"
    body = " || ".join(
        [
            f"'<Envelope><Body><' || operation "
            f"|| '><LIST_ID>{LIST_ID}</LIST_ID><CREATED_FROM>2</CREATED_FROM>'",
            "xml_column('EMAIL', email)",
            "case when operation = 'AddRecipient' then '<UPDATE_IF_FOUND>true</UPDATE_IF_FOUND>' "
            "|| xml_column('First_Name', given_name) || xml_column('LAST NAME', family_name) "
            "|| xml_column('Mobile Number', mobile) || xml_column('Postcode', postcode) "
            "else '' end",
            "xml_column('Brand', 'linden')",
            f"xml_column('LastModifiedDate', {time.format('sent_at')})",
            "xml_column('OPT_OUT', opt_out)",
            # Somebody's client forgets to escape: `&` stands bare, and the document cannot be read.
            "case when is_broken "
            "then '<COLUMN><NAME>Notes</NAME><VALUE>Fish & chips</VALUE></COLUMN>' else '' end",
            "'</' || operation || '></Body></Envelope>' || chr(10)",
        ]
    )
    context.extracts.write_lines(
        "feed_recipient",
        body,
        path=path,
        order_by="sent_at, relation_id, operation",
        breaks="is_broken",
    )


def _shipments(context: Context) -> None:
    """Write the despatch notices of one store; they speak of orders, and change no profile."""
    context.table(
        "feed_shipment",
        """
        select delivered_on(least(ordered_at::date + 2, getvariable('period_end'))) as delivered_on,
            purchase_id,
            order_name, ordered_at + interval 30 hour as shipped_at,
                person.given_name || ' ' || person.family_name as name,
            address.city, address.postcode, address.country_code
        from purchase
        inner join person on person.person_id = purchase.person_id
        inner join residence
            on residence.person_id = purchase.person_id and ordered_at::date >= residence.valid_from
            and ordered_at::date < residence.valid_to
        inner join address on address.address_id = residence.address_id
        where purchase.brand_key = 'tradewell' and order_name is not null and cancelled_at is null
        """,
    )
    context.extracts.write_lines(
        "feed_shipment",
        "'<ShipNotice>' || xml_field('OrderNumber', order_name) "
        "|| xml_field('LabelCreateDate', strftime(shipped_at, '%m/%d/%Y %H:%M')) "
        "|| xml_field('ShipDate', strftime(shipped_at, '%m/%d/%Y')) "
        "|| '<Carrier>DPD</Carrier><Service>Next Day</Service>' "
        "|| xml_field('TrackingNumber', '1550' || lpad((purchase_id % 10000000000)::varchar, 10, "
        "'0')) "
        "|| '<Recipient>' || xml_field('Name', name) || xml_field('City', city) "
        "|| xml_field('PostalCode', postcode) "
        "|| xml_field('Country', country_code) || '</Recipient></ShipNotice>' || chr(10)",
        path="delivered_on || '/xml/shipnotice_' || delivered_on || '.xml'",
        order_by="shipped_at, purchase_id",
    )
