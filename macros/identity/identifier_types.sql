{#-
    The types of identifiers there are: those that sources hand over (identifiers__unioned), and
    those that identity reads from people's records (identifiers__standardised).
-#}
{% macro identifier_types() %}
    {{ return([
        'email', 'phone', 'mobile', 'email_md5', 'name_birth_postcode', 'source_record',
        'shopify_customer_id', 'square_customer_id', 'salesforce_contact_id',
        'salesforce_lead_id', 'salesforce_account_id', 'loyalty_card', 'mailchimp_euid',
        'mailchimp_leid', 'mail_urn', 'purl', 'customer_reference', 'national_id',
        'eventbrite_attendee_id', 'payment_card', 'ga_user_id', 'twilio_number',
    ]) }}
{% endmacro %}
