-- Which touch came first for customers whose first order fell in the last year?
select
    attribution.channel,
    count(*) as first_orders,
    round(avg(attribution.credited_amount), 2) as average_worth
from {{ ref('fct_attribution') }} as attribution
inner join {{ ref('fct_conversions') }} as conversions
    on attribution.conversion_key = conversions.conversion_key
where
    attribution.attribution_model = 'first_touch'
    and conversions.is_first_of_customer
    and conversions.converted_at >= {{ run_at() }} - interval 365 day
group by attribution.channel
order by first_orders desc, attribution.channel
