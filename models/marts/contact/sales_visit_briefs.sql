-- One row per account and line of the brief for who visits it.
with accounts as (

    select * from {{ ref('dim_account') }}

),

facts as (

    select * from {{ ref('account_facts__stacked') }}

),

suggestions as (

    select * from {{ ref('account_suggestions__made') }}

),

words as (

    select * from {{ ref('brief_suggestions') }}

),

sections as (

    select
        listed.section,
        listed.section_order
    from (
        values
        ('suggested topics', 1),
        ('contacts', 2),
        ('open quotes', 3),
        ('complaints', 4),
        ('looked at', 5),
        ('last orders', 6),
        ('events', 7)
    ) as listed (section, section_order)

),

stacked as (

    select
        account_key,
        section,
        line_key,
        customer_key,
        brand_key,
        headline,
        detail,
        happened_on,
        amount,
        rank_order
    from facts
    union all
    select
        suggestions.account_key,
        'suggested topics' as section,
        concat_ws('|', suggestions.suggestion, suggestions.brand_key, suggestions.detail)
            as line_key,
        cast(null as string) as customer_key,
        suggestions.brand_key,
        words.text as headline,
        suggestions.detail,
        suggestions.happened_on,
        cast(null as decimal(18, 2)) as amount,
        words.suggestion_order as rank_order
    from suggestions
    inner join words on suggestions.suggestion = words.suggestion

),

ranked as (

    select
        stacked.*,
        row_number() over (
            partition by account_key, section
            order by rank_order, happened_on desc, line_key
        ) as line_number
    from stacked

),

lines as (

    select
        {{ weft_key(['ranked.account_key', 'ranked.section', 'ranked.line_number']) }}
            as brief_line_key,
        ranked.account_key,
        accounts.account_name,
        sections.section_order,
        ranked.section,
        ranked.line_number,
        ranked.customer_key,
        ranked.brand_key,
        ranked.headline,
        ranked.detail,
        ranked.happened_on,
        cast(ranked.amount as decimal(18, 2)) as amount,
        case when ranked.amount is not null then accounts.currency_code end as currency_code
    from ranked
    inner join accounts on ranked.account_key = accounts.account_key
    inner join sections on ranked.section = sections.section
    where ranked.line_number <= {{ var('brief_lines') }} or ranked.section = 'contacts'

)

select * from lines
