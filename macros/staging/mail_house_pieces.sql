{#-
    Pieces of a mailing file, cleaned: the columns that the CSV and the fixed-width form share.

    relation: name of a CTE of settled rows → select, one row per URN: a file coming twice does
    not mail twice. Names stay in the capitals, and cut where, the file has them.
-#}
{% macro mail_house_pieces(relation) -%}
    select
        {{ clean_id('urn') }} as urn,
        {{ clean_id('customer_no') }} as customer_no,
        coalesce({{ campaign_code_in('campaign_code') }}, upper({{ clean_id('campaign_code') }}))
            as campaign_code,
        upper({{ clean_id('cell_code') }}) as cell_code,
        upper({{ clean_id('key_code') }}) as key_code,
        upper({{ clean_id('creative_code') }}) as creative_code,
        upper({{ clean_id('list_code') }}) as list_code,
        coalesce({{ parse_flag('control_flag') }}, false) as is_control,
        coalesce({{ parse_flag('seed_flag') }}, false) as is_seed,
        {{ clean_text('title') }} as title,
        {{ clean_name('forename') }} as given_name,
        {{ clean_name('surname') }} as family_name,
        {{ clean_text('suffix') }} as suffix,
        {{ clean_text('salutation') }} as salutation,
        -- `Mr & Mrs J Smith`: the piece is for a couple, and J is either of the two.
        coalesce({{ regexp_matches("lower(title || ' ')", "'&| and | et '") }}, false) as is_joint,
        {{ clean_text('company') }} as company_name,
        {{ clean_text('addr1') }} as address_line_1,
        {{ clean_text("concat_ws(', ', addr2, addr3, addr4, addr5)") }} as address_line_2,
        {{ clean_text('town') }} as city,
        {{ clean_text('county') }} as region,
        {{ clean_postcode('postcode', country_code('country')) }} as postcode,
        {{ country_code('country') }} as country_code,
        {{ clean_id('purl') }} as purl,
        upper({{ clean_id('offer_code') }}) as offer_code,
        {{ local_date('mail_date') }} as mail_date,
        {{ local_date('inhome_start') }} as in_home_from,
        {{ local_date('inhome_end') }} as in_home_to,
        {{ parse_amount('unit_cost') }} as unit_cost_amount,
        source_currency as currency_code,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from {{ relation }}
    where {{ clean_id('urn') }} is not null
    qualify row_number() over (
        partition by {{ clean_id('urn') }}
        order by _delivered_on desc, _source_file desc, _line_number desc
    ) = 1
{%- endmacro %}
