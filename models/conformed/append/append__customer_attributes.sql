-- One row per person sent, attribute and date of the match, with the level it matched at: below
-- individual, a value is the household's, or the median of a postcode. Unknown is no attribute.
{%- set attributes = [
    'household_income', 'presence_of_children', 'children_count', 'home_ownership',
    'marital_status', 'length_of_residence', 'birth_year_month', 'age_band', 'gender',
    'household_size', 'household_composition', 'location_type', 'council_tax_band',
    'property_value', 'wealth_score', 'segment', 'occupation',
] %}
with appended as (
    select *
    from {{ ref('stg_append__attributes') }}
    where match_level is not null and downgrade_reason is null
),

codes as (
    select * from {{ ref('append_codes') }}
),

lists as (
    select * from {{ ref('mailing_lists') }}
),

single_elements as (
    select
        appended.*,
        names.attribute_name,
        case names.attribute_name
            {%- for attribute in attributes %}
            when '{{ attribute }}' then appended.{{ attribute }}
            {%- endfor %}
        end as attribute_value
    from appended
    cross join (
        values
        {%- for attribute in attributes %}
        ('{{ attribute }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as names (attribute_name)
),

-- Some suppliers write all codes of a person into one cell; a code tells its attribute.
result_codes as (
    select
        appended.*,
        trim(split.code) as result_code
    from appended
    {{ explode_list(split_list('appended.result_codes', "','"), 'split', 'code') }}
),

named_results as (
    select
        result_codes.*,
        codes.attribute_name,
        codes.code as attribute_value
    from result_codes
    inner join codes on result_codes.result_code = codes.code
),

stacked as (
    select
        list_code,
        sent_id,
        match_level,
        as_of,
        attribute_name,
        attribute_value,
        source_file,
        line_number,
        1 as rank_of_form
    from single_elements
    union all
    select
        list_code,
        sent_id,
        match_level,
        as_of,
        attribute_name,
        attribute_value,
        source_file,
        line_number,
        2 as rank_of_form
    from named_results
),

known as (
    select
        stacked.*,
        case
            when stacked.list_code is null then 'customer_reference'
            else lists.identifier_type
        end as identifier_type
    from stacked
    left join codes
        on stacked.attribute_name = codes.attribute_name and stacked.attribute_value = codes.code
    left join lists on stacked.list_code = lists.list_code_pattern
    where stacked.attribute_value is not null and not coalesce(codes.is_unknown, false)
    qualify row_number() over (
        partition by
            stacked.list_code, stacked.sent_id, stacked.attribute_name, stacked.as_of
        order by stacked.rank_of_form, stacked.attribute_value
    ) = 1
),

conformed as (
    {{ conform('customer_attributes', 'known', {
        'source_system': "'append'",
        'source_id': "concat_ws(':', list_code, sent_id)",
        'identifier_type': 'identifier_type',
        'identifier_value': 'case when identifier_type is not null then sent_id end',
        'attribute_name': 'attribute_name',
        'attribute_value': 'attribute_value',
        'match_level': 'match_level',
        'as_of': 'as_of',
    }) }}
)

select * from conformed
