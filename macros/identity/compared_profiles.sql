{#-
    Pairs of profiles with the level of each comparison: -1 says nothing, 0 differs, the highest is
    equal (macro match_comparisons).

    pairs: relation with profile_key_l and profile_key_r. profiles: relation like
    profiles__distinct. key: the column of both that tells profiles apart. Result: the two keys,
    `<comparison>_level` for each comparison, `<comparison>_frequency` for each that knows frequent
    terms, and `setting`: two of one home (macro of_one_home) are judged `at home`, where a name or
    a landline says less, all others `anywhere`.
-#}
{% macro compared_profiles(pairs, profiles, key='profile_key') %}
    {%- set comparisons = match_comparisons() %}
    select
        {{ key }}_l,
        {{ key }}_r,
        {{ pair_setting() }} as setting
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
        {{ paired_profiles(pairs, profiles, key, match_columns()) }}
    ) as sides
{% endmacro %}
