{#-
    The setting in which a pair is judged (seed match_weights): `at home` or `anywhere`. Over columns
    with `_l` and `_r`, as macro of_one_home.
-#}
{% macro pair_setting() -%}
    case when {{ of_one_home() }} then 'at home' else 'anywhere' end
{%- endmacro %}
