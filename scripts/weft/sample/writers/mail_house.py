"""The mail house: mailing files in two forms, offers, move updates and returned mail."""

from weft.sample.context import Context
from weft.sample.files import Column, Layout

GO = "https://go.harbourvale.example"

# Field and width of the fixed form, one line a piece of 549 characters.
FIXED_FIELDS: tuple[tuple[str, int], ...] = (
    ("urn", 10),
    ("customer_no", 20),
    ("campaign_code", 14),
    ("cell_code", 6),
    ("key_code", 28),
    ("creative_code", 6),
    ("list_code", 9),
    ("control_flag", 1),
    ("seed_flag", 1),
    ("title", 12),
    ("forename", 20),
    ("surname", 20),
    ("suffix", 6),
    ("salutation", 30),
    ("company", 40),
    ("addr1", 35),
    ("addr2", 35),
    ("addr3", 35),
    ("addr4", 35),
    ("addr5", 35),
    ("town", 25),
    ("county", 20),
    ("postcode", 10),
    ("country", 20),
    ("purl", 28),
    ("offer_code", 16),
    ("mail_date", 8),
    ("inhome_start", 8),
    ("inhome_end", 8),
    ("unit_cost", 8),
)


def write(context: Context) -> None:
    """Write the folders `mailing`, `ncoa` and `mail_returns`."""
    _pieces(context)
    _mailing_files(context)
    _offers(context)
    _moves(context)
    _returns(context)
    context.drop(
        ["mail_piece", "mail_line", "mail_offer", "move_line", "move_reject", "mail_return"]
    )


def _pieces(context: Context) -> None:
    """Make a record of each piece: the address the list has, which movers may have left."""
    context.records(
        "mail_piece",
        """
        select 'mail_house' as source_system,
            lpad((1000000 + row_number() over (order by contact.contact_id))::varchar, 10, '0')
                as source_id,
            contact.person_id, campaign.starts_on as as_of, null::varchar as email,
                false as needs_email,
            case when contact.status = 'returned'
                and coalesce(person.deceased_on > campaign.starts_on, true)
                then person.household_id end as address_id,
            contact.contact_id, contact.status, contact.list_code, contact.purl, contact.is_control,
            registration.source_id as customer_no, campaign.campaign_code, campaign.offer_code,
            campaign.channel, campaign.starts_on, campaign.unit_cost, cell.cell_code, cell.key_code,
                cell.creative_code,
            coalesce(person.deceased_on < campaign.starts_on, false) as is_dead,
            case when contact.list_code = 'HOUSE-CRM' then account.company_name end as company_name,
            household.arrangement in ('couple', 'family') and person.role in ('head', 'partner')
                and person.title in ('Mr', 'Mrs') and contact.list_code
                    in ('HOUSE-WEB', 'HOUSE-LOY')
                and chance('joint piece', contact.contact_id, 0.06) as is_joint
        from contact
        inner join campaign using (campaign_no)
        inner join campaign_cell as cell
            on cell.campaign_no = contact.campaign_no and cell.cell_code = contact.cell_code
        inner join person on person.person_id = contact.person_id
        inner join household on household.household_id = person.household_id
        left join registration on registration.registration_id = contact.registration_id
        left join account on account.account_id = person.account_id
        where contact.channel = 'post'
        """,
        "piece",
        columns="* exclude (birth_date, clean_email, email, gender, home_country, household_id, "
        "landline, middle_name, mobile, needs_email, true_mobile)",
    )


