-- One row per customer whom we wrote to and channel: how she answers in it against people like her.
-- Few messages say little: her rate is drawn to that of her segment, by a beta prior whose weight
-- is estimated from how much customers differ (moments of the binomial: the mean of x (x - 1) over
-- n (n - 1) is that of the square of the rate).
with messages as (

    select * from {{ ref('messages__counted') }}

),

counts as (

    select
        customer_key,
        coalesce(max(seniority), 'private') as segment,
        channel,
        count(*) as message_count,
        sum(has_acted) as acted_count
    from messages
    group by customer_key, channel

),

channel_moments as (

    select
        channel,
        cast(sum(acted_count) as {{ double_type() }}) / sum(message_count) as rate,
        cast(sum(acted_count * (acted_count - 1)) as {{ double_type() }})
        / nullif(sum(message_count * (message_count - 1)), 0) as rate_square
    from counts
    group by channel

),

-- Customers who do not differ at all would make the prior endless.
priors as (

    select
        channel,
        rate,
        case
            when rate_square > rate * rate
                then least(greatest((rate - rate_square) / (rate_square - rate * rate), 2), 1000)
            else 1000
        end as prior_weight
    from channel_moments
    where rate > 0

),

segment_rates as (

    select
        counts.segment,
        counts.channel,
        case
            when sum(counts.message_count) >= {{ var('preference_segment_messages') }}
                then
                    cast(sum(counts.acted_count) as {{ double_type() }})
                    / sum(counts.message_count)
        end as rate
    from counts
    group by counts.segment, counts.channel

),

customers as (

    select
        customer_key,
        min(segment) as segment
    from counts
    group by customer_key

),

-- A channel she was never tried in is there too: nothing speaks for or against it.
grid as (

    select
        customers.customer_key,
        customers.segment,
        priors.channel,
        priors.prior_weight,
        coalesce(nullif(segment_rates.rate, 0), priors.rate) as expected_ratio,
        coalesce(counts.message_count, 0) as message_count,
        coalesce(counts.acted_count, 0) as acted_count
    from customers
    cross join priors
    left join segment_rates
        on
            customers.segment = segment_rates.segment
            and priors.channel = segment_rates.channel
    left join counts
        on
            customers.customer_key = counts.customer_key
            and priors.channel = counts.channel

),

shrunk as (

    select
        customer_key,
        segment,
        channel,
        message_count,
        acted_count,
        expected_ratio,
        (acted_count + prior_weight * expected_ratio) / (message_count + prior_weight)
            as answer_ratio,
        -- Variance of the logarithm of a beta variable, to its first term.
        1 / (acted_count + prior_weight * expected_ratio) - 1 / (message_count + prior_weight)
            as log_variance
    from grid

),

indexed as (

    select
        customer_key,
        segment,
        channel,
        message_count,
        acted_count,
        cast(answer_ratio as decimal(9, 6)) as answer_ratio,
        cast(answer_ratio / expected_ratio as decimal(18, 6)) as answer_index,
        cast(greatest(log_variance, 0) as decimal(18, 9)) as log_variance
    from shrunk

)

select * from indexed
