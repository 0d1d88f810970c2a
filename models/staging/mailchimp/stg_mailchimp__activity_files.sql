-- One row per activity file of an audience: what its name and rows tell of the campaign.
{% set activities = ['recipients', 'opens', 'clicks', 'bounces', 'unsubscribes'] %}
with
{%- for activity in activities %}
{{ activity }} as (
    {{ landed_rows('mailchimp', activity) }}
),
{% endfor %}

files as (
    {%- for activity in activities %}
    select
        {{ mailchimp_audience('audience') }} as audience,
        lower(campaign_file) as campaign_file,
        {{ 'max(' ~ clean_id('campaign_id') ~ ')' if activity == 'recipients'
            else 'cast(null as string)' }} as campaign_id,
        min(_source_file) as source_file,
        max(_delivered_on) as delivered_on
    from {{ activity }}
    group by {{ mailchimp_audience('audience') }}, lower(campaign_file)
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

merged as (
    select
        audience,
        campaign_file,
        max(campaign_id) as campaign_id,
        try_cast({{ regexp_group('campaign_file', "'^([0-9]+)_'", 1) }} as bigint) as file_number,
        {{ slug(regexp_replace_all('campaign_file', "'^[0-9]+_'", "''")) }} as title_slug,
        {{ campaign_code_in('campaign_file') }} as campaign_code,
        min(source_file) as source_file,
        cast(null as bigint) as line_number,
        max(delivered_on) as delivered_on
    from files
    where campaign_file is not null
    group by audience, campaign_file
)

select * from merged
