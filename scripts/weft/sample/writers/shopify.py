"""Shopify: the orders export, one row a line item, and the customers export, per store."""

from weft.sample.context import Context
from weft.sample.files import Column, Layout

LOCAL_TIME = "%Y-%m-%d %H:%M:%S"


def write(context: Context) -> None:
    """Write `shopify/<brand>/customers_export.csv` and `orders_export_1.csv`."""
    _people(context)
    _orders(context)
    _customer_files(context)
    _order_files(context)
    context.drop(
        ["shopify_customer", "shopify_guest", "shopify_order", "shopify_row", "shopify_snapshot"]
    )


def _people(context: Context) -> None:
    """Make the customer accounts, and the buyers who have none."""
    context.run(
        f"create or replace macro shop_time(ts) as strftime(london(ts), '{LOCAL_TIME}') "
        "|| case when is_summer_time(ts) then ' +0100' else ' +0000' end"
    )
    context.records(
        "shopify_customer",
        """
        select 'shopify' as source_system, source_id, registration.person_id,
            registered_at::date as as_of,
            registration.email, true as needs_email,
            case when brand_key = 'tradewell'
                then 17179869184 + person.account_id end as address_id,
            registration_id, relation_id, brand_key, registered_at, account.company_name
        from registration
        inner join person using (person_id)
        left join account
            on account.account_id = case when brand_key = 'tradewell' then person.account_id end
        where source_system = 'shopify'
        """,
        "person",
    )
    # A guest is known by what was typed at the checkout; telephone orders often have no address.
    context.table(
        "shopify_guest_seed",
        """
        select 'shopify' as source_system, brand_key || ':' || order_name as source_id,
            purchase.person_id,
            ordered_at::date as as_of, null::varchar as email, order_channel = 'web' as needs_email,
            case when brand_key = 'tradewell'
                then 17179869184 + person.account_id end as address_id,
            purchase_id, account.company_name
        from purchase
        inner join person using (person_id)
        left join account
            on account.account_id = case when brand_key = 'tradewell' then person.account_id end
        where order_name is not null and registration_id is null
        """,
    )
    context.table("shopify_guest", "select * from party('shopify_guest_seed')")
    context.drop(["shopify_guest_seed"])


def _orders(context: Context) -> None:
    """Make one row per order, with its buyer and its money."""
    context.table(
        "shopify_order",
        """
        with bought as (
            select purchase.*,
                coalesce(customer.email, guest.email) as email,
                coalesce(customer.full_name, guest.full_name) as full_name,
                coalesce(customer.address_line_1, guest.address_line_1) as address_line_1,
                coalesce(customer.city, guest.city) as city,
                coalesce(customer.postcode, guest.postcode) as postcode,
                coalesce(customer.region, guest.region) as region,
                coalesce(customer.country_code, guest.country_code) as country_code,
                coalesce(customer.mobile, guest.mobile) as mobile,
                coalesce(customer.company_name, guest.company_name) as company_name,
                returns.refund_amount, returns.refunded_at,
                perhaps_late(london(ordered_at)::date, 'shopify', purchase.purchase_id) as first_day
            from purchase
            left join shopify_customer as customer
                on customer.registration_id = purchase.registration_id
            left join shopify_guest as guest on guest.purchase_id = purchase.purchase_id
            left join (select purchase_id, sum(refund_amount) as refund_amount,
                max(refunded_at) as refunded_at
                from return_line group by purchase_id) as returns
                    on returns.purchase_id = purchase.purchase_id
            where order_name is not null
        )
        select bought.*, visit.arrival, campaign.utm_campaign,
            scramble(bought.purchase_id) + 5550000000000 as shop_order_id
        from bought
        left join visit on visit.visit_id = bought.visit_id
        left join campaign on campaign.campaign_no = visit.campaign_no
        """,
    )
    context.note_records(
        """
        select distinct 'shopify', case when nullif(trim(email), '') is null
            then 'order:' || brand_key || ':' || order_name else 'guest:' || lower(trim(email)) end,
            person_id, 'guest', false
        from shopify_order
        where registration_id is null
        """
    )
    context.note_orders(
        "select purchase_id, 'shopify', brand_key || ':' || order_name from shopify_order"
    )
    # An order is exported in the week after it, sometimes twice, and again when its state changes.
    context.table(
        "shopify_row",
        """
        with times as (
            select purchase_id, delivered_on(first_day) as delivered_on from shopify_order
            union
            select purchase_id, delivered_on(first_day + 7) from shopify_order
            where chance('exported twice', purchase_id, 0.1)
                and first_day + 7 <= getvariable('period_end')
            union
            select purchase_id, delivered_on(cancelled_at) from shopify_order
            where cancelled_at < moment(getvariable('period_end'), 86400)
            union
            select purchase_id, delivered_on(refunded_at) from shopify_order
            where refunded_at < moment(getvariable('period_end'), 86400)
        )
        select times.delivered_on, shopify_order.*, line.line_no, line.sku, line.product_name,
            line.quantity, line.unit_price,
            case when line.line_no = 1 then true end as first,
            coalesce(refunded_at < times.delivered_on, false) as is_refunded,
            coalesce(cancelled_at < times.delivered_on, false) as is_cancelled
        from times
        inner join shopify_order using (purchase_id)
        inner join purchase_line as line using (purchase_id)
        """,
    )


