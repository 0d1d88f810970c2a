-- A purpose nobody described: its opt-outs are honoured everywhere, its opt-ins nowhere.
{{ config(severity='warn', meta={
    'owner': 'privacy', 'reason': 'a new purpose waits for its row in consent_purposes'
}) }}
select
    purpose_id,
    purpose_name,
    count(*) as receipt_count
from {{ ref('consent__receipts') }}
where not is_purpose_known
group by purpose_id, purpose_name
