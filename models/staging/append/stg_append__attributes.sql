-- One row per person sent to the supplier and date of the match. Codes stay text, as they came.
{%- set elements = [
    'household_income', 'presence_of_children', 'children_count', 'home_ownership',
    'marital_status', 'length_of_residence', 'birth_year_month', 'age_band', 'gender',
    'household_size', 'household_composition', 'location_type', 'council_tax_band',
    'property_value', 'wealth_score', 'segment', 'occupation', 'result_codes', 'family_id',
] %}
with landed as (
    {{ landed_rows('append', 'attributes') }}
),

settled as (
    {{ settled_rows('landed', 'append') }}
),

read as (
    select
        {{ clean_id('customer_no') }} as sent_id,
        upper({{ clean_id('list_code') }}) as list_code,
        case upper(trim(match_level))
            when 'I' then 'individual'
            when 'H' then 'household'
            when 'G' then 'geography'
        end as match_level,
        -- A month alone counts from its first day.
        coalesce(
            {{ local_date('match_date') }},
            {{ parse_date("trim(match_date) || '01'", '%Y%m%d') }},
            {{ parse_date("trim(match_date) || '-01'", '%Y-%m-%d') }},
            _delivered_on
        ) as as_of,
        {{ clean_text('downgrade_reason') }} as downgrade_reason,
        {%- for element in elements %}
        nullif(trim({{ element }}), '') as {{ element }},
        {%- endfor %}
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_id('customer_no') }} is not null
),

newest as (
    select *
    from read
    qualify row_number() over (
        partition by list_code, sent_id, as_of
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from newest
