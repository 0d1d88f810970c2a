-- A campaign that cost money and has no code is paid for, and nothing is ever credited to it.
{{ config(severity='warn', meta={
    'owner': 'paid media', 'reason': 'a new campaign waits for its row in campaign_mapping'
}) }}
select
    source_system,
    source_campaign_id,
    max(campaign_name) as campaign_name,
    sum(cost_amount) as cost_amount
from {{ ref('ad_spend__unioned') }}
where campaign_code is null
group by source_system, source_campaign_id
