{#-
    The word for a permission.

    is_refused: SQL expression, true where refused, false where allowed, null where nothing is
    recorded → allowed, refused or not_recorded.
-#}
{% macro permission_state(is_refused) -%}
    case {{ is_refused }} when true then 'refused' when false then 'allowed' else 'not_recorded' end
{%- endmacro %}
