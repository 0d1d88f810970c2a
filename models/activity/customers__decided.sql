-- One row per customer key: customer, prospect or undecided, and by which evidence.
-- A purchase or a contract makes a customer. Nobody is called a prospect beside a customer who may
-- be the same person: one of a fitting name with the same mailbox, phone or dwelling, or one who
-- bears the same rare name, at least its initial and family name; nor beside an undecided one of
-- the same rare name; nor in a customer's family (var family_of_customer_is_undecided).
with records as (

    select * from {{ ref('records__keyed') }}

),

people as (

    select * from {{ ref('people__unioned') }}
    where not coalesce(is_deleted, false)

),

standardised as (

    select * from {{ ref('people__standardised') }}

),

owned as (

    select * from {{ ref('identifiers__owned') }}
    where not is_generic

),

orders as (

    select customer_key from {{ ref('customers__ordering') }}
    where order_count > 0

),

nicknames as (

    select * from {{ ref('nicknames') }}

),

names as (

    select
        customer_key,
        {{ name_key('given_name') }} as given_key,
        {{ name_key('family_name') }} as family_key,
        -- A letter that a supplier's system did not know.
        coalesce(given_name || family_name like '%?%', false) as is_damaged
    from {{ ref('golden_records__survived') }}

),

golden as (

    select
        names.*,
        coalesce(nicknames.given_root, names.given_key) as given_root,
        left(names.given_key, 1) as given_initial
    from names
    left join nicknames on names.given_key = nicknames.nickname

),

-- Every name that a record has, also one misspelt: most slips change places of letters.
borne as (

    select distinct
        records.customer_key,
        standardised.given_root,
        left(standardised.given_key, 1) as given_initial,
        {{ sorted_letters('standardised.family_key') }} as family_letters
    from standardised
    inner join records on standardised.record_key = records.record_key
    where standardised.given_key is not null and standardised.family_key is not null

),

bearers as (

    select
        customer_key,
        'full' as name_form,
        given_root || ' ' || family_letters as name
    from borne
    union
    select
        customer_key,
        'initial' as name_form,
        given_initial || ' ' || family_letters as name
    from borne

),

rare_names as (

    select
        name_form,
        name
    from bearers
    group by name_form, name
    having count(*) <= {{ var('rare_name_bearers') }}

),

residents as (

    select
        customer_key,
        dwelling_key
    from {{ ref('residents__found') }}

),

rules as (

    select * from {{ ref('customer_kind_rules') }}

),

shown as (

    select
        customer_key,
        'order' as evidence_kind,
        'order' as evidence
    from orders
    union
    select
        customer_key,
        'identifier' as evidence_kind,
        identifier_type as evidence
    from owned
    where not is_claimed
    union
    select
        records.customer_key,
        'record_kind' as evidence_kind,
        people.record_kind as evidence
    from records
    inner join people on records.record_key = people.record_key
    union
    select
        customer_key,
        'source_system' as evidence_kind,
        {{ source_name('source_system') }} as evidence
    from records

),

ruled as (

    select
        shown.customer_key,
        min(rules.rule_order) as rule_order
    from shown
    inner join rules
        on shown.evidence_kind = rules.evidence_kind and shown.evidence = rules.evidence
    group by shown.customer_key

),

named as (

    select
        golden.*,
        rules.customer_kind,
        rules.evidence,
        rules.confidence_factor
    from golden
    left join ruled on golden.customer_key = ruled.customer_key
    left join rules on ruled.rule_order = rules.rule_order

),

-- What a prospect and a customer may have in common.
traits as (

    select
        customer_key,
        'dwelling' as trait,
        dwelling_key as trait_value
    from residents
    union
    select
        customer_key,
        identifier_type as trait,
        identifier_value as trait_value
    from owned
    where identifier_type in ('email', 'phone')

),

namesakes as (

    select
        bearers.customer_key,
        others.customer_key as other_customer_key,
        bearers.name_form
    from bearers
    inner join rare_names
        on bearers.name_form = rare_names.name_form and bearers.name = rare_names.name
    inner join bearers as others
        on rare_names.name_form = others.name_form and rare_names.name = others.name
    where bearers.customer_key != others.customer_key

),

near_customers as (

    select distinct prospects.customer_key
    from named as prospects
    inner join traits on prospects.customer_key = traits.customer_key
    inner join traits as other_traits
        on traits.trait = other_traits.trait and traits.trait_value = other_traits.trait_value
    inner join named as customers on other_traits.customer_key = customers.customer_key
    where
        prospects.customer_kind = 'prospect'
        and customers.customer_kind = 'customer'
        and (
            -- A family name may have changed by marriage.
            traits.trait = 'dwelling' and prospects.given_initial = customers.given_initial
            or {{ may_be_one_name('prospects', 'customers') }}
            or prospects.given_root = customers.given_root
            or prospects.given_initial = customers.given_initial
            and levenshtein(prospects.family_key, customers.family_key) <= 2
            {% if var('family_of_customer_is_undecided') %}
            or traits.trait = 'dwelling' and prospects.family_key = customers.family_key
            {% endif %}
        )
    union
    select prospects.customer_key
    from named as prospects
    inner join namesakes on prospects.customer_key = namesakes.customer_key
    inner join named as customers on namesakes.other_customer_key = customers.customer_key
    where prospects.customer_kind = 'prospect' and customers.customer_kind = 'customer'

),

doubtful as (

    select customer_key from near_customers
    union
    select prospects.customer_key
    from named as prospects
    inner join namesakes
        on prospects.customer_key = namesakes.customer_key and namesakes.name_form = 'full'
    inner join near_customers on namesakes.other_customer_key = near_customers.customer_key
    where prospects.customer_kind = 'prospect'

),

-- Without a whole name and an address, a mailbox or a number nobody can be looked up.
comparable as (

    select distinct customer_key from traits

),

decided as (

    select
        named.customer_key,
        case
            when
                named.customer_kind is null
                or doubtful.customer_key is not null
                or named.customer_kind = 'prospect'
                and (
                    coalesce(length(named.given_key), 0) < 2
                    or named.family_key is null
                    or named.is_damaged
                    or comparable.customer_key is null
                )
                then 'undecided'
            else named.customer_kind
        end as customer_kind,
        named.evidence as kind_evidence,
        coalesce(
            named.confidence_factor, {{ var('undecided_confidence_factor') }}
        ) as confidence_factor
    from named
    left join doubtful on named.customer_key = doubtful.customer_key
    left join comparable on named.customer_key = comparable.customer_key

)

select * from decided
