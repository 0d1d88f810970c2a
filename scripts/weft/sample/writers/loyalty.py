"""The homeware shops' own systems: loyalty cards, till lines and offers redeemed at the till."""

from weft.sample.context import Context
from weft.sample.files import Column

# The card of the till, for customers who have none; also in seeds/till_cards.csv.
DUMMY_CARD = "9999999999"


def write(context: Context) -> None:
    """Write cards, till lines and offers redeemed: `loyalty/<table>_<date>.csv`."""
    _cards(context)
    _till_lines(context)
    _redemptions(context)
    context.drop(["loyalty_card", "loyalty_snapshot", "till_sale", "till_line", "till_redemption"])


def _cards(context: Context) -> None:
    """Write the full lists of cards, with the card no one owns that tills use."""
    context.records(
        "loyalty_card",
        """
        select 'loyalty' as source_system, source_id, registration.person_id,
            registered_at::date as as_of,
            registration.email, false as needs_email, null::bigint as address_id,
            registration_id, relation_id, ordinal, registered_at, merged_at,
            first_value(source_id) over (partition by relation_id order by ordinal) as first_card_no
        from registration
        where source_system = 'loyalty'
        """,
        "card",
    )
    context.note_records(f"select 'loyalty', '{DUMMY_CARD}', null, 'card', true")
    context.table(
        "loyalty_snapshot",
        f"""
        with used as (
            select snapshot.delivered_on, card_no, max(london(ordered_at)::date) as last_txn_on,
                floor(sum(total_amount))::bigint as points
            from purchase
            inner join snapshot on purchase.ordered_at < snapshot.delivered_on
            where card_no is not null
            group by all
        ),
        listed as (
            select snapshot.delivered_on, card.source_id as card_no, card.*,
                was_allowed(snapshot.delivered_on, email.first_answer, email.known_at,
                    email.back_in_at) as email_ok,
                was_allowed(snapshot.delivered_on, sms.first_answer, sms.known_at,
                    sms.back_in_at) as sms_ok,
                was_allowed(snapshot.delivered_on, post.first_answer, post.known_at,
                    post.back_in_at) as post_ok
            from loyalty_card as card
            inner join snapshot on card.registered_at < snapshot.delivered_on
            left join permission as email on email.permission_id = card.relation_id * 4
            left join permission as sms on sms.permission_id = card.relation_id * 4 + 1
            left join permission as post on post.permission_id = card.relation_id * 4 + 3
            union all by name
            select delivered_on, '{DUMMY_CARD}' as card_no, 'SHOP' as given_name,
                'DUMMY CARD' as family_name,
                timestamp '2019-01-01 09:00:00' as registered_at, 0 as registration_id
            from snapshot
        )
        select listed.*, used.last_txn_on, coalesce(used.points, 0) as points
        from listed
        left join used on used.delivered_on = listed.delivered_on and used.card_no = listed.card_no
        """,
    )
    flag = "case when {} then 'Y' else 'N' end"
    columns: list[Column] = [
        ("card_no", "card_no"),
        ("title", "or_null_word(title, 'title', registration_id)"),
        ("forename", "given_name"),
        ("surname", "family_name"),
        ("address_1", "address_line_1"),
        ("address_2", "or_null_word(null, 'address 2', registration_id)"),
        ("address_3", "city"),
        ("address_4", "region"),
        ("postcode", "postcode"),
        ("email", "or_null_word(email, 'email', registration_id)"),
        ("mobile", "or_null_word(mobile, 'mobile', registration_id)"),
        (
            "dob",
            "case when birth_date = date '1900-01-01' then '01/01/1900' "
            "when chance('year not given', registration_id, 0.05) "
            "then strftime(birth_date, '%m/%d') "
            "else birth_date::varchar end",
        ),
        ("gender", "gender"),
        ("join_date", "registered_at::date"),
        ("join_store", "1 + whole('join store', registration_id, 6)"),
        (
            "tier",
            "case when points > 2500 then 'Gold' when points > 800 then 'Silver' else 'Bronze' end",
        ),
        ("points_balance", "points % 1000"),
        ("points_expiring", "points % 70"),
        ("email_ok", flag.format("email_ok")),
        ("sms_ok", flag.format("sms_ok")),
        ("post_ok", flag.format("post_ok")),
        ("last_txn_date", "last_txn_on"),
        (
            "status",
            "case when merged_at < delivered_on then 'M' "
            "when points = 0 and chance('closed', registration_id, 0.03) then 'C' else 'A' end",
        ),
        ("merged_to_card_no", "case when merged_at < delivered_on then first_card_no end"),
    ]
    context.extracts.write(
        "loyalty_snapshot",
        columns,
        path="delivered_on || '/loyalty/cards_' || delivered_on || '.csv'",
        order_by="card_no",
    )