def _mailing_files(context: Context) -> None:
    """Write one file a drop: leaflets as CSV from Excel, catalogues in the older fixed form."""
    context.table(
        "mail_line",
        """
        with seeds as (
            select campaign.campaign_code, campaign.channel, campaign.starts_on, campaign.unit_cost,
                campaign.offer_code, series.n,
                lpad((9000000 + campaign.campaign_no * 4 + series.n)::varchar, 10, '0') as urn
            from campaign
            inner join range(3) as series(n) on campaign.channel in ('direct_mail', 'catalogue')
        ),
        lines as (
            select delivered_on(piece.starts_on) as delivered_on, piece.channel,
                piece.source_id as urn,
                piece.customer_no, piece.campaign_code, piece.cell_code, piece.key_code,
                    piece.creative_code,
                piece.list_code, case when is_control then 'Y' else 'N' end as control_flag,
                    'N' as seed_flag,
                case when is_joint then 'Mr & Mrs' else piece.title end as title,
                case when is_joint then given_name[1] else given_name end as forename,
                family_name as surname,
                case when is_joint then 'Mr & Mrs ' || given_name[1] || ' ' || family_name
                    else coalesce('Dear ' || piece.title || ' ' || family_name, 'Dear Customer')
                        end as salutation,
                company_name as company,
                coalesce(piece.address_line_1, concat_ws(', ', address.unit,
                    address.house_number || ' ' || address.street))
                    as addr1,
                coalesce(piece.city, address.city) as town,
                coalesce(piece.region, address.region) as county,
                coalesce(piece.postcode, address.postcode) as postcode,
                nullif(coalesce(piece.country_code, address.country_code), 'GB') as country,
                piece.purl, piece.offer_code, piece.starts_on,
                    case when is_control then 0.00 else unit_cost end as cost
            from mail_piece as piece
            left join address on address.address_id = piece.address_id
            union all by name
            select delivered_on(starts_on) as delivered_on, channel, urn, campaign_code,
                'C01' as cell_code,
                campaign_code || '-C01-A' as key_code, 'A' as creative_code, 'SEEDS' as list_code,
                'N' as control_flag, 'Y' as seed_flag, 'Mr' as title,
                    ['Ivor', 'Noah', 'Will'][n + 1] as forename,
                'Seedname' as surname, 'Dear Mr Seedname' as salutation,
                ['1 Sorting Office Yard', '2 Depot Lane', '3 Franking Row'][n + 1] as addr1,
                'Swindon' as town, 'Wiltshire' as county, 'SN' || (n + 1) || ' 4QX' as postcode,
                    offer_code, starts_on,
                unit_cost as cost
            from seeds
        )
        select * replace (
                upper(forename) as forename,
                upper(replace(replace(surname, '''', ' '), '-', ' ')) as surname,
                upper(town) as town),
            null as suffix, null as addr2, null as addr3, null as addr4, null as addr5,
            strftime(starts_on, '%Y%m%d') as mail_date,
            strftime(starts_on + 2, '%Y%m%d') as inhome_start,
            strftime(starts_on + 6, '%Y%m%d') as inhome_end,
            cost::decimal(18, 2) as unit_cost
        from lines
        """,
    )
    context.note_records(
        "select 'mail_house', urn, null, 'piece', true from mail_line where seed_flag = 'Y'"
    )
    path = "delivered_on || '/mailing/' || lower(campaign_code) || '_mailfile'"
    for columns, condition in (
        (_columns(older=True), "is_old_delivery(delivered_on)"),
        (_columns(older=False), "not is_old_delivery(delivered_on)"),
    ):
        context.extracts.write(
            "mail_line",
            columns,
            path=f"{path} || '.csv'",
            order_by="urn",
            where=f"channel = 'direct_mail' and {condition}",
            layout=Layout(encoding="cp1252", newline="\r\n"),
            break_by="urn::bigint",
        )
    _fixed_files(context, f"{path} || '.txt'")


def _columns(older: bool) -> list[Column]:
    """Give the columns of the CSV form; mailings of old call three of them otherwise."""
    return [
        ("finder_no" if older else "urn", "urn"),
        ("Cust No" if older else "customer_no", "customer_no"),
        ("campaign_code", "campaign_code"),
        ("cell_code", "cell_code"),
        ("source_code" if older else "key_code", "key_code"),
        *[
            (name, name)
            for name in ("creative_code", "list_code", "control_flag", "seed_flag", "title")
        ],
        *[(name, name) for name in ("forename", "surname", "suffix", "salutation", "company")],
        *[(f"addr{n}", f"addr{n}") for n in range(1, 6)],
        ("town", "town"),
        ("county", "county"),
        ("postcode", "postcode"),
        ("country", "country"),
        ("dps", "case when country is null then (1 + whole('dps', urn, 9)) || 'A' end"),
        ("purl", "purl"),
        ("qr_url", f"case when control_flag = 'N' then '{GO}/q/' || lower(campaign_code) end"),
        *[
            (name, name)
            for name in ("offer_code", "mail_date", "inhome_start", "inhome_end", "unit_cost")
        ],
    ]


