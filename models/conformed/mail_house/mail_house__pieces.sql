-- One row per piece of mail, whatever form its file had, with what its list and campaign code say.
{{ config(materialized='table') }}

with pieces as (
    select * from {{ ref('stg_mail_house__pieces') }}
    union all
    select * from {{ ref('stg_mail_house__pieces_fixed') }}
),

-- The longest pattern that fits a list code is the most particular.
lists as (
    select
        codes.list_code,
        patterns.identifier_type,
        patterns.is_rented
    from (select distinct list_code from pieces) as codes
    inner join {{ ref('mailing_lists') }} as patterns
        on codes.list_code like patterns.list_code_pattern
    qualify row_number() over (
        partition by codes.list_code
        order by length(patterns.list_code_pattern) desc, patterns.list_code_pattern asc
    ) = 1
),

prefixes as (
    select * from {{ ref('campaign_code_prefixes') }}
),

described as (
    select
        pieces.*,
        {{ weft_key(["'mail_house'", 'pieces.urn']) }} as record_key,
        coalesce(prefixes.channel, 'direct_mail') as channel,
        {{ brand_of_campaign('pieces.campaign_code') }} as brand_key,
        coalesce(lists.is_rented, false) as is_rented,
        lists.identifier_type as customer_identifier_type,
        case
            when lists.identifier_type = 'salesforce_contact_id'
                then {{ salesforce_id('pieces.customer_no') }}
            else pieces.customer_no
        end as customer_identifier
    from pieces
    left join lists on pieces.list_code = lists.list_code
    left join prefixes on left(pieces.campaign_code, 2) = prefixes.prefix
    qualify row_number() over (
        partition by pieces.urn
        order by pieces.delivered_on desc, pieces.source_file desc, pieces.line_number desc
    ) = 1
)

select * from described
