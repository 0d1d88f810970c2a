-- After which channel do journeys end without a purchase, and how often?
select
    from_state as channel,
    sum(transition_count) as steps,
    round(100 * sum(transition_probability) filter (where to_state = '(lost)'), 1) as percent_lost,
    round(100 * sum(transition_probability) filter (where to_state = '(converted)'), 1)
        as percent_converted
from {{ ref('rpt_journey_transitions') }}
where attribution_model = 'markov' and from_state != '(start)'
group by from_state
order by percent_lost desc, channel
