-- One row per customer and stay in a household.
-- Who lives in one dwelling at one time is one household. Where more family names meet than a
-- household has, the address is a building without its flat numbers: there only family evidence
-- joins, a name or a mailbox, number or card in common.
-- A household that moves keeps its key: the new place continues the old when more than half of
-- those who lived there came along.
with residences as (

    select * from {{ ref('residences__dated') }}
    where not is_workplace

),

residents as (

    select * from {{ ref('residents__found') }}

),

golden as (

    select
        customer_key,
        {{ name_key('family_name') }} as family_key
    from {{ ref('golden_records__survived') }}

),

owned as (

    select * from {{ ref('identifiers__owned') }}
    where identifier_type in ('email', 'phone', 'loyalty_card') and not is_generic

),

stays as (

    select
        residences.residence_key,
        residences.customer_key,
        residences.dwelling_key,
        coalesce(residents.family_key, golden.family_key) as family_key,
        residences.valid_from,
        residences.valid_to,
        residences.is_current,
        max(residences.valid_to) over (
            partition by residences.dwelling_key
            order by residences.valid_from, residences.valid_to, residences.customer_key
            rows between unbounded preceding and 1 preceding
        ) as others_left_on
    from residences
    inner join golden on residences.customer_key = golden.customer_key
    left join residents
        on
            residences.customer_key = residents.customer_key
            and residences.dwelling_key = residents.dwelling_key

),

-- Who comes after all others have left has nothing to do with them.
successions as (

    select
        *,
        sum(case when others_left_on < valid_from then 1 else 0 end) over (
            partition by dwelling_key
            order by valid_from, valid_to, customer_key
            rows between unbounded preceding and current row
        ) as succession
    from stays

),

crowded as (

    select
        dwelling_key,
        succession
    from successions
    group by dwelling_key, succession
    having count(distinct family_key) > {{ var('household_max_families') }}

),

crowd as (

    select
        successions.residence_key as node_key,
        successions.customer_key,
        successions.family_key,
        successions.dwelling_key,
        successions.succession
    from successions
    inner join crowded
        on
            successions.dwelling_key = crowded.dwelling_key
            and successions.succession = crowded.succession

),

shared_values as (

    select
        crowd.node_key,
        crowd.dwelling_key,
        crowd.succession,
        owned.identifier_type,
        owned.identifier_value
    from crowd
    inner join owned on crowd.customer_key = owned.customer_key

),

family_ties as (

    select
        this_one.node_key,
        that_one.node_key as linked_node_key
    from crowd as this_one
    inner join crowd as that_one
        on
            this_one.dwelling_key = that_one.dwelling_key
            and this_one.succession = that_one.succession
            and this_one.node_key < that_one.node_key
    where {{ same_family('this_one.family_key', 'that_one.family_key') }}
    union
    select
        this_one.node_key,
        that_one.node_key as linked_node_key
    from shared_values as this_one
    inner join shared_values as that_one
        on
            this_one.dwelling_key = that_one.dwelling_key
            and this_one.succession = that_one.succession
            and this_one.identifier_type = that_one.identifier_type
            and this_one.identifier_value = that_one.identifier_value
            and this_one.node_key < that_one.node_key

),

families as (

    {{ connected_components('crowd', 'family_ties') }}

),

-- Where a group of people lived together for a time.
placed as (

    select
        successions.residence_key,
        successions.customer_key,
        successions.dwelling_key,
        successions.valid_from,
        successions.valid_to,
        successions.is_current,
        {{ weft_key([
            'successions.dwelling_key',
            'nullif(successions.succession, 0)',
            "case when families.cluster_key is not null then coalesce(min(successions.family_key)"
                ~ " over (partition by successions.dwelling_key, successions.succession,"
                ~ " families.cluster_key), families.cluster_key) end",
        ]) }} as place_key
    from successions
    left join families on successions.residence_key = families.node_key

),

origins as (

    select
        placed.*,
        first_value(place_key) over (
            partition by customer_key order by valid_from, valid_to, residence_key
        ) as origin_key
    from placed

),

place_sizes as (

    select
        origin_key,
        count(distinct customer_key) as people_count
    from origins
    where place_key = origin_key
    group by origin_key

),

arrivals as (

    select
        place_key,
        origin_key,
        count(distinct customer_key) as people_count
    from origins
    where place_key != origin_key
    group by place_key, origin_key

),

continued as (

    select
        arrivals.place_key,
        max_by(
            arrivals.origin_key,
            lpad(cast(arrivals.people_count as string), 9, '0') || arrivals.origin_key
        ) as household_key
    from arrivals
    inner join place_sizes on arrivals.origin_key = place_sizes.origin_key
    left join place_sizes as natives on arrivals.place_key = natives.origin_key
    where
        arrivals.people_count * 2 > place_sizes.people_count
        -- Who moves in with others becomes one of theirs.
        and arrivals.people_count > coalesce(natives.people_count, 0)
    group by arrivals.place_key

),

grouped as (

    select
        origins.residence_key,
        origins.customer_key,
        coalesce(continued.household_key, origins.place_key) as household_key,
        origins.dwelling_key,
        origins.valid_from,
        origins.valid_to,
        origins.is_current
    from origins
    left join continued on origins.place_key = continued.place_key

)

select * from grouped
