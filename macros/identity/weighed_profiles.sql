{#-
    Pairs of profiles with the levels of their comparisons, their weight in bits, and why no weight
    joins them.

    pairs, profiles: as in compared_profiles. weights: relation like seed match_weights. The weight
    is that of the prior and of each comparison's level in the pair's setting, added up; agreement
    in a rare name says more than in a frequent one. Result: the columns of compared_profiles but
    the frequencies, match_weight, personal_weight (the part of it that is a person's own),
    nameless_weight (the part that is not the name's), conflict.
-#}
{% macro weighed_profiles(pairs, profiles, weights) %}
    {%- set comparisons = match_comparisons() %}
    select
        compared.profile_key_l,
        compared.profile_key_r,
        compared.setting,
        {%- for comparison in comparisons %}
        compared.{{ comparison.name }}_level,
        {%- endfor %}
        {{ match_conflict() }} as conflict,
        priors.weight
        {%- for comparison in comparisons %}
        + coalesce({{ comparison.name }}_weights.weight, 0)
        {%- endfor %}
        {%- for comparison in comparisons if comparison.term %}
        + case
            when {{ comparison.name }}_weights.smallest_frequency is not null then log2(
                {{ comparison.name }}_weights.u_probability
                / greatest(
                    compared.{{ comparison.name }}_frequency,
                    {{ comparison.name }}_weights.smallest_frequency
                )
            )
            else 0
        end
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
    from ({{ compared_profiles(pairs, profiles) }}) as compared
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
