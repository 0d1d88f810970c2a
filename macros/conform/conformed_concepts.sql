{#-
    The canonical columns of every conformed concept, in order: the one place that says what a
    person, a send or an order looks like after conforming.

    Each concept: key (name and the columns it is hashed from), the moment it is dated by if it
    happens at one, and columns (name → type), between the source columns all concepts begin with
    and the lineage columns all end with.
-#}
{% macro conformed_concepts() %}
    {% set text = 'string' %}
    {% set ts = 'timestamp' %}
    {% set flag = 'boolean' %}
    {% set money = 'decimal(18, 2)' %}
    {% set cost = 'decimal(18, 4)' %}
    {% set quantity = 'decimal(18, 3)' %}
    {% set concepts = {
        'people': {'key': 'record_key', 'columns': {
            'record_kind': text, 'title': text, 'given_name': text, 'middle_name': text,
            'family_name': text, 'suffix': text, 'full_name': text, 'gender': text,
            'birth_date': 'date', 'birth_year': 'int', 'email': text, 'phone': text,
            'mobile': text, 'address_line_1': text, 'address_line_2': text, 'city': text,
            'region': text, 'postcode': text, 'country_code': text, 'company_name': text,
            'job_title': text, 'account_id': text, 'master_source_id': text, 'is_deleted': flag,
            'is_test': flag, 'is_staff': flag, 'language': text, 'national_id': text,
            'birth_place': text, 'occupation': text, 'created_at': ts, 'updated_at': ts,
        }},
        'identifiers': {'key': 'identifier_key',
            'of': ['source_system', 'source_id', 'identifier_type', 'identifier_value'],
            'columns': {
                'record_key': text, 'identifier_type': text, 'identifier_value': text,
                'is_claimed': flag, 'first_seen_at': ts, 'last_seen_at': ts,
        }},
        'visitors': {'key': 'visitor_key', 'columns': {
            'visitor_id': text, 'first_seen_at': ts, 'last_seen_at': ts, 'device_category': text,
        }},
        'visitor_identifications': {'key': 'identification_key',
            'of': ['source_system', 'source_id', 'identifier_type', 'identifier_value',
                   'identified_at', 'evidence'],
            'columns': {
                'visitor_key': text, 'identifier_type': text, 'identifier_value': text,
                'identified_at': ts, 'evidence': text,
        }},
        'consent_acts': {'key': 'consent_key', 'dated_by': 'acted_at', 'columns': {
            'record_key': text, 'identifier_type': text, 'identifier_value': text,
            'brand_key': text, 'channel': text, 'purpose': text, 'action': text,
            'acted_at': ts, 'received_at': ts, 'evidence': text,
        }},
        'suppressions': {'key': 'suppression_key', 'columns': {
            'suppression_list': text, 'reason': text, 'phone': text, 'title': text,
            'given_name': text, 'family_name': text, 'address_line_1': text, 'city': text,
            'postcode': text, 'requested_on': 'date', 'first_seen_on': 'date',
            'last_seen_on': 'date',
        }},
        'campaigns': {'key': 'source_campaign_key', 'columns': {
            'campaign_code': text, 'campaign_name': text, 'brand_key': text, 'channel': text,
            'campaign_type': text, 'parent_source_id': text, 'starts_on': 'date',
            'ends_on': 'date', 'budgeted_amount': money, 'actual_cost_amount': money,
            'currency_code': text, 'is_test': flag,
        }},
        'sends': {'key': 'send_key', 'dated_by': 'sent_at', 'columns': {
            'channel': text, 'campaign_code': text, 'source_campaign_id': text,
            'brand_key': text, 'record_key': text, 'identifier_type': text,
            'identifier_value': text, 'sent_at': ts, 'status': text, 'cell_code': text,
            'key_code': text, 'creative_code': text, 'offer_code': text, 'purl': text,
            'is_control': flag, 'is_seed': flag, 'is_transactional': flag, 'cost_amount': cost,
            'currency_code': text, 'in_home_from': 'date', 'in_home_to': 'date',
            'message_text': text,
        }},
        'responses': {'key': 'response_key', 'dated_by': 'responded_at', 'columns': {
            'channel': text, 'response_kind': text, 'campaign_code': text,
            'source_campaign_id': text, 'brand_key': text, 'record_key': text,
            'identifier_type': text, 'identifier_value': text, 'responded_at': ts,
            'url': text, 'ip_address': text, 'user_agent': text, 'is_machine': flag,
            'detail': text,
        }},
        'web_events': {'key': 'event_key', 'dated_by': 'occurred_at', 'columns': {
            'visitor_key': text, 'source_session_id': text, 'event_name': text,
            'occurred_at': ts, 'occurred_local_at': ts, 'event_ordinal': 'bigint', 'host': text,
            'page_url': text, 'page_path': text, 'page_title': text, 'referrer': text,
            'utm_source': text, 'utm_medium': text, 'utm_campaign': text, 'utm_content': text,
            'utm_term': text, 'click_id_type': text, 'click_id': text, 'user_id': text,
            'email_euid': text, 'purl': text, 'transaction_id': text, 'value_amount': money,
            'currency_code': text, 'search_term': text, 'promotion_name': text,
            'engagement_msec': 'bigint', 'device_category': text, 'user_agent': text,
            'ip_address': text, 'http_status': 'int', 'is_bot': flag, 'brand_key': text,
        }},
        'orders': {'key': 'order_key', 'dated_by': 'ordered_at', 'columns': {
            'order_id': text, 'record_key': text, 'identifier_type': text,
            'identifier_value': text, 'brand_key': text, 'order_channel': text,
            'store_id': text, 'ordered_at': ts, 'ordered_local_at': ts, 'order_status': text,
            'currency_code': text, 'gross_amount': money, 'discount_amount': money,
            'shipping_amount': money, 'tax_amount': money, 'total_amount': money,
            'refunded_amount': money, 'discount_code': text, 'offer_code': text,
            'utm_source': text, 'utm_medium': text, 'utm_campaign': text, 'cancelled_at': ts,
            'is_test': flag, 'loyalty_card': text, 'payment_card': text,
        }},
        'order_lines': {'key': 'order_line_key', 'columns': {
            'order_key': text, 'order_id': text, 'line_number_in_order': 'bigint', 'sku': text,
            'product_name': text, 'category': text, 'quantity': quantity,
            'unit_price_amount': money, 'gross_amount': money, 'discount_amount': money,
            'net_amount': money, 'tax_amount': money, 'currency_code': text, 'promo_code': text,
        }},
        'returns': {'key': 'return_key', 'dated_by': 'requested_at', 'columns': {
            'order_key': text, 'order_id': text, 'sku': text, 'quantity': quantity,
            'requested_at': ts, 'received_at': ts, 'refunded_at': ts, 'refund_amount': money,
            'currency_code': text, 'reason': text,
        }},
        'shipments': {'key': 'shipment_key', 'dated_by': 'shipped_at', 'columns': {
            'order_key': text, 'order_id': text, 'shipped_at': ts, 'carrier': text,
            'tracking_number': text, 'recipient_name': text, 'recipient_postcode': text,
        }},
        'calls': {'key': 'call_key', 'dated_by': 'called_at', 'columns': {
            'record_key': text, 'direction': text, 'called_at': ts, 'duration_seconds': 'int',
            'subject': text, 'disposition': text, 'dialled_number': text, 'campaign_code': text,
            'brand_key': text, 'description': text,
        }},
        'cases': {'key': 'case_key', 'dated_by': 'opened_at', 'columns': {
            'record_key': text, 'identifier_type': text, 'identifier_value': text,
            'opened_at': ts, 'closed_at': ts, 'case_type': text, 'origin': text,
            'status': text, 'subject': text, 'description': text, 'is_complaint': flag,
            'brand_key': text,
        }},
        'event_attendances': {'key': 'attendance_key', 'dated_by': 'registered_at', 'columns': {
            'event_id': text, 'event_name': text, 'event_kind': text, 'campaign_code': text,
            'record_key': text, 'status': text, 'registered_at': ts, 'attended_at': ts,
            'minutes_attended': 'int', 'brand_key': text,
        }},
        'ad_spend': {'key': 'ad_spend_key', 'dated_by': 'spend_date', 'columns': {
            'account_id': text, 'source_campaign_id': text, 'campaign_name': text,
            'campaign_code': text, 'spend_date': 'date', 'device': text, 'network': text,
            'impressions': 'bigint', 'clicks': 'bigint', 'cost_amount': cost,
            'currency_code': text, 'platform_conversions': 'double',
            'platform_value_amount': money, 'brand_key': text,
        }},
        'customer_attributes': {'key': 'attribute_key',
            'of': ['source_system', 'source_id', 'attribute_name', 'as_of'],
            'columns': {
                'record_key': text, 'identifier_type': text, 'identifier_value': text,
                'attribute_name': text, 'attribute_value': text, 'match_level': text,
                'as_of': 'date',
        }},
        'moves': {'key': 'move_key', 'columns': {
            'record_key': text, 'identifier_type': text, 'identifier_value': text,
            'move_kind': text, 'moved_on': 'date', 'old_address_line_1': text,
            'old_city': text, 'old_postcode': text, 'new_address_line_1': text,
            'new_city': text, 'new_postcode': text, 'status': text,
        }},
        'privacy_requests': {'key': 'request_key', 'dated_by': 'requested_at', 'columns': {
            'request_type': text, 'regulation': text, 'status': text, 'identifier_type': text,
            'identifier_value': text, 'is_verified': flag, 'requested_at': ts,
            'completed_at': ts,
        }},
    } %}
    {{ return(concepts) }}
{% endmacro %}
