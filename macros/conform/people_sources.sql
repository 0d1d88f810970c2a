{#- The sources that know people: each has a model `<source>__people`. -#}
{% macro people_sources() -%}
    {{ return([
        'shopify',
        'mailchimp',
        'twilio',
        'square',
        'loyalty',
        'salesforce',
        'mail_house',
        'eventbrite',
        'zoom',
        'consent',
        'profile_feed',
        'lists',
    ]) }}
{%- endmacro %}
