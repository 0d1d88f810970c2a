-- One row per person record with the node it is in the graph of evidence.
-- Records that describe a person word for word alike and carry the same identifiers are one node;
-- a record without a name is one by itself, and so is one whose source keeps but one of a person.
{% set concerned_records %}
    select record_key from {{ touched('records__gathered') }}
    union
    select record_key from {{ touched('identifier_members__grouped') }}
{% endset %}
{{ renewed(
    key=['record_key'],
    concerned=concerned_records,
    touches=['record_key', 'profile_key', 'node_key'],
) }}
with people as (

    select * from {{ ref('people__standardised') }}
    where {{ concerned('record_key') }}

),

members as (

    select * from {{ ref('identifier_members__grouped') }}
    where {{ concerned('record_key') }}

),

-- What the steward says of one record must not fall on another.
decided as (

    select record_key from {{ ref('steward_decisions__resolved') }}
    union
    select linked_record_key as record_key from {{ ref('steward_decisions__resolved') }}

),

sole as (

    select record_key
    from people
    where is_sole

),

identified as (

    select
        record_key,
        {{ sorted_text_list('identifier_value_key') }} as identifier_value_keys
    from members
    group by record_key

),

grouped as (

    select
        people.record_key,
        people.profile_key,
        {{ weft_key([
            'coalesce(decided.record_key, sole.record_key, people.profile_key, people.record_key)',
            'identified.identifier_value_keys',
        ]) }} as node_key
    from people
    left join identified on people.record_key = identified.record_key
    left join decided on people.record_key = decided.record_key
    left join sole on people.record_key = sole.record_key

)

select * from grouped
