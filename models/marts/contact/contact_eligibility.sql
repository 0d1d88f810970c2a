-- One row per active campaign brief and customer: may she get it, and if not the first reason why.
{%- set reasons = [
    'erased', 'deceased', 'not_a_person', 'not_in_audience', 'gone_away', 'restricted',
    'suppressed', 'refused', 'not_recorded', 'no_address', 'over_cap', 'open_complaint',
    'recent_purchase', 'bought_the_same',
] %}
with screened as (

    select * from {{ ref('briefs__screened') }}

),

reasons as (

    select * from {{ ref('eligibility_reasons') }}

),

places as (

    select
        {%- for reason in reasons %}
        min(case when reason = '{{ reason }}' then reason_order end) as {{ reason }},
        {%- endfor %}
        min(case when reason = 'held_out' then reason_order end) as held_out
    from reasons

),

ordered as (

    select
        screened.*,
        coalesce(
            least(
                {%- for reason in reasons %}
                case when screened.is_{{ reason }} then places.{{ reason }} end
                {%- if not loop.last %},{% endif %}
                {%- endfor %}
            ),
            case when screened.is_held_out then places.held_out end
        ) as reason_order
    from screened
    cross join places

),

judged as (

    select
        {{ weft_key(['ordered.brief_code', 'ordered.customer_key']) }} as contact_eligibility_key,
        ordered.brief_code,
        ordered.customer_key,
        ordered.brand_key,
        ordered.channel,
        ordered.reason_order is null as is_eligible,
        reasons.reason,
        reasons.reason_order,
        ordered.permission_state,
        ordered.permission_reason,
        ordered.evidence_key
    from ordered
    left join reasons on ordered.reason_order = reasons.reason_order

)

select * from judged
