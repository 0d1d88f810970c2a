{#-
    A postcode in its country's own spelling: AB10 1AA (GB), A65 F4E2 (IE), 02116 (US, extension
    off; FR, DE), with the zeros a spreadsheet took restored.

    x: SQL expression of text; country: of an ISO-2 code, upper case; null takes the default
    country → upper-case text or null. What does not fit its country, or has one without a rule,
    is kept, folded: a postcode in the wrong country still tells addresses apart.
-#}
{% macro clean_postcode(x, country) -%}
    {%- set country = 'coalesce(' ~ country ~ ", '" ~ var('weft_default_country') ~ "')" -%}
    {{ replace_in_turn(country ~ " || ':' || upper(" ~ clean_text(x) ~ ')', [
        ('^GB:([A-Z]{1,2}[0-9][A-Z0-9]?)[ .-]*([0-9][A-Z]{2})$', ':\\1 \\2'),
        ('^IE:([A-Z][0-9][0-9W])[ .-]*([A-Z0-9]{4})$', ':\\1 \\2'),
        ('^(?:US|FR|DE):([0-9]{4})(?:\\.0|[ -][0-9]{4})?$', ':0\\1'),
        ('^US:([0-9]{3})(?:\\.0|[ -][0-9]{4})?$', ':00\\1'),
        ('^(?:US|FR|DE):([0-9]{5})(?:\\.0|[ -]?[0-9]{4})?$', ':\\1'),
        ('^[^:]*:', ''),
    ]) }}
{%- endmacro %}
