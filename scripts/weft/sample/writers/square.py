"""Square: lines and payments of the outdoor shops' tills, and the directory of their customers."""

from weft.sample.context import Context
from weft.sample.files import Column


def write(context: Context) -> None:
    """Write `square/items-…csv`, `transactions-…csv` and `customers-…csv`."""
    context.records(
        "square_customer",
        """
        select 'square' as source_system, source_id, person_id, registered_at::date as as_of,
            registration.email, false as needs_email, null::bigint as address_id, registration_id,
            relation_id, registered_at
        from registration
        where source_system = 'square'
        """,
        "person",
    )
    context.run_file("square")
    # A card that the system gave an id is a person of whom, unless named, nothing is known.
    context.note_records(
        "select 'square', customer_id, person_id, 'person', count(customer_name) = 0 "
        "from square_event where is_instant and customer_id is not null "
        "group by customer_id, person_id"
    )
    context.note_orders(
        "select purchase_id, 'square', transaction_id from square_event where not is_refund"
    )
    for is_old in (True, False):
        condition = f"{'' if is_old else 'not '}is_old_delivery(delivered_on)"
        for name, table, columns, order in (
            ("items", "square_item", _item_columns(is_old), ", line_no desc, copy_n desc"),
            ("transactions", "square_transaction", _transaction_columns(is_old), ""),
        ):
            context.extracts.write(
                table,
                columns,
                path=f"delivered_on || '/square/{name}-' || file_end",
                order_by=f"sold_at desc, event_key desc{order}",
                where=condition,
                break_by="event_key * 64" + (" + line_no * 16 + copy_n" if order else ""),
            )
    _directory(context)
    context.drop([f"square_{name}" for name in (
        "customer", "known", "event", "day", "file", "transaction", "item", "listed"
    )])  # fmt: skip


def _clock(is_old: bool) -> list[Column]:
    """Give date and time: once as people in Britain write them, now as machines do, with a zone."""
    if is_old:
        return [
            ("Date", "strftime(sold_at, '%d/%m/%Y')"),
            ("Time", "ltrim(strftime(sold_at, '%I:%M:%S %p'), '0')"),
        ]
    return [
        ("Date", "sold_at::date"),
        ("Time", "strftime(sold_at, '%H:%M:%S')"),
        ("Time Zone", "'London'"),
    ]


EVENT = ("Event Type", "case when is_refund then 'Refund' else 'Payment' end")
DETAILS = ("Details", "'https://squareup.com/dashboard/sales/transactions/' || transaction_id")
CUSTOMER: list[Column] = [
    ("Customer ID", "customer_id"),
    ("Customer Name", "customer_name"),
    ("Customer Reference ID", "null"),
]
STAFF = "['Alex P', 'Sam W', 'Jo K', 'Chris D'][1 + whole('staff', event_key, 4)]"


def _item_columns(is_old: bool) -> list[Column]:
    """Give the columns of the lines; today's layout has a bar code and who sold it."""
    columns: list[Column] = [
        *_clock(is_old),
        ("Category", "case when chance('no category', sku, 0.05) then 'None' else topic end"),
        ("Item", "product_name"),
        ("Qty", "quantity || '.0'"),
        ("Price Point Name", "'Regular'"),
        ("SKU", "sku"),
        ("Modifiers Applied", "null"),
        ("Product Sales" if is_old else "Gross Sales", "pounds(net_amount + discount_amount)"),
        ("Discounts", "pounds(-discount_amount)"),
        ("Net Sales", "pounds(net_amount)"),
        ("Tax", "pounds(tax_amount)"),
        ("Transaction ID", "transaction_id"),
        ("Payment ID", "payment_id"),
        ("Device Name", "'Till ' || (1 + event_key % 3)"),
        ("Notes", "null"),
        DETAILS,
        EVENT,
        ("Location", "location"),
        ("Dining Option", "null"),
        *CUSTOMER,
        ("Unit", "'ea'"),
        ("Count", "quantity"),
    ]
    if not is_old:
        columns.append(("GTIN", "null"))
    columns.append(("Itemization Type", "'Physical Good'"))
    if not is_old:
        columns += [("Commission", "null"), ("Employee", STAFF)]
    return [
        *columns,
        ("Fulfillment Note", "null"),
        ("Channel", "'Ridgeway Outdoor'"),
        ("Token", "upper(text_of('article', sku))[1:24]"),
        ("Card Brand", "card_brand"),
        ("PAN Suffix", "pan_suffix"),
    ]


