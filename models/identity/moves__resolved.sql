-- One row per customer and dwelling she left: when, how we know, and where to.
-- A family moves with the one who told of it: who bears the name and lived in the same dwelling
-- leaves with her.
with moves as (

    select
        move_key,
        record_key,
        identifier_type,
        identifier_value,
        move_kind,
        moved_on,
        status,
        new_address_line_1,
        new_city,
        new_postcode,
        {{ dwelling_key('old_address_line_1', 'null', 'old_postcode') }} as old_dwelling_key,
        {{ dwelling_key('new_address_line_1', 'null', 'new_postcode') }} as new_dwelling_key
    from {{ ref('moves__unioned') }}
    where old_postcode is not null and moved_on is not null

),

records as (

    select * from {{ ref('records__keyed') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

residents as (

    select * from {{ ref('residents__found') }}

),

named as (

    select
        coalesce(records.customer_key, owners.customer_key) as customer_key,
        moves.*
    from moves
    left join records on moves.record_key = records.record_key
    left join owners
        on
            moves.identifier_type = owners.identifier_type
            and moves.identifier_value = owners.identifier_value

),

told as (

    select
        customer_key,
        old_dwelling_key,
        moved_on,
        move_kind,
        new_dwelling_key,
        new_address_line_1,
        new_city,
        new_postcode,
        'told' as evidence,
        move_key
    from named
    where customer_key is not null

),

-- Nobody takes a whole family along who was never seen with it.
families as (

    select
        told.*,
        residents.family_key
    from told
    inner join residents
        on
            told.customer_key = residents.customer_key
            and told.old_dwelling_key = residents.dwelling_key
    where told.move_kind = 'family'

),

followed as (

    select
        residents.customer_key,
        families.old_dwelling_key,
        families.moved_on,
        families.move_kind,
        families.new_dwelling_key,
        families.new_address_line_1,
        families.new_city,
        families.new_postcode,
        'family' as evidence,
        families.move_key
    from families
    inner join residents
        on
            families.old_dwelling_key = residents.dwelling_key
            and {{ same_family('families.family_key', 'residents.family_key') }}
    where
        families.customer_key != residents.customer_key
        -- Who comes to live there afterwards is another of the name.
        and coalesce(residents.first_on, date '1970-01-01') <= families.moved_on

),

stacked as (

    select * from told
    union all
    select * from followed

),

-- Told beats followed, an address beats none; of several the earliest, since lists repeat a move.
ranked as (

    select
        *,
        row_number() over (
            partition by customer_key, old_dwelling_key
            order by
                evidence desc,
                case when new_dwelling_key is null then 1 else 0 end,
                moved_on,
                move_key
        ) as move_rank
    from stacked
    where new_dwelling_key is null or new_dwelling_key != old_dwelling_key

),

resolved as (

    select
        {{ weft_key(['customer_key', 'old_dwelling_key']) }} as customer_move_key,
        customer_key,
        old_dwelling_key,
        moved_on,
        move_kind,
        evidence,
        new_dwelling_key,
        new_address_line_1,
        new_city,
        new_postcode
    from ranked
    where move_rank = 1

)

select * from resolved
