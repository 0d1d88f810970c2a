-- Where does more contact earn less? Messages in a week, what they earn and who leaves; the best
-- customers apart.
select
    channel,
    segment,
    pressure_band,
    week_count,
    answer_ratio,
    answers_per_week,
    gain,
    earns_less,
    opt_out_ratio
from {{ ref('rpt_pressure_response') }}
where segment_kind in ('all', 'worth')
order by channel, segment_kind, segment, from_messages
