{#-
    Pairs of profiles with the level of each comparison: -1 says nothing, 0 differs, the highest is
    equal (macro match_comparisons).

    pairs: relation with profile_key_l and profile_key_r. profiles: relation like
    profiles__distinct. Result: the two keys, `<comparison>_level` for each comparison,
    `<comparison>_frequency` for each that knows frequent terms, and `setting`: two of one home
    (macro of_one_home) are judged `at home`, where a name or a landline says less, all others
    `anywhere`.
-#}
{% macro compared_profiles(pairs, profiles) %}
    {%- set comparisons = match_comparisons() %}
    select
        profile_key_l,
        profile_key_r,
        case
            when {{ of_one_home() }} then 'at home'
            else 'anywhere'
        end as setting
        {%- for comparison in comparisons %},
        case
            when {{ comparison.null_when }} then -1
            {%- for level in comparison.levels %}
            when {{ level.condition }} then {{ comparison.levels | length - loop.index0 }}
            {%- endfor %}
            else 0
        end as {{ comparison.name }}_level
        {%- if comparison.frequency %},
        {{ comparison.frequency }}_l as {{ comparison.name }}_frequency
        {%- endif %}
        {%- endfor %}
    from (
        select
            pairs.profile_key_l,
            pairs.profile_key_r
            {%- for column in match_columns() %},
            this_one.{{ column }} as {{ column }}_l,
            that_one.{{ column }} as {{ column }}_r
            {%- endfor %}
        from {{ pairs }} as pairs
        inner join {{ profiles }} as this_one on pairs.profile_key_l = this_one.profile_key
        inner join {{ profiles }} as that_one on pairs.profile_key_r = that_one.profile_key
    ) as sides
{% endmacro %}
