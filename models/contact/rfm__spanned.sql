-- One row per customer, brand and stretch of days with the same recency, frequency and monetary
-- score. A score changes with a purchase, when one leaves the window, and when the last grows old.
with purchases as (

    select
        customer_key,
        brand_key,
        bought_on,
        case when order_count > 0 then 1 else 0 end as purchase_days,
        net_revenue_amount
    from {{ ref('orders__dated') }}

),

scores as (

    select
        brand_key,
        measure,
        score,
        from_value,
        coalesce(
            lead(from_value) over (partition by brand_key, measure order by from_value), 2147483647
        ) as to_value
    from {{ ref('rfm_scores') }}

),

brands as (

    select distinct brand_key
    from purchases

),

measures as (

    select distinct
        brand_key,
        measure
    from scores

),

-- Those of the brand, else those of every brand.
brand_measures as (

    select
        brands.brand_key,
        any_measures.measure,
        coalesce(own_measures.brand_key, any_measures.brand_key) as scored_as
    from brands
    inner join measures as any_measures on any_measures.brand_key = '*'
    left join measures as own_measures
        on
            brands.brand_key = own_measures.brand_key
            and any_measures.measure = own_measures.measure

),

brand_scores as (

    select
        brand_measures.brand_key,
        brand_measures.measure,
        scores.score,
        scores.from_value,
        scores.to_value
    from brand_measures
    inner join scores
        on
            brand_measures.scored_as = scores.brand_key
            and brand_measures.measure = scores.measure

),

rules as (

    select * from {{ ref('rfm_segments') }}

),

changes as (

    select
        customer_key,
        brand_key,
        bought_on as changed_on,
        case when purchase_days > 0 then bought_on end as bought_on,
        purchase_days,
        net_revenue_amount
    from purchases
    union all
    select
        customer_key,
        brand_key,
        {{ add_days('bought_on', var('rfm_window_days')) }} as changed_on,
        cast(null as date) as bought_on,
        -purchase_days as purchase_days,
        -net_revenue_amount as net_revenue_amount
    from purchases
    union all
    select
        purchases.customer_key,
        purchases.brand_key,
        {{ add_days('purchases.bought_on', 'brand_scores.from_value') }} as changed_on,
        cast(null as date) as bought_on,
        0 as purchase_days,
        cast(0 as decimal(18, 2)) as net_revenue_amount
    from purchases
    inner join brand_scores
        on
            purchases.brand_key = brand_scores.brand_key
            and brand_scores.measure = 'recency'
            and brand_scores.from_value > 0
    where purchases.purchase_days > 0

),

days as (

    select
        customer_key,
        brand_key,
        changed_on,
        max(bought_on) as bought_on,
        sum(purchase_days) as purchase_days,
        sum(net_revenue_amount) as net_revenue_amount
    from changes
    group by customer_key, brand_key, changed_on

),

summed as (

    select
        customer_key,
        brand_key,
        changed_on as valid_from,
        coalesce(
            lead(changed_on) over change_order, cast('9999-12-31' as date)
        ) as valid_to,
        {{ date_diff_days('max(bought_on) over until_then', 'changed_on') }} as recency_days,
        sum(purchase_days) over until_then as purchase_days,
        cast(sum(net_revenue_amount) over until_then as decimal(18, 2)) as net_revenue_amount
    from days
    window
        change_order as (partition by customer_key, brand_key order by changed_on),
        until_then as (
            partition by customer_key, brand_key order by changed_on rows unbounded preceding
        )

),

scored as (

    select
        summed.customer_key,
        summed.brand_key,
        summed.valid_from,
        summed.valid_to,
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from summed
    inner join brand_scores as recency
        on
            summed.brand_key = recency.brand_key
            and recency.measure = 'recency'
            and summed.recency_days >= recency.from_value
            and summed.recency_days < recency.to_value
    inner join brand_scores as frequency
        on
            summed.brand_key = frequency.brand_key
            and frequency.measure = 'frequency'
            and summed.purchase_days >= frequency.from_value
            and summed.purchase_days < frequency.to_value
    inner join brand_scores as monetary
        on
            summed.brand_key = monetary.brand_key
            and monetary.measure = 'monetary'
            and greatest(summed.net_revenue_amount, 0) >= monetary.from_value
            and greatest(summed.net_revenue_amount, 0) < monetary.to_value

),

-- A combination is named once, not once for each customer.
combinations as (

    select distinct
        recency_score,
        frequency_score,
        monetary_score
    from scored

),

named as (

    select
        combinations.recency_score,
        combinations.frequency_score,
        combinations.monetary_score,
        min_by(rules.segment, rules.rule_order) as segment
    from combinations
    inner join rules
        on
            combinations.recency_score between rules.min_recency and rules.max_recency
            and combinations.frequency_score between rules.min_frequency and rules.max_frequency
            and combinations.monetary_score between rules.min_monetary and rules.max_monetary
    group by
        combinations.recency_score, combinations.frequency_score, combinations.monetary_score

),

spanned as (

    select
        scored.customer_key,
        scored.brand_key,
        named.segment,
        scored.valid_from,
        scored.valid_to,
        scored.recency_score,
        scored.frequency_score,
        scored.monetary_score
    from scored
    inner join named
        on
            scored.recency_score = named.recency_score
            and scored.frequency_score = named.frequency_score
            and scored.monetary_score = named.monetary_score

)

select * from spanned
