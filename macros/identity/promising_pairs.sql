{#-
    Of pairs of profiles those that may weigh as much as var match_review_weight, as far as numbers
    made of their texts tell (macro match_prints), and each profile paired with itself. To compare
    texts costs several times as much, and most pairs that meet in a block are not worth it.

    pairs, key: as in compared_profiles. prints: relation with the key and the columns of
    match_prints. weights: relation like seed match_weights, with every level.
    Result: the two keys. No pair is missing that weighed_profiles gives enough weight.
-#}
{% macro promising_pairs(pairs, prints, weights, key='profile_key') %}
    {%- set comparisons = match_comparisons() %}
    select
        sides.{{ key }}_l,
        sides.{{ key }}_r
    from (
        {{ paired_profiles(pairs, prints, key, match_prints()) }}
    ) as sides
    inner join (
        select
            setting,
            max(weight) filter (where comparison = 'prior') as prior
            {%- for comparison in comparisons %}
            {%- for level in range(comparison.levels | length + 1) %},
            max(coalesce(weight, 0)) filter (
                where comparison = '{{ comparison.name }}' and level <= {{ level }}
            ) as {{ comparison.name }}_{{ level }}
            {%- endfor %}
            {%- if comparison.term %}
            {%- for column in ['u_probability', 'smallest_frequency'] %},
            max({{ column }}) filter (
                where comparison = '{{ comparison.name }}' and level = {{ comparison.levels | length }}
            ) as {{ comparison.name }}_{{ column }}
            {%- endfor %}
            {%- endif %}
            {%- endfor %}
        from {{ weights }}
        group by setting
    ) as weights on {{ pair_setting() }} = weights.setting
    where
        sides.{{ key }}_l = sides.{{ key }}_r
        -- A sum of rounded numbers, in another order.
        or weights.prior
        {%- for comparison in comparisons %}
        + {{ most_weight(comparison) }}
        {%- endfor %} >= {{ var('match_review_weight') }} - 0.001
{% endmacro %}
