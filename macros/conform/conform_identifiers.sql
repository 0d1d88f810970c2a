{#-
    A source's records in the shape of identifiers, one row per record and key that it carries.

    relation, mapping: as in conform, for all keys alike; without record_key it is the key of the
    person record with the mapping's source_system and source_id. identifiers: list of pairs
    (identifier type, SQL expression of its value); where the value is null there is no row.
-#}
{% macro conform_identifiers(relation, mapping, identifiers) %}
    {%- set record_key = weft_key([mapping['source_system'], mapping['source_id']]) -%}
    {%- for identifier_type, value in identifiers %}
    {{ conform('identifiers', relation, dict({'record_key': record_key, 'is_claimed': 'false'}, **dict(
        mapping, identifier_type="'" ~ identifier_type ~ "'", identifier_value=value
    ))) }}
    where {{ value }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
