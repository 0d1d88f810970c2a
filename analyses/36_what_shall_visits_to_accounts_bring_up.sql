-- What shall those who visit business accounts bring up, and at how many of them?
select
    headline as suggestion,
    brand_key,
    count(*) as suggestions,
    count(distinct account_key) as accounts,
    max(happened_on) as last_happened_on
from {{ ref('sales_visit_briefs') }}
where section = 'suggested topics'
group by headline, brand_key
order by accounts desc, suggestion, brand_key
