-- One row per channel, band of messages in the week before and measure: lift of those who had so
-- many already, pooled over the campaigns that held people out. Less lift in a higher band is
-- fatigue, read from the same draw.
{%- set measures = {
    'conversion': 'has_converted', 'orders': 'order_count', 'revenue': 'revenue_amount',
} %}
with people as (

    select * from {{ ref('lift_people__counted') }}
    where not is_in_several_cells

),

samples as (

    select * from {{ ref('lift_samples__checked') }}
    where is_settled and sample_ratio != 'mismatch'

),

bands as (

    select * from {{ ref('pressure_bands') }}

),

levels as (

    select {{ normal_quantile('(1 + ' ~ var('lift_confidence_level') ~ ') / 2e0') }} as z

),

messages as (

    select
        customer_key,
        cast(touched_at as date) as sent_on
    from {{ ref('touchpoints__stacked') }}
    where touch_kind = 'delivered' and customer_key is not null

),

counted as (

    select
        people.lift_person_key,
        count(*) as message_count
    from people
    inner join messages
        on
            people.customer_key = messages.customer_key
            and people.contacted_on > messages.sent_on
            and people.contacted_on <= {{ add_days('messages.sent_on', '7') }}
    group by people.lift_person_key

),

banded as (

    select
        people.*,
        coalesce(bands.pressure_band, 'none') as pressure_band,
        coalesce(bands.from_messages, 0) as from_messages
    from people
    inner join samples on people.campaign_key = samples.campaign_key
    left join counted on people.lift_person_key = counted.lift_person_key
    left join bands
        on
            counted.message_count >= bands.from_messages
            and (bands.to_messages is null or counted.message_count <= bands.to_messages)

),

measured as (
    {% for measure, column in measures.items() %}
    select
        campaign_key,
        channel,
        pressure_band,
        from_messages,
        is_control,
        '{{ measure }}' as measure,
        count(*) as people_count,
        cast(sum({{ column }}) as decimal(24, 2)) as total,
        sum(cast({{ column }} * {{ column }} as decimal(38, 4))) as total_of_squares
    from banded
    group by campaign_key, channel, pressure_band, from_messages, is_control
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

described as (

    select
        *,
        total / cast(people_count as {{ double_type() }}) as mean,
        (
            cast(total_of_squares as {{ double_type() }})
            - cast(total as {{ double_type() }}) * cast(total as {{ double_type() }}) / people_count
        ) / (people_count - 1) / people_count as squared_error
    from measured
    where people_count > 1

),

compared as (

    select
        tests.campaign_key,
        tests.channel,
        tests.pressure_band,
        tests.from_messages,
        tests.measure,
        tests.people_count as test_count,
        bases.people_count as base_count,
        bases.mean as base_mean,
        tests.mean - bases.mean as difference,
        sqrt(greatest(tests.squared_error + bases.squared_error, 0)) as standard_error
    from described as tests
    inner join described as bases
        on
            tests.campaign_key = bases.campaign_key
            and tests.channel = bases.channel
            and tests.pressure_band = bases.pressure_band
            and tests.measure = bases.measure
    where not tests.is_control and bases.is_control

),

pooled as (

    {{ pooled_lift(
        'compared', 'levels', ['channel', 'pressure_band', 'from_messages', 'measure']
    ) }}

),

assembled as (

    select
        {{ weft_key(['channel', 'pressure_band', 'measure']) }} as lift_fatigue_key,
        channel,
        pressure_band,
        from_messages,
        measure,
        campaign_count,
        cast(test_count as bigint) as test_people_count,
        cast(base_count as bigint) as base_people_count,
        cast(base_mean as decimal(18, 6)) as base_value,
        cast(difference as decimal(18, 6)) as lift,
        cast(difference - margin as decimal(18, 6)) as interval_low,
        cast(difference + margin as decimal(18, 6)) as interval_high,
        cast(2 * {{ normal_tail('deviate') }} as decimal(12, 10)) as p_value,
        case when measure = 'revenue' then '{{ var("reporting_currency") }}' end as currency_code
    from pooled
    where least(test_count, base_count) >= {{ var('lift_min_people') }}

)

select * from assembled