def _fixed_files(context: Context, path: str) -> None:
    """Write the catalogues' files: fields cut at their width, and one file with a cut last line."""
    fields = " || ".join(
        f"rpad(coalesce(strip_accents({name}::varchar), ''), {width}, ' ')"
        for name, width in FIXED_FIELDS
    )
    condition = "channel = 'catalogue'"
    rows = context.connection.execute(
        f"select min({path}) from mail_line where {condition}"
    ).fetchall()
    damaged = rows[0][0]
    context.extracts.write_lines(
        "mail_line",
        f"{fields} || chr(13) || chr(10)",
        path=path,
        order_by="urn",
        where=condition,
        encoding="cp1252",
        tail=lambda name, count: "0008999999CUT OFF BY THE TRANSFER\r\n" if name == damaged else "",
    )
    if damaged is not None:
        context.extracts.broken[damaged] = 1


def _offers(context: Context) -> None:
    """Write the offers of the campaigns that begin, some corrected a week later."""
    context.table(
        "mail_offer",
        """
        with offers as (
            select delivered_on(starts_on) as delivered_on, campaign.*, false as is_correction
            from campaign where offer_code is not null
            union all
            select delivered_on(starts_on + 7), campaign.*, true
            from campaign
            where offer_code is not null and starts_on + 7 <= getvariable('period_end')
                and chance('offer corrected', campaign_code, 0.08)
        )
        select * from offers
        """,
    )
    context.extracts.write(
        "mail_offer",
        [
            ("offer_code", "offer_code"),
            ("campaign_code", "campaign_code"),
            (
                "description",
                "discount_percent || '% off ' || offer_topic || case when is_correction "
                "then ', corrected' else '' end",
            ),
            ("discount", "discount_percent || '%'"),
            ("valid_from", "strftime(starts_on, '%d/%m/%Y')"),
            ("valid_to", "strftime(starts_on + 30, '%d/%m/%Y')"),
            ("response_number", "response_number"),
            ("sku", "null"),
        ],
        path="delivered_on || '/mailing/offer_codes_' || delivered_on || '.csv'",
        order_by="campaign_code",
        layout=Layout(encoding="cp1252", newline="\r\n"),
    )