def _till_lines(context: Context) -> None:
    """Write the lines of the tills; transaction numbers start anew on every till and day."""
    context.table(
        "till_sale",
        """
        with sales as (
            select purchase_id, person_id, store_no, card_no, code_used, 1 as sign,
                london(ordered_at) as sold_at
            from purchase
            where brand_key = 'fernside' and order_channel = 'shop'
            union all
            select purchase_id, person_id, store_no, card_no, null, -1,
                london(return_line.refunded_at)
            from return_line
            inner join purchase using (purchase_id)
            where brand_key = 'fernside' and order_channel = 'shop'
                and return_line.refunded_at < moment(getvariable('period_end'), 82000)
        )
        select *, 1 + whole('till', purchase_id, 3) as till_no,
            row_number() over (
                partition by store_no, 1 + whole('till', purchase_id, 3), sold_at::date
                order by sold_at, purchase_id, sign
            ) as txn_no
        from sales
        """,
    )
    context.note_orders(
        "select purchase_id, 'loyalty', "
        "store_no || '-' || till_no || '-' || sold_at::date || '-' || txn_no "
        "from till_sale where sign = 1"
    )
    context.table(
        "till_line",
        """
        select delivered_on(perhaps_late(sold_at::date, 'till', purchase_id)) as delivered_on,
            till_sale.*,
            line.line_no, line.sku, sign * coalesce(back.quantity, line.quantity) as quantity,
            sign * case when sign = 1 then line.amount - line.tax_amount
                else back.refund_amount - round(back.refund_amount / 6, 2) end as net_amount,
            sign * case when sign = 1 then line.tax_amount
                else round(back.refund_amount / 6, 2) end as vat_amount
        from till_sale
        inner join purchase_line as line using (purchase_id)
        left join return_line as back
            on back.purchase_id = case when till_sale.sign = -1 then till_sale.purchase_id end
                and back.line_no = line.line_no
        where till_sale.sign = 1 or back.purchase_id is not null
        """,
    )
    columns: list[Column] = [
        ("store_no", "store_no"),
        ("till_no", "till_no"),
        ("txn_no", "txn_no"),
        ("txn_ts", "strftime(sold_at, '%Y-%m-%d %H:%M:%S')"),
        ("line_no", "line_no"),
        ("sku", "sku"),
        ("qty", "quantity"),
        ("net", "net_amount::decimal(18, 2)"),
        ("vat", "vat_amount::decimal(18, 2)"),
        ("promo_code", "code_used"),
        ("card_no", "card_no"),
        ("operator_id", "'OP' || (10 + whole('operator', purchase_id, 40))"),
    ]
    context.extracts.write(
        "till_line",
        columns,
        path="delivered_on || '/loyalty/till_lines_' || delivered_on || '.csv'",
        order_by="sold_at, purchase_id, sign, line_no",
        break_by="purchase_id * 16 + line_no * 2 + (sign + 1) // 2",
    )


def _redemptions(context: Context) -> None:
    """Write the offers shown at the till."""
    context.table(
        "till_redemption",
        """
        select delivered_on(london(ordered_at)::date) as delivered_on, purchase_id, code_used,
            code_campaign, card_no,
            london(ordered_at)::date as redeemed_on, store_no
        from purchase
        where brand_key = 'fernside' and order_channel = 'shop' and code_used is not null
        """,
    )
    context.extracts.write(
        "till_redemption",
        [
            ("offer_code", "code_used"),
            ("campaign_code", "code_campaign"),
            ("card_no", "card_no"),
            ("redeemed_on", "redeemed_on"),
            ("store_no", "store_no"),
        ],
        path="delivered_on || '/loyalty/offer_redemptions_' || delivered_on || '.csv'",
        order_by="purchase_id",
    )
