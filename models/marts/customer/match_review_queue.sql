-- One row per two customers who may be one, by the pair of their records that says most for it.
with explanations as (

    select * from {{ ref('match_explanations') }}
    where not is_one_customer

),

decisions as (

    select * from {{ ref('steward_decisions__resolved') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

decided as (

    select distinct
        least(this_one.customer_key, that_one.customer_key) as customer_key,
        greatest(this_one.customer_key, that_one.customer_key) as linked_customer_key
    from decisions
    inner join records as this_one on decisions.record_key = this_one.record_key
    inner join records as that_one on decisions.linked_record_key = that_one.record_key

),

paired as (

    select
        least(customer_key, linked_customer_key) as customer_key,
        greatest(customer_key, linked_customer_key) as linked_customer_key,
        match_key,
        record_key,
        linked_record_key,
        exact_evidence,
        match_weight,
        decision,
        conflict,
        coalesce(match_weight, 0) as known_weight,
        match_weight >= link_weight and decision != 'review'
        or exact_evidence is not null as is_heavy
    from explanations

),

gathered as (

    select
        customer_key,
        linked_customer_key,
        max(known_weight) filter (where is_heavy or decision = 'review') as best_weight,
        min(conflict) as conflict,
        coalesce(bool_or(is_heavy), false) as is_heavy,
        count(*) as pair_count
    from paired
    group by customer_key, linked_customer_key

),

-- A pair that would join by its weight and may not: rule and evidence speak against each other.
doubted as (

    select
        gathered.*,
        case
            when gathered.is_heavy and gathered.conflict is not null then 'conflict'
            when gathered.is_heavy then 'cut'
            else 'review'
        end as review_reason,
        1 / (1 + power(2, -gathered.best_weight)) as probability
    from gathered
    left join decided
        on
            gathered.customer_key = decided.customer_key
            and gathered.linked_customer_key = decided.linked_customer_key
    where decided.customer_key is null and gathered.best_weight is not null

),

best_pairs as (

    select
        paired.*,
        row_number() over (
            partition by customer_key, linked_customer_key
            order by known_weight desc, match_key
        ) as pair_rank
    from paired
    where is_heavy or decision = 'review'

),

valued as (

    select
        best_pairs.match_key,
        doubted.customer_key,
        doubted.linked_customer_key,
        best_pairs.record_key,
        best_pairs.linked_record_key,
        doubted.review_reason,
        doubted.conflict,
        best_pairs.exact_evidence,
        best_pairs.match_weight,
        doubted.pair_count,
        cast(case
            when doubted.review_reason = 'review'
                then 4 * doubted.probability * (1 - doubted.probability)
            else {{ var('match_conflict_uncertainty') }}
        end as decimal(5, 4)) as uncertainty,
        cast(
            abs(this_one.net_revenue_amount) + abs(that_one.net_revenue_amount) as decimal(18, 2)
        ) as at_stake_amount,
        this_one.currency_code
    from doubted
    inner join best_pairs
        on
            doubted.customer_key = best_pairs.customer_key
            and doubted.linked_customer_key = best_pairs.linked_customer_key
    inner join customers as this_one on doubted.customer_key = this_one.customer_key
    inner join customers as that_one on doubted.linked_customer_key = that_one.customer_key
    where best_pairs.pair_rank = 1

),

queued as (

    select
        *,
        cast(at_stake_amount * uncertainty as decimal(18, 2)) as review_value_amount,
        row_number() over (
            order by at_stake_amount * uncertainty desc, uncertainty desc, match_key
        ) as review_rank
    from valued

)

select * from queued
