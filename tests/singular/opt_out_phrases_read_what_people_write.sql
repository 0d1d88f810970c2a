-- Real forms of stopping, and sentences that only look like one, against the seed as it is.
{% set cases = {
    'stop': 'opt_out',
    'stop all': 'opt_out',
    'stop please': 'opt_out',
    'please stop': 'opt_out',
    'stop it now': 'opt_out',
    'stop texting me jane': 'opt_out',
    'please stop sending me these messages': 'opt_out',
    'unsubscribe me from this list': 'opt_out',
    'i want to opt out': 'opt_out',
    'take me off your list': 'opt_out',
    'no more texts thanks': 'opt_out',
    'dont text me again': 'opt_out',
    'leave me alone': 'opt_out',
    'stop calling me': 'opt_out',
    'no more offers please': 'opt_out',
    'start': 'opt_in',
    'unstop': 'opt_in',
    'yes': 'opt_in',
    'i cant stop wearing them': 'none',
    'is there a bus stop near the shop': 'none',
    'yes please two tickets': 'none',
    'when does the sale end': 'none',
    'can i cancel my order': 'none',
    'thanks': 'none',
} %}
with bodies as (
    {%- for body, action in cases.items() %}
    select
        '{{ body }}' as plain_body,
        '{{ action }}' as expected_action
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

phrases as (select * from {{ ref('opt_out_phrases') }}),

read as (
    select
        bodies.plain_body,
        bodies.expected_action,
        coalesce(max(phrases.action), 'none') as action
    from bodies
    left join phrases on {{ regexp_matches('bodies.plain_body', 'phrases.pattern') }}
    group by bodies.plain_body, bodies.expected_action
),

misread as (
    select *
    from read
    where action != expected_action
)

select * from misread
