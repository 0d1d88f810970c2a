-- One row per month, brand and thing that a visit may hold (an external campaign, an on-site
-- promotion, a site search, …): how many visits held it, and how many visits with and without it
-- bought.
{%- set conditions = {
    'external_campaign': 'campaign_key is not null',
    'promotion_seen': 'promotion_view_count > 0',
    'promotion_clicked': 'promotion_click_count > 0',
    'site_search': 'search_count > 0',
    'download': 'download_count > 0',
    'form_finished': 'form_finish_count > 0',
} %}
with sessions as (

    select * from {{ ref('fct_sessions') }}
    where is_counted

),

marked as (

    {%- for contribution, condition in conditions.items() %}
    select
        cast(date_trunc('month', started_at) as date) as month_start_date,
        brand_key,
        '{{ contribution }}' as contribution,
        {{ condition }} as is_held,
        purchase_count > 0 as is_purchase
    from sessions
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

counted as (

    select
        month_start_date,
        brand_key,
        contribution,
        count(*) filter (where is_held) as session_count,
        count(*) filter (where is_held and is_purchase) as purchase_session_count,
        count(*) filter (where not is_held) as other_session_count,
        count(*) filter (where not is_held and is_purchase) as other_purchase_session_count
    from marked
    group by month_start_date, brand_key, contribution

),

assembled as (

    select
        {{ weft_key(['month_start_date', 'brand_key', 'contribution']) }} as site_contribution_key,
        month_start_date,
        brand_key,
        contribution,
        session_count,
        purchase_session_count,
        cast(purchase_session_count / nullif(cast(session_count as double), 0) as decimal(9, 6))
            as purchase_ratio,
        other_session_count,
        other_purchase_session_count,
        cast(
            other_purchase_session_count / nullif(cast(other_session_count as double), 0)
            as decimal(9, 6)
        ) as other_purchase_ratio
    from counted

)

select * from assembled
