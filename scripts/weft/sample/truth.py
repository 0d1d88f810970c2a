"""The truth beside the extracts: what really is, for tests to compare with. It is never landed."""

from weft.sample.context import Context

# File name → rows; each ends in an order that is total, so that the bytes repeat.
TRUTH: dict[str, str] = {
    "records": "select * from truth_record "
    "order by source_system, source_id, person_id, record_kind",
    "order_ids": "select * from truth_order order by purchase_id, source_system, source_id",
    "persons": "select * from person order by person_id",
    "households": "select * from household order by household_id",
    "residences": "select residence.*, address.* exclude (address_id) from residence "
    "inner join address using (address_id) order by person_id, valid_from",
    "moves": "select * from move order by move_id",
    "accounts": "select * from account order by account_id",
    "account_contacts": "select * from contact_role order by person_id",
    "relations": "select * from relation order by relation_id",
    "registrations": "select * from registration order by registration_id",
    "cards": "select * from card_use order by relation_id",
    "members": "select * from member order by relation_id",
    "campaigns": "select * from campaign order by campaign_no",
    "campaign_cells": """
        select
            campaign_cell.*,
            count(contact.contact_id) as people,
            count(*) filter (contact.status = 'sent') as mailed,
            count(purchase.purchase_id) as caused_orders,
        from campaign_cell
        left join contact using (campaign_no, cell_code)
        left join purchase on purchase.cause_contact_id = contact.contact_id
            and purchase.cause = 'post'
        group by all
        order by campaign_no, cell_code""",
    "contacts": "select * from contact order by contact_id",
    "consent_acts": "select * from consent_act order by act_id",
    "permissions": "select * from permission order by permission_id",
    "late_sends": """
        select contact.contact_id, contact.person_id, contact.channel, contact.sent_at,
            permission.brand_key,
            permission.opted_out_at, permission.opted_out_via, permission.known_at
        from contact
        inner join permission
            on permission.relation_id = contact.relation_id and permission.channel = contact.channel
        where contact.status <> 'held_out'
            and contact.sent_at > permission.opted_out_at
            and (permission.back_in_at is null or contact.sent_at < permission.back_in_at)
        order by contact_id""",
    "over_contact": """
        select person_id, date_trunc('week', sent_at)::date as week, count(*) as contacts
        from contact
        where status = 'sent'
        group by all
        having count(*) >= 4
        order by person_id, week""",
    "conflicts": """
        select contact.contact_id, contact.person_id, campaign.brand_key, campaign.campaign_code,
            contact.sent_at,
            relation.interest_topic, relation.price_level, campaign.offer_topic,
                campaign.offer_level
        from contact
        inner join campaign using (campaign_no)
        inner join relation using (relation_id)
        where contact.status = 'sent' and relation.price_level = 'premium'
            and campaign.offer_level = 'budget'
            and campaign.offer_topic = relation.interest_topic
        order by contact_id""",
    "forwarded": """
        select visit.visit_id, visit.contact_id, contact.purl, contact.person_id as from_person_id,
            visit.person_id as to_person_id, visit.started_at
        from visit
        inner join contact using (contact_id)
        where visit.is_forwarded
        order by visit_id""",
    "visits": """
        select visit.*, cookie.visitor_id
        from visit
        inner join cookie using (cookie_key)
        order by visit_id""",
    "visitors": """
        select source_system, visitor_id, brand_key, truth_visitor.person_id,
            min(started_at) as first_seen_at, max(started_at) as last_seen_at, count(*) as visits,
            bool_or(arrival in ('email', 'purl') or (source_system = 'ga4'
                and (signed_in_from is not null or outcome = 'order'))) as is_identified
        from truth_visitor
        inner join visit using (visit_id)
        group by source_system, visitor_id, brand_key, truth_visitor.person_id
        order by source_system, visitor_id, brand_key, person_id nulls last""",
    "visitor_visits": "select * from truth_visitor order by source_system, visit_id, visitor_id",
    "looks": """
        select page_view.visit_id, product.topic, count(*) as pages,
            count(*) filter (page_view.kind = 'product') as articles,
        from page_view
        inner join product using (product_n)
        where page_view.kind in ('product', 'category', 'search')
        group by page_view.visit_id, product.topic
        order by page_view.visit_id, product.topic""",
    "wallets": "select * from wallet order by relation_id",
    "bots": "select * from bot_request order by bot_visit_id, ordinal",
    "purchases": "select * from purchase order by purchase_id",
    "purchase_lines": "select * from purchase_line order by purchase_id, line_no",
    "returns": "select * from return_line order by purchase_id, line_no",
    "journeys": "select * from journey order by purchase_id, ordinal",
    "abandonments": """
        select visit.visit_id, visit.person_id, visit.brand_key, visit.started_at,
            min(purchase.ordered_at) as silenced_at,
        from visit
        left join purchase
            on purchase.relation_id = visit.relation_id and purchase.ordered_at >= visit.started_at
            and purchase.ordered_at < visit.started_at + interval 30 day
        where visit.outcome = 'abandoned'
        group by all
        order by visit_id""",
    "preferences": "select person_id, preferred_channel, best_hour, best_weekday from person "
    "order by person_id",
    "complaints": "select * from complaint order by complaint_id",
    "inbound_calls": "select * from inbound_call order by call_id",
    "attendances": "select * from attendance order by attendance_id",
    "ad_days": "select * from ad_day order by campaign_no, day, device",
    "suppressions": "select * from suppression order by list, person_id, requested_on",
    "privacy_requests": "select * from privacy_request order by request_n",
    "bad_files": "select * from truth_bad_file order by path",
    "broken_rows": "select * from truth_broken_row order by path",
    "redelivered": "select * from truth_redelivery order by path",
}


def write_truth(context: Context) -> None:
    """Write each truth table to `<out>/truth/<name>.parquet`."""
    context.truth_folder.mkdir(parents=True, exist_ok=True)
    for name, query in TRUTH.items():
        target = context.truth_folder / f"{name}.parquet"
        context.connection.execute(
            f"copy ({query}) to $target (format parquet, row_group_size 122880)",
            {"target": str(target)},
        )
