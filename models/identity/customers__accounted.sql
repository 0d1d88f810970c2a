-- One row per customer who is a contact of a CRM account.
with golden as (

    select * from {{ ref('golden_records__survived') }}

),

accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

joined as (

    select
        golden.customer_key,
        {{ weft_key(["'salesforce'", 'accounts.account_id']) }} as account_key
    from golden
    inner join accounts on golden.account_id = accounts.account_id

)

select * from joined