def _moves(context: Context) -> None:
    """Write the bureau's answers of each month: two rows a move, and what it would not screen."""
    context.table(
        "move_line",
        """
        with movers as (
            select move.*, residence.person_id as mover_id
            from move
            inner join residence on residence.address_id = move.new_address_id
            where ncoa_on < getvariable('period_end') - 20
        ),
        listed as (
            select delivered_on(last_day(ncoa_on)) as delivered_on,
                strftime(ncoa_on, '%Y%m') as month,
                movers.*, mailable.list_code, registration.source_id as customer_no,
                    mailable.relation_id,
                person.given_name, person.family_name, person.title
            from movers
            inner join relation on relation.person_id = movers.mover_id
            inner join mailable on mailable.relation_id = relation.relation_id
                and mailable.known_from < movers.ncoa_on
            inner join registration on registration.registration_id = mailable.registration_id
            inner join person on person.person_id = movers.mover_id
        ),
        answered as (
            select listed.*, kind.is_new, kind.code
            from listed
            inner join (values (true, 'A', false), (false, 'A', false), (false, '02', true))
                as kind(is_new, code, lost)
                on kind.lost = listed.is_missed_by_ncoa
            -- Of the moves the bureau has no address for, it knows half to be gone.
            where not is_missed_by_ncoa or chance('known to be gone', move_id, 0.5)
        )
        select answered.*, sent.house_number || ' ' || sent.street as sent_street,
            sent.unit as sent_unit,
            sent.city as sent_city, sent.postcode as sent_postcode,
                sent.country_code as sent_country,
            shown.house_number, shown.street, shown.unit, shown.city, shown.region, shown.postcode,
                shown.country_code
        from answered
        inner join address as sent on sent.address_id = answered.old_address_id
        inner join address as shown
            on shown.address_id = case when is_new then new_address_id else old_address_id end
        """,
    )
    sent: list[Column] = [
        ("input_ID", "customer_no"),
        ("input_ListCode", "list_code"),
        ("input_Title", "title"),
        ("input_FirstName", "given_name"),
        ("input_LastName", "family_name"),
        ("input_AddressLine1", "concat_ws(', ', sent_unit, sent_street)"),
        ("input_City", "sent_city"),
        ("input_PostalCode", "sent_postcode"),
        ("input_Country", "sent_country"),
    ]
    context.extracts.write(
        "move_line",
        [
            *sent,
            ("Household Position", "1"),
            ("Name Id", "1000000 + relation_id"),
            ("First Name", "given_name"),
            ("Last Name", "family_name"),
            ("Street Number", "house_number"),
            ("Street Name", "street"),
            ("Unit Number", "unit"),
            ("City Name", "city"),
            ("State Code", "region"),
            ("Postal Code", "postcode"),
            ("Country Code", "country_code"),
            ("Address Line 1", "concat_ws(', ', unit, house_number || ' ' || street)"),
            ("Address Line 2", "null"),
            ("Move Applied", "case when is_new then 'Yes' else 'No' end"),
            ("Move Type", "case move_kind when 'family' then 'Family' else 'Individual' end"),
            ("Move Date", "strftime(moved_on, '%Y%m')"),
            ("NCOA Return Code", "code"),
            ("Address Status", "case when is_new then 'Deliverable' else 'Moved' end"),
        ],
        path="delivered_on || '/ncoa/ncoa_' || month || '.csv'",
        order_by="relation_id, is_new desc, new_address_id",
    )
    context.table(
        "move_reject",
        """
        select delivered_on, month, customer_no, list_code, title, given_name, family_name,
            sent_unit, sent_street,
            sent_city, sent_postcode[1:2] as sent_postcode, sent_country, relation_id
        from move_line
        where is_new and chance('rejected', relation_id, 0.05)
        """,
    )
    context.extracts.write(
        "move_reject",
        [
            *sent,
            ("Exception Code", "'E104'"),
            ("Exception Reason", "'Invalid postal code, row not processed'"),
        ],
        path="delivered_on || '/ncoa/ncoa_' || month || '_exceptions.csv'",
        order_by="relation_id",
    )


def _returns(context: Context) -> None:
    """Write the pieces that came back, weeks later; of some only name and postcode can be read."""
    context.table(
        "mail_return",
        """
        with back as (
            select piece.*, address.house_number || ' ' || address.street as house,
                address.city as house_city,
                address.postcode as house_postcode,
                starts_on + 12 + whole('returned after', contact_id, 35)::integer as scanned_on
            from mail_piece as piece
            left join address on address.address_id = piece.address_id
            where status = 'returned' or (status = 'sent' and chance('refused', contact_id, 0.002))
        )
        select delivered_on(scanned_on) as delivered_on, *,
            case
                when status = 'sent' then 'refused'
                when is_dead then 'deceased'
                else pick(['addressee gone away', 'addressee gone away', 'Gone away',
                    'no such address', 'not called for'],
                    'return reason', contact_id)
            end as reason,
            chance('unreadable', contact_id, 0.06) as is_unreadable
        from back
        where scanned_on <= getvariable('period_end')
        """,
    )
    for columns, condition in (
        (("Barcode", "Reason", "Scan Date"), "is_old_delivery(delivered_on)"),
        (("urn", "reason", "scan_date"), "not is_old_delivery(delivered_on)"),
    ):
        context.extracts.write(
            "mail_return",
            [
                (columns[0], "case when not is_unreadable then source_id end"),
                (columns[1], "reason"),
                (columns[2], "strftime(scanned_on, '%d/%m/%Y')"),
                ("name", "case when is_unreadable then upper(family_name) end"),
                ("address", "case when is_unreadable then house end"),
                ("town", "case when is_unreadable then house_city end"),
                ("postcode", "case when is_unreadable then house_postcode end"),
            ],
            path="delivered_on || '/mail_returns/returns_' || delivered_on || '.csv'",
            order_by="source_id",
            where=condition,
        )
