-- One row per piece of mail and customer whose orders may be its doing: the golden customer it was
-- for, who bears the name printed on it at the address printed on it, or who lived with the first.
-- Pieces of held-out people are tied by the same rule.
with rules as (

    select * from {{ ref('matchback_rules') }}

),

sends as (

    select * from {{ ref('sends__resolved') }}
    where customer_key is not null and campaign_key is not null and received_at is not null

),

people as (

    select * from {{ ref('people__standardised') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

households as (

    select * from {{ ref('households__grouped') }}

),

mailed_channels as (

    select distinct channel from rules

),

pieces as (

    select
        sends.send_key,
        sends.customer_key,
        sends.campaign_key,
        sends.channel,
        sends.brand_key,
        sends.cell_code,
        sends.is_control,
        cast(sends.received_at as date) as in_home_date,
        people.given_key,
        people.given_root,
        people.family_key,
        people.postcode_key || ' ' || people.address_key as dwelling_key
    from sends
    inner join mailed_channels on sends.channel = mailed_channels.channel
    left join people
        on sends.source_system = people.source_system and sends.source_id = people.source_id

),

bearers as (

    select distinct
        records.customer_key,
        people.given_key,
        people.given_root,
        people.family_key,
        people.postcode_key || ' ' || people.address_key as dwelling_key
    from people
    inner join records on people.record_key = records.record_key
    where people.given_key is not null and people.address_key is not null

),

known_by_name as (

    select distinct records.customer_key
    from people
    inner join records on people.record_key = records.record_key
    where length(people.given_key) > 1

),

-- An initial fits whoever begins with it; an initial on a record of somebody whose name is known
-- says nothing. A piece without a given name is a couple's.
namesakes as (

    select distinct
        pieces.send_key,
        bearers.customer_key
    from pieces
    inner join bearers
        on pieces.dwelling_key = bearers.dwelling_key and pieces.family_key = bearers.family_key
    left join known_by_name on bearers.customer_key = known_by_name.customer_key
    where
        pieces.customer_key != bearers.customer_key
        and (
            pieces.given_root = bearers.given_root
            or (
                left(pieces.given_key, 1) = left(bearers.given_key, 1)
                and (
                    length(pieces.given_key) = 1
                    or length(bearers.given_key) = 1 and known_by_name.customer_key is null
                )
            )
        )

),

members as (

    select
        household_key,
        customer_key,
        max(valid_to) as valid_to
    from households
    group by household_key, customer_key

),

housemates as (

    select distinct
        pieces.send_key,
        others.customer_key
    from pieces
    inner join members as addressees on pieces.customer_key = addressees.customer_key
    inner join members as others on addressees.household_key = others.household_key
    where
        addressees.customer_key != others.customer_key
        and addressees.valid_to > pieces.in_home_date
        and others.valid_to > pieces.in_home_date

),

stacked as (

    select send_key, customer_key, 1 as tie_rank from pieces
    union all
    select send_key, customer_key, 2 as tie_rank from namesakes
    union all
    select send_key, customer_key, 3 as tie_rank from housemates

),

strongest as (

    select
        send_key,
        customer_key,
        min(tie_rank) as tie_rank
    from stacked
    group by send_key, customer_key

),

tied as (

    select
        {{ weft_key(['strongest.send_key', 'strongest.customer_key']) }} as piece_tie_key,
        strongest.send_key,
        strongest.customer_key,
        strongest.tie_rank,
        case strongest.tie_rank
            when 1 then 'customer' when 2 then 'name_address' else 'household'
        end as tie,
        pieces.campaign_key,
        pieces.channel,
        pieces.brand_key,
        pieces.cell_code,
        pieces.is_control,
        pieces.in_home_date
    from strongest
    inner join pieces on strongest.send_key = pieces.send_key

)

select * from tied
