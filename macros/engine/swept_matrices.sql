{#-
    Square matrices after all pivots but the last row's are swept (Gauss-Jordan, in place, pivots
    as they come: for matrices whose diagonal outweighs its row).

    cells: relation with chain_key, width, row_number_, column_number_ (both from 1 to width), cell;
    every cell of a chain_key is there. Of [A, b; c, d] the result holds [A^-1, A^-1 b; -c A^-1,
    d - c A^-1 b]: chain_key, row_number_, column_number_, cell. No sum is taken, so the order of
    rows has no part in it.

    DuckDB joins the cells with their pivot's row and column. Spark's recursion may read itself only
    once: there a matrix is one list, row by row.
-#}
{% macro swept_matrices(cells) %}
    {{ return(adapter.dispatch('swept_matrices', 'weft')(cells)) }}
{% endmacro %}

{% macro default__swept_matrices(cells) %}
    with recursive swept(chain_key, width, pivots, row_number_, column_number_, cell) as (
        select chain_key, width, cast(0 as bigint), row_number_, column_number_,
            cast(cell as double) as cell
        from {{ cells }}
        union all
        select
            one.chain_key,
            one.width,
            one.pivots + 1,
            one.row_number_,
            one.column_number_,
            case
                when one.row_number_ = one.pivots + 1 and one.column_number_ = one.pivots + 1
                    then 1 / pivot_cell.cell
                when one.row_number_ = one.pivots + 1 then one.cell / pivot_cell.cell
                when one.column_number_ = one.pivots + 1 then -one.cell / pivot_cell.cell
                else one.cell - beside.cell * above.cell / pivot_cell.cell
            end
        from swept as one
        inner join swept as above
            on
                one.chain_key = above.chain_key
                and one.column_number_ = above.column_number_
                and above.row_number_ = above.pivots + 1
        inner join swept as beside
            on
                one.chain_key = beside.chain_key
                and one.row_number_ = beside.row_number_
                and beside.column_number_ = beside.pivots + 1
        inner join swept as pivot_cell
            on
                one.chain_key = pivot_cell.chain_key
                and pivot_cell.row_number_ = pivot_cell.pivots + 1
                and pivot_cell.column_number_ = pivot_cell.pivots + 1
        where one.pivots < one.width - 1
    )

    select chain_key, row_number_, column_number_, cell
    from swept
    where pivots = width - 1
{% endmacro %}

{% macro spark__swept_matrices(cells) %}
    with recursive swept(chain_key, width, pivots, matrix) as (
        select
            chain_key,
            cast(width as int),
            0,
            transform(
                array_sort(collect_list(struct(row_number_, column_number_, cast(cell as double) as cell))),
                one -> one.cell
            )
        from {{ cells }}
        group by chain_key, width
        union all
        select
            chain_key,
            width,
            pivots + 1,
            transform(
                matrix,
                (cell, place) -> case
                    when place = pivots * (width + 1) then 1 / cell
                    when place div width = pivots then cell / matrix[pivots * (width + 1)]
                    when place % width = pivots then -cell / matrix[pivots * (width + 1)]
                    else cell
                        - matrix[cast(place div width * width + pivots as int)]
                        * matrix[pivots * width + place % width]
                        / matrix[pivots * (width + 1)]
                end
            )
        from swept
        where pivots < width - 1
    )

    select
        chain_key,
        cast(place div width as bigint) + 1 as row_number_,
        cast(place % width as bigint) + 1 as column_number_,
        cell
    from swept
    lateral view posexplode(matrix) exploded as place, cell
    where pivots = width - 1
{% endmacro %}
