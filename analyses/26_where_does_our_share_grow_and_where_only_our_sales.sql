-- Where does our share of customers' wallets grow, and where only our sales?
select
    brand_key,
    band as income_band,
    count(*) as customers,
    round(100 * sum(own_amount) / sum(wallet_amount), 1) as percent_of_wallet,
    round(100 * sum(own_amount) / sum(wallet_high_amount), 1) as percent_at_least,
    round(100 * sum(own_amount) / sum(wallet_low_amount), 1) as percent_at_most,
    sum(elsewhere_amount) as spent_elsewhere,
    count(case when sales_trend = 'growing' then 1 end) as sales_growing,
    count(case when share_trend = 'growing' then 1 end) as share_growing,
    count(case when sales_trend = 'growing' and share_trend != 'growing' then 1 end)
        as sales_growing_share_not
from {{ ref('share_of_wallet') }}
group by brand_key, band
order by spent_elsewhere desc, brand_key, income_band
