{#-
    Pairs of profiles with the levels of their comparisons, their weight in bits, and why no weight
    joins them.

    pairs, profiles, key: as in compared_profiles. weights: relation like seed match_weights. The
    weight is that of the prior and of each comparison's level in the pair's setting, added up;
    agreement in a rare name says more than in a frequent one. Result: the columns of
    compared_profiles but the frequencies, conflict, match_weight, personal_weight (the part of it
    that is a person's own) and nameless_weight (the part that is not the name's); with_parts also
    prior_weight and `<comparison>_weight` for each comparison, which add up to match_weight.
-#}
{% macro weighed_profiles(pairs, profiles, weights, with_parts=false, key='profile_key') %}
    {%- set comparisons = match_comparisons() %}
    select
        compared.{{ key }}_l,
        compared.{{ key }}_r,
        compared.setting,
        {%- for comparison in comparisons %}
        compared.{{ comparison.name }}_level,
        {%- endfor %}
        {{ match_conflict() }} as conflict,
        {%- if with_parts %}
        priors.weight as prior_weight,
        {%- for comparison in comparisons %}
        {{ comparison_weight(comparison) }} as {{ comparison.name }}_weight,
        {%- endfor %}
        {%- endif %}
        priors.weight
        {%- for comparison in comparisons %}
        + {{ comparison_weight(comparison) }}
        {%- endfor %} as match_weight,
        0
        {%- for comparison in comparisons if comparison.is_personal %}
        + coalesce({{ comparison.name }}_weights.weight, 0)
        {%- endfor %} as personal_weight,
        0
        {%- for comparison in comparisons if not comparison.is_name %}
        + case
            when compared.{{ comparison.name }}_level in ({{
                ([-1] + levels_marked(comparison, 'is_name')) | join(', ')
            }}) then 0
            else coalesce({{ comparison.name }}_weights.weight, 0)
        end
        {%- endfor %} as nameless_weight
    from ({{ compared_profiles(pairs, profiles, key) }}) as compared
    inner join {{ weights }} as priors
        on priors.comparison = 'prior' and compared.setting = priors.setting
    {%- for comparison in comparisons %}
    left join {{ weights }} as {{ comparison.name }}_weights
        on
            {{ comparison.name }}_weights.comparison = '{{ comparison.name }}'
            and compared.setting = {{ comparison.name }}_weights.setting
            and compared.{{ comparison.name }}_level = {{ comparison.name }}_weights.level
    {%- endfor %}
{% endmacro %}
