-- A source that takes part without a row of settings would lose all its rows in staging.
with sources as (
    {%- for source_name in var('weft_sources') %}
    select '{{ source_name }}' as source_system
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select sources.source_system
from sources
left join {{ ref('source_settings') }} as settings
    on sources.source_system = settings.source_system
where settings.source_system is null
