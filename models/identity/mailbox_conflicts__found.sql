-- One row per two nodes of one doubted cluster whose mailboxes are two people's.
-- A second mailbox is one person's here and there; two that several systems know alike are of two
-- people of one name, as father and son, unless a birth date or a mobile ties them.
{{ renewed(key=['node_key'], concerned=concerned_by('clusters__connected')) }}
with clusters as (

    select * from {{ ref('clusters__connected') }}
    where {{ concerned('node_key') }}

),

doubted as (

    select * from {{ ref('clusters__doubted') }}
    where email_count > 1 and {{ concerned('cluster_key') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}
    where {{ concerned('node_key') }}

),

people as (

    select * from {{ ref('people__standardised') }}
    where email_key is not null

),

free_mail as (

    select * from {{ ref('free_mail_providers') }}

),

-- Whoever has a mailbox at work has another at home.
written as (

    select
        clusters.cluster_key,
        clusters.node_key,
        people.email_key,
        people.source_system,
        people.birth_date,
        people.mobile_key
    from doubted
    inner join clusters on doubted.cluster_key = clusters.cluster_key
    inner join nodes on clusters.node_key = nodes.node_key
    inner join people on nodes.record_key = people.record_key
    inner join free_mail
        on {{ regexp_group('people.email_key', "'@([^.]+)'", 1) }} = free_mail.provider

),

used as (

    select distinct
        cluster_key,
        email_key,
        source_system
    from written

),

alike as (

    select
        this_one.cluster_key,
        this_one.email_key,
        that_one.email_key as other_email_key
    from used as this_one
    inner join used as that_one
        on
            this_one.cluster_key = that_one.cluster_key
            and this_one.source_system = that_one.source_system
    where this_one.email_key < that_one.email_key
    group by this_one.cluster_key, this_one.email_key, that_one.email_key
    having count(*) >= {{ var('match_mailbox_systems') }}

),

paired as (

    select
        this_one.node_key,
        that_one.node_key as linked_node_key,
        bool_or(
            coalesce(
                this_one.birth_date = that_one.birth_date
                or this_one.mobile_key = that_one.mobile_key,
                false
            )
        ) over (
            partition by alike.cluster_key, alike.email_key, alike.other_email_key
        ) as is_tied
    from alike
    inner join written as this_one
        on
            alike.cluster_key = this_one.cluster_key
            and alike.email_key = this_one.email_key
    inner join written as that_one
        on
            alike.cluster_key = that_one.cluster_key
            and alike.other_email_key = that_one.email_key

),

found as (

    select distinct
        node_key,
        linked_node_key
    from paired
    where not is_tied and node_key != linked_node_key

)

select * from found