def _customer_files(context: Context) -> None:
    """Write the full lists of customers: the older header early in the period, then today's."""
    context.table(
        "shopify_snapshot",
        """
        with spent as (
            select snapshot.delivered_on, registration_id, count(*) as orders,
                sum(total_amount) as spent
            from purchase
            inner join snapshot on purchase.ordered_at < snapshot.delivered_on
            where registration_id is not null
            group by all
        )
        select snapshot.delivered_on, customer.*, coalesce(orders, 0) as orders,
            coalesce(spent, 0.00) as spent,
            was_allowed(snapshot.delivered_on, email_permission.first_answer,
                email_permission.known_at,
                email_permission.back_in_at) as accepts_email,
            was_allowed(snapshot.delivered_on, sms_permission.first_answer, sms_permission.known_at,
                sms_permission.back_in_at) as accepts_sms
        from shopify_customer as customer
        inner join snapshot on customer.registered_at < snapshot.delivered_on
        left join spent on spent.delivered_on = snapshot.delivered_on
            and spent.registration_id = customer.registration_id
        left join permission as email_permission
            on email_permission.permission_id = customer.relation_id * 4
        left join permission as sms_permission
            on sms_permission.permission_id = customer.relation_id * 4 + 1
        """,
    )
    company = "or_null_word(company_name, 'company', registration_id)"
    address_2 = "or_null_word(null, 'address 2', registration_id)"
    phone = "or_null_word('''' || mobile, 'phone', registration_id)"
    start: list[Column] = [
        ("Customer ID", "'''' || source_id"),
        ("First Name", "given_name"),
        ("Last Name", "family_name"),
        ("Email", "email"),
        ("Accepts Email Marketing", "case when accepts_email then 'yes' else 'no' end"),
    ]
    accepts_sms = ("Accepts SMS Marketing", "case when accepts_sms then 'yes' else 'no' end")
    totals: list[Column] = [("Total Spent", "spent"), ("Total Orders", "orders")]
    tags = ("Tags", "case when is_test then 'test' when orders > 8 then 'VIP' end")
    today: list[Column] = [
        *start,
        ("Default Address Company", company),
        ("Default Address Address1", "address_line_1"),
        ("Default Address Address2", address_2),
        ("Default Address City", "city"),
        ("Default Address Province Code", "case when country_code = 'US' then region end"),
        ("Default Address Country Code", "country_code"),
        ("Default Address Zip", "'''' || postcode"),
        ("Default Address Phone", "'''' || mobile"),
        ("Phone", phone),
        accepts_sms,
        *totals,
        ("Note", "null"),
        ("Tax Exempt", "'no'"),
        tags,
    ]
    older: list[Column] = [
        *start,
        ("Company", company),
        ("Address1", "address_line_1"),
        ("Address2", address_2),
        ("City", "city"),
        ("Province", "region"),
        ("Province Code", "case when country_code = 'US' then region end"),
        ("Country", "country_code"),
        ("Country Code", "country_code"),
        ("Zip", "'''' || postcode"),
        ("Phone", phone),
        accepts_sms,
        *totals,
        tags,
        ("Note", "null"),
        ("Tax Exempt", "'no'"),
    ]
    for columns, condition in (
        (older, "is_old_delivery(delivered_on)"),
        (today, "not is_old_delivery(delivered_on)"),
    ):
        context.extracts.write(
            "shopify_snapshot",
            columns,
            path="delivered_on || '/shopify/' || brand_key || '/customers_export.csv'",
            order_by="registered_at, registration_id",
            where=condition,
        )


def _order_files(context: Context) -> None:
    """Write the exports of orders, newest order first."""
    for columns, condition in (
        (_order_columns(older=True), "is_old_delivery(delivered_on)"),
        (_order_columns(older=False), "not is_old_delivery(delivered_on)"),
    ):
        context.extracts.write(
            "shopify_row",
            columns,
            path="delivered_on || '/shopify/' || brand_key || '/orders_export_1.csv'",
            order_by="ordered_at desc, purchase_id, line_no",
            where=condition,
            layout=Layout(),
            break_by="purchase_id * 8 + line_no",
        )


