{#-
    Whether two profiles are of one home, as far as they say: one postcode, and one line of
    address, or none on one side. Two who share less say no more of being one person than two who
    share the line as well.

    A condition over a pair of profiles__distinct, columns with `_l` and `_r`; null where a postcode
    is missing.
-#}
{% macro of_one_home() -%}
    postcode_key_l = postcode_key_r and coalesce(address_key_l = address_key_r, true)
{%- endmacro %}
