{#-
    The sources that know a concept: each has a model `<source>__<concept>`. A new source takes part
    by its name in these lists.
-#}
{% macro concept_sources(concept) -%}
    {{ return({
        'people': [
            'shopify', 'mailchimp', 'twilio', 'square', 'loyalty', 'salesforce', 'mail_house',
            'eventbrite', 'zoom', 'consent', 'profile_feed', 'lists',
        ],
        'identifiers': [
            'shopify', 'mailchimp', 'square', 'loyalty', 'salesforce', 'mail_house', 'eventbrite',
            'profile_feed', 'lists',
        ],
        'visitors': ['ga4', 'weblog'],
        'visitor_identifications': ['ga4', 'weblog'],
        'consent_acts': [
            'shopify', 'mailchimp', 'twilio', 'square', 'loyalty', 'salesforce', 'eventbrite',
            'zoom', 'consent', 'privacy', 'profile_feed',
        ],
        'suppressions': ['suppression'],
        'campaigns': [
            'mailchimp', 'salesforce', 'mail_house', 'google_ads', 'meta_ads', 'microsoft_ads',
        ],
        'sends': ['mailchimp', 'twilio', 'mail_house'],
        'responses': ['mailchimp', 'twilio', 'loyalty', 'mail_house', 'salesforce'],
        'web_events': ['ga4', 'weblog'],
        'orders': ['shopify', 'square', 'loyalty'],
        'order_lines': ['shopify', 'square', 'loyalty'],
        'returns': ['returns', 'square', 'loyalty'],
        'shipments': ['despatch'],
        'calls': ['salesforce'],
        'cases': ['salesforce'],
        'event_attendances': ['eventbrite', 'zoom'],
        'ad_spend': ['google_ads', 'meta_ads', 'microsoft_ads'],
        'customer_attributes': ['append'],
        'moves': ['mail_house'],
        'privacy_requests': ['privacy'],
    }[concept]) }}
{%- endmacro %}
