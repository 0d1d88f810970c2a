-- Which pages hold attention, and from which do people leave?
select
    brand_key,
    page_path,
    count(*) as views,
    count(distinct visitor_key) as visitors,
    round(median(dwell_seconds)) as median_seconds,
    round(100.0 * count(*) filter (where is_exit) / count(*), 1) as percent_exit
from {{ ref('fct_page_views') }}
group by brand_key, page_path
having count(*) >= 20
order by views desc, brand_key, page_path
limit 20
