-- Which columns do the systems deliver that nobody fills, or fills with one value only?
select
    source_name,
    table_name,
    column_name,
    row_count as row_total,
    filled_count as filled,
    value_count as different_values
from {{ ref('quality_source_columns') }}
where row_count >= 100 and value_count <= 1
order by source_name, table_name, column_number