def _order_columns(older: bool) -> list[Column]:
    """Give the 79 columns of the export; order columns stand on the first line of an order only."""

    def first(expression: str) -> str:
        return f"case when first then {expression} end"

    status = (
        "case when is_cancelled then 'voided' when not is_refunded then 'paid' "
        "when refund_amount >= total_amount - shipping_amount then 'refunded' "
        "else 'partially_refunded' end"
    )
    address = [
        ("Name", "full_name"),
        ("Street", "address_line_1"),
        ("Address1", "address_line_1"),
        ("Address2", "null"),
        ("Company", "company_name"),
        ("City", "city"),
        ("Zip", "'''' || postcode"),
        ("Province", "case when country_code = 'US' then region end"),
        ("Country", "country_code"),
        ("Phone", "'''' || mobile"),
    ]
    attributes = (
        "case when utm_campaign is not null and chance('keeps utm', purchase_id, 0.6) then "
        "'utm_source: ' || case arrival when 'email' then 'mailchimp' else lower(arrival) end "
        "|| chr(10) || 'utm_campaign: ' || utm_campaign end"
    )
    return [
        ("Name", "order_name"),
        ("Email", "email"),
        ("Financial Status", first(status)),
        ("Paid at", first("shop_time(ordered_at + interval 1 second)")),
        (
            "Fulfillment Status",
            first("case when is_cancelled then 'unfulfilled' else 'fulfilled' end"),
        ),
        (
            "Fulfilled at",
            first("case when not is_cancelled then shop_time(ordered_at + interval 26 hour) end"),
        ),
        (
            "Accepts Marketing",
            first("case when chance('ticks the box', purchase_id, 0.5) then 'yes' else 'no' end"),
        ),
        ("Currency", first("'GBP'")),
        ("Subtotal", first("gross_amount - discount_amount")),
        ("Shipping", first("shipping_amount")),
        ("Taxes", first("tax_amount")),
        ("Total", first("total_amount")),
        ("Discount Code", first("code_used")),
        ("Discount Amount", first("discount_amount")),
        ("Shipping Method", first("case when shipping_amount > 0 then 'Standard' else 'Free' end")),
        ("Created at", first("shop_time(ordered_at)")),
        ("Lineitem quantity", "quantity"),
        ("Lineitem name", "product_name"),
        ("Lineitem price", "unit_price"),
        ("Lineitem compare-at price" if older else "Lineitem compare at price", "null"),
        ("Lineitem SKU" if older else "Lineitem sku", "sku"),
        (
            "Lineitem requires shipping",
            "case when brand_key = 'linden' then 'false' else 'true' end",
        ),
        ("Lineitem taxable", "'true'"),
        (
            "Lineitem fulfillment status",
            "case when is_cancelled then 'pending' else 'fulfilled' end",
        ),
        *[(f"Billing {name}", first(expression)) for name, expression in address],
        *[(f"Shipping {name}", first(expression)) for name, expression in address],
        ("Notes", "null"),
        ("Note Attributes", first(attributes)),
        (
            "Canceled at" if older else "Cancelled at",
            first("case when is_cancelled then shop_time(cancelled_at) end"),
        ),
        (
            "Payment Method",
            first("case when is_test then 'Bogus Gateway' else 'Shopify Payments' end"),
        ),
        (
            "Payment Reference (deprecated)" if older else "Payment Reference",
            first("'c' || shop_order_id || '.1'"),
        ),
        (
            "Refunded Amount",
            first(
                "case when is_cancelled then total_amount "
                "when is_refunded then refund_amount else 0.00 end"
            ),
        ),
        ("Vendor", "'Harbour & Vale'"),
        ("Outstanding Balance", first("'0.00'")),
        ("Employee", first("case when order_channel = 'phone' then 'Call centre' end")),
        ("Location", "null"),
        ("Device ID", "null"),
        ("Id", first("shop_order_id")),
        ("Tags", first("case when is_test then 'test' end")),
        ("Risk Level", first("'Low'")),
        (
            "Source",
            first("case when order_channel = 'phone' then 'shopify_draft_order' else 'web' end"),
        ),
        ("Lineitem discount", "'0.00'"),
        ("Tax 1 Name", first("'GB VAT 20%'")),
        ("Tax 1 Value", first("tax_amount")),
        *[(f"Tax {n} {part}", "null") for n in range(2, 6) for part in ("Name", "Value")],
        ("Phone", first("'''' || mobile")),
        ("Receipt Number", "null"),
        ("Duties", "null"),
        ("Billing Province Name", first("region")),
        ("Shipping Province Name", first("region")),
        ("Payment ID", first("'pay_' || shop_order_id")),
        ("Payment terms" if older else "Payment Terms Name", "null"),
        ("Next payment due at" if older else "Next Payment Due At", "null"),
        ("Payment References", first("'c' || shop_order_id || '.1'")),
    ]
