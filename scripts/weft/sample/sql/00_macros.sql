-- Randomness without state: every draw is a hash of the seed, a salt that names the question, and
-- the key of the row that asks. Threads, row order and chunking cannot change an answer.

--
-- The outer hash matters: DuckDB combines several values by exclusive or, so without it two
-- questions about one key would have answers that differ by a constant (measured on 1.5.6).
create or replace macro mixed(salt, key) as hash(hash(getvariable('seed'), salt, key));

create or replace macro draw(salt, key) as (mixed(salt, key) >> 11) / 9007199254740992.0;

create or replace macro chance(salt, key, probability) as draw(salt, key) < probability;

-- A whole number from 0 to n - 1.
create or replace macro whole(salt, key, n) as
    (mixed(salt, key) % n::ubigint)::bigint;

-- Standard normal (Box and Muller 1958).
create or replace macro gauss(salt, key) as
    sqrt(-2 * ln(1 - draw(salt, key))) * cos(6.283185307179586 * draw(salt || ' angle', key));

create or replace macro pick(items, salt, key) as items[1 + whole(salt, key, len(items))];

-- A rank from 1 to n, small ranks more often; skew 1 is even.
create or replace macro ranked(salt, key, n, skew) as
    1 + floor(pow(draw(salt, key), skew) * n)::bigint;

-- A count with the given mean: its whole part, and one more as often as the rest asks.
create or replace macro counted(salt, key, mean) as
    (floor(mean) + case when chance(salt, key, mean - floor(mean)) then 1 else 0 end)::bigint;

create or replace macro text_of(salt, key) as md5(getvariable('seed') || '|' || salt || '|' || key);

-- One to one over 2^36: ids that look random and never collide. The multiplier is odd.
create or replace macro scramble(x)
    as ((x::bigint & 68719476735) * 48271001 + 2654435) & 68719476735;

create or replace macro moment(day, seconds) as
    day::timestamp + to_microseconds((floor(seconds)::bigint) * 1000000);

create or replace macro day_between(first_day, last_day, salt, key) as
    first_day::date + whole(salt, key, greatest(1, last_day::date - first_day::date + 1))::integer;

create or replace macro last_sunday(year, month, day) as
    make_date(year, month, day) - (isodow(make_date(year, month, day)) % 7)::integer;

-- Summer time of London: last Sunday of March to last Sunday of October, each at 01:00 UTC.
set variable summer_starts = (select list(last_sunday(y, 3,
    31)::timestamp + interval 1 hour order by y)
    from range(2000, 2051) as years(y));
set variable summer_ends = (select list(last_sunday(y, 10,
    31)::timestamp + interval 1 hour order by y)
    from range(2000, 2051) as years(y));

create or replace macro is_summer_time(ts) as
    ts >= getvariable('summer_starts')[year(ts) - 1999]
        and ts < getvariable('summer_ends')[year(ts) - 1999];

create or replace macro london(ts) as
    case when is_summer_time(ts) then ts + interval 1 hour else ts end;

create or replace macro from_london(local_at) as
    case when is_summer_time(local_at - interval 1 hour) then local_at - interval 1 hour
        else local_at end;

-- The Monday after a day (the next day, where deliveries are daily), and for the last days of the
-- period the day after its end.
create or replace macro delivered_on(day) as
    least(
        day::date + case when getvariable('deliveries').daily > 0 then 1
            else (8 - isodow(day::date))::integer end,
        getvariable('period_end') + 1
    );

create or replace macro digit62(x) as
    substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 1 + (x % 62)::integer,
        1);

create or replace macro base62(x) as (
    digit62(x // 56800235584) || digit62(x // 916132832) || digit62(x // 14776336)
        || digit62(x // 238328)
    || digit62(x // 3844) || digit62(x // 62) || digit62(x)
);

-- A letter of the 18-character form's suffix: one bit for each capital of five characters.
create or replace macro capital(chunk, place) as
    (unicode(substr(chunk, place, 1)) between 65 and 90)::integer;

create or replace macro case_letter(chunk) as
    substr(
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
        1 + capital(chunk, 1) + 2 * capital(chunk, 2) + 4 * capital(chunk, 3) + 8 * capital(chunk,
            4)
        + 16 * capital(chunk, 5),
        1
    );

-- Salesforce's 18-character id of a record: prefix, instance, number in base 62, check letters.
create or replace macro salesforce_id15(prefix, x) as prefix || '5e000' || base62(scramble(x));

-- The list of one makes DuckDB work the fifteen characters out once instead of sixteen times.
create or replace macro salesforce_id(prefix, x) as list_transform([salesforce_id15(prefix, x)],
    lambda id: id || case_letter(substr(id, 1, 5)) || case_letter(substr(id, 6, 5))
        || case_letter(substr(id, 11, 5)))[1];

-- Luhn's check digit of a whole number of at most fifteen digits: every other digit, from the
-- last, counts double, less nine when that passes nine.
create or replace macro doubled(digit) as 2 * digit - 9 * (digit > 4)::integer;

create or replace macro luhn_pair(x, scale) as doubled(x // scale % 10) + x // (scale * 10) % 10;

create or replace macro luhn_digit(x) as
    (10 - (
        luhn_pair(x, 1) + luhn_pair(x, 100) + luhn_pair(x, 10000) + luhn_pair(x, 1000000)
        + luhn_pair(x, 100000000) + luhn_pair(x, 10000000000) + luhn_pair(x, 1000000000000)
        + luhn_pair(x, 100000000000000)
    ) % 10) % 10;

-- A row that comes with the next delivery instead of its own.
create or replace macro perhaps_late(day, salt, key) as
    day::date + case when chance(salt || ' late', key, getvariable('deliveries').late_row)
        then 1 + whole(salt || ' days late', key, 3)::integer else 0 end;

-- Cells of delimited files.
create or replace macro cell(x, delimiter) as case
    when x is null then ''
    when contains(x, delimiter) or contains(x, '"') or contains(x, chr(10)) or contains(x, chr(13))
        then '"' || replace(x, '"', '""') || '"'
    else x
end;

-- A word that says there is nothing, now and then, in a cell that would be empty.
create or replace macro or_null_word(x, salt, key) as coalesce(x, case
    when chance(salt || ' null word', key, getvariable('records').null_word)
        then pick(['N/A', 'n/a', '#N/A', 'None', 'NULL', '--', '-', 'unknown', 'not given', 'TBC'],
            salt || ' which word', key)
end);

create or replace macro quoted_cell(x) as '"' || replace(coalesce(x, ''), '"', '""') || '"';

create or replace macro gets_broken(key) as
    chance('broken row', key, getvariable('deliveries').broken_row);

create or replace macro line_gets_broken(key) as
    chance('broken line', key, getvariable('deliveries').broken_line);

-- A line and by rate, after it, a broken copy: its first three cells, or two cells too many. Lines
-- with quotes are spared, for a cut inside quotes would swallow the lines after it.
create or replace macro with_broken(line, delimiter, newline, key) as case
    when not gets_broken(key) or contains(line, '"') then line
    when chance('cut row', key, 0.5) then line
        || array_to_string(string_split(line, delimiter)[1:3], delimiter) || newline
    else line || rtrim(line, newline) || delimiter || 'x' || delimiter || 'y' || newline
end;
