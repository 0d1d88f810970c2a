{#-
    Entries of the Mailing Preference Service, cleaned: what its two layouts share.

    relation: name of a CTE of settled rows → select, one row per line. Dates are DDMMCCYY.
-#}
{% macro mps_entries(relation) -%}
    select
        upper({{ clean_id('action') }}) as reason,
        cast(null as string) as phone,
        {{ clean_text('prefix') }} as title,
        {{ clean_name('forename') }} as given_name,
        {{ clean_name('surname') }} as family_name,
        {{ clean_text('address_1') }} as address_line_1,
        {{ clean_text('town') }} as city,
        {{ clean_postcode('postcode', 'source_country') }} as postcode,
        {{ parse_date(clean_id('requested_on'), '%d%m%Y') }} as requested_on,
        _file_id,
        _source_file as source_file,
        _line_number as line_number
    from {{ relation }}
    where {{ clean_name('surname') }} is not null
{%- endmacro %}
