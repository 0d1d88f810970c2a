-- One row per moment in which a visitor showed whose key it holds, and who used it.
-- Evidence falls into visits: more than half an hour without any ends one. A link that reached
-- another person than the one it was sent to is kept as forwarded; the visit is the second's.
with identifications as (

    select * from {{ ref('visitor_identifications__unioned') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

orders as (

    select * from {{ ref('orders__unioned') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

rules as (

    select * from {{ ref('visitor_evidence_rules') }}

),

households as (

    select
        customer_key,
        household_key
    from {{ ref('households__grouped') }}
    where is_current

),

names as (

    select
        customer_key,
        {{ name_key('given_name') }} as given_key,
        {{ name_key('family_name') }} as family_key,
        birth_date,
        email
    from {{ ref('golden_records__survived') }}

),

named as (

    select
        identifications.identification_key,
        identifications.source_system,
        identifications.visitor_key,
        identifications.identifier_type,
        identifications.identifier_value,
        identifications.identified_at,
        identifications.evidence,
        rules.confidence,
        rules.passed_on,
        coalesce(records.customer_key, owners.customer_key) as customer_key
    from identifications
    inner join rules on identifications.evidence = rules.evidence
    left join owners
        on
            identifications.identifier_type = owners.identifier_type
            and identifications.identifier_value = owners.identifier_value
    left join orders
        on
            case
                when identifications.identifier_type = 'order'
                    then identifications.identifier_value
            end = orders.source_id
    left join records on orders.record_key = records.record_key

),

spaced as (

    select
        *,
        lag(identified_at) over (
            partition by visitor_key order by identified_at, identification_key
        ) as previous_at
    from named
    where customer_key is not null

),

visits as (

    select
        *,
        sum(
            case
                when
                    {{ date_diff_seconds('previous_at', 'identified_at') }}
                    <= 60 * {{ var('visit_minutes') }}
                    then 0
                else 1
            end
        ) over (
            partition by visitor_key
            order by identified_at, identification_key
            rows between unbounded preceding and current row
        ) as visit_number
    from spaced

),

-- Two devices that show one printed address in the same half hour are one: the micro-site's log
-- and the tag of the site it leads to see one visit.
paired as (

    select distinct
        this_one.visitor_key,
        this_one.visit_number,
        that_one.visitor_key as seen_as_key,
        that_one.visit_number as seen_as_number
    from visits as this_one
    inner join visits as that_one
        on
            this_one.identifier_type = that_one.identifier_type
            and this_one.identifier_value = that_one.identifier_value
            and abs({{ date_diff_seconds('this_one.identified_at', 'that_one.identified_at') }})
            <= 60 * {{ var('visit_minutes') }}
    where this_one.passed_on = 'any visit'

),

sides as (

    select * from paired
    union
    select
        visitor_key,
        visit_number,
        visitor_key as seen_as_key,
        visit_number as seen_as_number
    from visits

),

-- What a person typed nobody else passed on.
typed as (

    select
        visitor_key,
        visit_number,
        customer_key,
        max(identified_at) as typed_at
    from visits
    where passed_on = 'never'
    group by visitor_key, visit_number, customer_key

),

typed_visits as (

    select
        sides.visitor_key,
        sides.visit_number,
        max_by(
            typed.customer_key,
            case when sides.visitor_key = typed.visitor_key then '1' else '0' end
            || cast(typed.typed_at as string) || typed.customer_key
        ) as customer_key
    from sides
    inner join typed
        on
            sides.seen_as_key = typed.visitor_key
            and sides.seen_as_number = typed.visit_number
    group by sides.visitor_key, sides.visit_number

),

-- Whose device it is known to be, and whether it is one person's alone.
device_owners as (

    select
        sides.visitor_key,
        sides.visit_number,
        min(typed.customer_key) as customer_key
    from sides
    inner join typed on sides.seen_as_key = typed.visitor_key
    group by sides.visitor_key, sides.visit_number
    having min(typed.customer_key) = max(typed.customer_key)

),

judged as (

    select
        visits.*,
        case
            when visits.passed_on = 'never' then visits.customer_key
            when typed_visits.customer_key is not null then typed_visits.customer_key
            when
                visits.passed_on = 'any visit'
                and coalesce(households.household_key, '')
                != coalesce(owner_households.household_key, '')
                then coalesce(device_owners.customer_key, visits.customer_key)
            else visits.customer_key
        end as user_customer_key
    from visits
    left join typed_visits
        on
            visits.visitor_key = typed_visits.visitor_key
            and visits.visit_number = typed_visits.visit_number
    left join device_owners
        on
            visits.visitor_key = device_owners.visitor_key
            and visits.visit_number = device_owners.visit_number
    left join households on visits.customer_key = households.customer_key
    left join households as owner_households
        on device_owners.customer_key = owner_households.customer_key

),

differing as (

    select *
    from judged
    where user_customer_key != customer_key

),

-- Two customers of one mailbox, or of names that may be one, may be a person whose records nothing
-- joined: no relation of two people.
forwarded as (

    select differing.identification_key
    from differing
    inner join names as sent on differing.customer_key = sent.customer_key
    inner join names as used on differing.user_customer_key = used.customer_key
    where
        sent.email is distinct from used.email
        and (
            sent.birth_date != used.birth_date
            or not {{ may_be_one_name('sent', 'used') }}
        )

),

resolved as (

    select
        judged.identification_key,
        judged.source_system,
        judged.visitor_key,
        judged.identifier_type,
        judged.identifier_value,
        judged.identified_at,
        judged.evidence,
        judged.confidence,
        judged.customer_key,
        judged.user_customer_key,
        forwarded.identification_key is not null as is_forwarded
    from judged
    left join forwarded on judged.identification_key = forwarded.identification_key

)

select * from resolved
