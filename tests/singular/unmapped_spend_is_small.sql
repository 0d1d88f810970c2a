-- Money spent on campaigns without a code is paid for, and nothing is ever credited to it. What
-- they may be stands in quality_campaign_suggestions.
{{ config(severity='warn', meta={
    'owner': 'paid media', 'reason': 'a new campaign waits for its row in campaign_mapping'
}) }}
select
    source_systems,
    campaign_name,
    spend_amount,
    suggested_campaign_code
from {{ ref('quality_unmapped_campaigns') }}
where
    spend_amount > 0
    and (
        select sum(every.spend_share) from {{ ref('quality_unmapped_campaigns') }} as every
    ) > {{ var('unmapped_spend_share') }}
