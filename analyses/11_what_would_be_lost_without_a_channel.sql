-- What would we lose without a channel, and what do journeys that reach it bring?
select
    state as channel,
    round(100 * removal_effect, 1) as percent_lost_without,
    round(100 * visit_probability, 1) as percent_of_journeys,
    round(conversion_count) as purchases_by_effect
from {{ ref('rpt_removal_effects') }}
where attribution_model = 'markov'
order by removal_effect desc, channel
