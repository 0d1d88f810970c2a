{#-
    Pairs with the columns of both profiles, each with `_l` and `_r`.

    pairs: relation with the key, `_l` and `_r`. profiles: relation with the key and the columns.
    key: the column that tells profiles apart. columns: names.
-#}
{% macro paired_profiles(pairs, profiles, key, columns) %}
    select
        pairs.{{ key }}_l,
        pairs.{{ key }}_r
        {%- for column in columns %},
        this_one.{{ column }} as {{ column }}_l,
        that_one.{{ column }} as {{ column }}_r
        {%- endfor %}
    from {{ pairs }} as pairs
    inner join {{ profiles }} as this_one on pairs.{{ key }}_l = this_one.{{ key }}
    inner join {{ profiles }} as that_one on pairs.{{ key }}_r = that_one.{{ key }}
{%- endmacro %}
