-- One row per customer, brand, topic and stretch of days in which she was in the market for it:
-- from the day on which she had looked at enough of it, to a purchase in any channel, or until it
-- faded.
with rules as (

    select * from {{ ref('in_market_rules') }}

),

brand_rules as (

    select
        brands.brand_key,
        coalesce(own_rules.min_score, any_rules.min_score) as min_score,
        coalesce(own_rules.quiet_days, any_rules.quiet_days) as quiet_days,
        coalesce(own_rules.ended_by, any_rules.ended_by) as ended_by
    from {{ ref('brands') }} as brands
    inner join rules as any_rules on any_rules.brand_key = '*'
    left join rules as own_rules on brands.brand_key = own_rules.brand_key

),

looks as (

    select
        customer_key,
        brand_key,
        topic,
        shown_on,
        sum(look_score) as look_score
    from {{ ref('interests__dated') }}
    where look_score > 0
    group by customer_key, brand_key, topic, shown_on

),

bought as (

    select * from {{ ref('topics__bought') }}

),

looked_at as (

    select distinct
        looks.customer_key,
        looks.brand_key,
        looks.topic,
        brand_rules.ended_by
    from looks
    inner join brand_rules on looks.brand_key = brand_rules.brand_key

),

endings as (

    select distinct
        looked_at.customer_key,
        looked_at.brand_key,
        looked_at.topic,
        bought.bought_on
    from looked_at
    inner join bought
        on
            looked_at.customer_key = bought.customer_key
            and looked_at.brand_key = bought.brand_key
    where looked_at.ended_by = 'brand' or looked_at.topic = bought.topic

),

-- A look of the day of the purchase belongs to what the purchase ended.
stacked as (

    select
        customer_key,
        brand_key,
        topic,
        shown_on as happened_on,
        0 as is_ending,
        look_score
    from looks
    union all
    select
        customer_key,
        brand_key,
        topic,
        bought_on as happened_on,
        1 as is_ending,
        0 as look_score
    from endings

),

stretched as (

    select
        customer_key,
        brand_key,
        topic,
        happened_on,
        is_ending,
        look_score,
        sum(is_ending) over (
            partition by customer_key, brand_key, topic
            order by happened_on, is_ending
            rows unbounded preceding
        ) - is_ending as stretch_number
    from stacked

),

stretch_ends as (

    select
        customer_key,
        brand_key,
        topic,
        stretch_number,
        happened_on as bought_on
    from stretched
    where is_ending = 1

),

spaced as (

    select
        stretched.customer_key,
        stretched.brand_key,
        stretched.topic,
        stretched.stretch_number,
        stretched.happened_on as shown_on,
        stretched.look_score,
        brand_rules.min_score,
        brand_rules.quiet_days,
        case
            when
                {{ date_diff_days(
                    'lag(stretched.happened_on) over stretch_order', 'stretched.happened_on'
                ) }} <= brand_rules.quiet_days
                then 0
            else 1
        end as is_beginning
    from stretched
    inner join brand_rules on stretched.brand_key = brand_rules.brand_key
    where stretched.is_ending = 0
    window stretch_order as (
        partition by
            stretched.customer_key, stretched.brand_key, stretched.topic, stretched.stretch_number
        order by stretched.happened_on
    )

),

spelled as (

    select
        *,
        sum(is_beginning) over (
            partition by customer_key, brand_key, topic, stretch_number
            order by shown_on rows unbounded preceding
        ) as spell_number
    from spaced

),

scored as (

    select
        *,
        sum(look_score) over (
            partition by customer_key, brand_key, topic, stretch_number, spell_number
            order by shown_on rows unbounded preceding
        ) as score_so_far
    from spelled

),

spells as (

    select
        customer_key,
        brand_key,
        topic,
        stretch_number,
        spell_number,
        min(shown_on) as first_shown_on,
        min(case when score_so_far >= min_score then shown_on end) as valid_from,
        {{ add_days('max(shown_on)', 'max(quiet_days)') }} as fades_on,
        sum(look_score) as look_score
    from scored
    group by customer_key, brand_key, topic, stretch_number, spell_number

),

spanned as (

    select
        spells.customer_key,
        spells.brand_key,
        spells.topic,
        'in_market' as segment,
        spells.first_shown_on,
        spells.valid_from,
        least(spells.fades_on, coalesce(stretch_ends.bought_on, spells.fades_on)) as valid_to,
        case when stretch_ends.bought_on <= spells.fades_on then 'purchase' else 'faded' end
            as ended_by,
        cast(spells.look_score as decimal(18, 4)) as look_score
    from spells
    left join stretch_ends
        on
            spells.customer_key = stretch_ends.customer_key
            and spells.brand_key = stretch_ends.brand_key
            and spells.topic = stretch_ends.topic
            and spells.stretch_number = stretch_ends.stretch_number

)

select * from spanned
where valid_from < valid_to