def _transaction_columns(is_old: bool) -> list[Column]:
    """Give the columns of the payments; today's layout has more of them."""
    nothing = "'£0.00'"
    by_card = "case when card_brand is not null then pounds(total_amount) else '£0.00' end"
    fee = "case when card_brand is not null and not is_refund then total_amount * 0.0175 else 0 end"
    columns: list[Column] = [
        *_clock(is_old),
        ("Product Sales" if is_old else "Gross Sales", "pounds(net_amount + discount_amount)"),
        ("Discounts", "pounds(-discount_amount)"),
        ("Service Charges", nothing),
        ("Net Sales", "pounds(net_amount)"),
        ("Gift Card Sales", nothing),
        ("Tax", "pounds(tax_amount)"),
        ("Tip", nothing),
        ("Partial Refunds", nothing),
        ("Total Collected", "pounds(total_amount)"),
        ("Source", "'Point of Sale'"),
        ("Card", by_card),
        (
            "Card Entry Methods",
            "case when card_brand is null then 'N/A' "
            "else pick(['Tapped', 'Tapped', 'Swiped', 'Keyed'], 'entry', event_key) end",
        ),
        ("Cash", "case when card_brand is null then pounds(total_amount) else '£0.00' end"),
        ("Square Gift Card", nothing),
        ("Other Tender", nothing),
        ("Other Tender Type", "null"),
        ("Other Tender Note" if is_old else "Tender Note", "null"),
        ("Fees", f"pounds(-({fee}))"),
        ("Net Total", f"pounds(total_amount - ({fee}))"),
        ("Transaction ID", "transaction_id"),
        ("Payment ID", "payment_id"),
        ("Card Brand", "card_brand"),
        ("PAN Suffix", "pan_suffix"),
        ("Device Name", "'Till ' || (1 + event_key % 3)"),
        ("Staff Name", STAFF),
        ("Staff ID", "null"),
        DETAILS,
        ("Description", "description"),
        EVENT,
        ("Location", "location"),
        ("Dining Option", "null"),
        *CUSTOMER,
        ("Device Nickname", "null"),
    ]
    if is_old:
        return [*columns, ("Refund Reason", "reason"), ("Discount Name", "code_used")]
    return [
        *columns,
        ("Third Party Fees", nothing),
        ("Deposit ID", "null"),
        ("Deposit Date", "sold_at::date + 2"),
        ("Deposit Details", "null"),
        ("Fee Percentage Rate", "case when card_brand is not null then '1.75' end"),
        ("Fee Fixed Rate", nothing),
        ("Refund Reason", "reason"),
        ("Discount Name", "code_used"),
        ("Transaction Status", "'Complete'"),
        ("Cash App", nothing),
        ("Order Reference ID", "null"),
        ("Fulfillment Note", "null"),
        ("Free Processing Applied", nothing),
        ("Channel", "'Ridgeway Outdoor'"),
        ("Unattributed Tips", nothing),
        ("Table Info", "null"),
        ("International Fee", nothing),
    ]


def _directory(context: Context) -> None:
    """Write the full lists of customers."""
    columns: list[Column] = [
        ("Reference ID", "null"),
        ("First Name", "given_name"),
        ("Last Name", "family_name"),
        ("Email Address", "or_null_word(email, 'email', registration_id)"),
        ("Phone Number", "or_null_word(mobile, 'phone', registration_id)"),
        ("Nickname", "null"),
        ("Company Name", "or_null_word(null, 'company', registration_id)"),
        ("Street Address 1", "address_line_1"),
        ("Street Address 2", "or_null_word(null, 'street 2', registration_id)"),
        ("City", "city"),
        ("State", "region"),
        ("Postal Code", "postcode"),
        ("Birthday", "strftime(birth_date, '%d/%m/%Y')"),
        ("Memo", "null"),
        ("Square Customer ID", "source_id"),
        (
            "Creation Source",
            "pick(['Directory', 'Point of Sale', 'Merge'], 'creation', registration_id)",
        ),
        ("First Visit", "first_visit"),
        ("Last Visit", "last_visit"),
        ("Transaction Count", "visits"),
        ("Lifetime Spend", "pounds(spent)"),
        ("Email Subscription Status", "email_status"),
        ("Instant Profile", "'No'"),
    ]
    context.extracts.write(
        "square_listed",
        columns,
        path="delivered_on || '/square/customers-' || delivered_on || '.csv'",
        order_by="registered_at, registration_id",
    )
