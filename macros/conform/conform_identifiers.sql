{#-
    A source's records in the shape of identifiers, one row per record and key that it carries.

    relation, mapping: as in conform, for all keys alike; without record_key it is the key of the
    person record with the mapping's source_system and source_id, without is_claimed no claim.
    identifiers: list of pairs (identifier type, SQL expression of its value); where the value is
    null there is no row.
-#}
{% macro conform_identifiers(relation, mapping, identifiers) %}
    {%- set common = {
        'record_key': weft_key([mapping['source_system'], mapping['source_id']]),
        'is_claimed': 'false',
    } -%}
    {%- do common.update(mapping) -%}
    {%- for identifier_type, value in identifiers %}
    {%- do common.update({
        'identifier_type': "'" ~ identifier_type ~ "'",
        'identifier_value': value,
    }) %}
    {{ conform('identifiers', relation, common) }}
    where {{ value }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
