"""Customer keys stay; what is merged, split, undone or gone is told, and every key resolves."""

import itertools
import random
from datetime import timedelta

import duckdb
import pytest
from key_desk import KeyDesk

from macro_renderer import MacroRenderer

DIGITS = "0123456789"


@pytest.fixture
def desk() -> KeyDesk:
    return KeyDesk()


def test_a_key_stays_when_an_older_record_comes_to_light(desk: KeyDesk) -> None:
    first = desk.run("m n", "x")
    second = desk.run("a m n", "x", "y")
    assert second["a"] == first["m"]
    assert second["x"] == first["x"]
    assert second["y"] not in first.values()
    assert desk.history(first["m"]) == (first["m"], "minted", "new records")


def test_two_customers_that_a_new_record_joins_keep_the_key_of_the_larger(desk: KeyDesk) -> None:
    first = desk.run("a b", "m n o")
    second = desk.run("a b m n o z", edges=[("z", "a", "email"), ("z", "o", "phone")])
    assert second["a"] == first["m"]
    assert desk.history(first["a"]) == (first["m"], "merged", "email")
    assert desk.history(first["m"]) == (first["m"], "minted", "new records")
    assert desk.db.execute(
        "select record_key, old_customer_key, customer_key, change, changed_at "
        "from customer_record_history order by record_key"
    ).fetchall() == [(r, first["a"], first["m"], "merged", desk.run_at) for r in "ab"]


def test_a_visitors_temporary_key_leads_to_the_customer_once_known(desk: KeyDesk) -> None:
    desk.see("phone", "laptop a", "tablet")
    first = desk.run("a b", "m n o")
    assert desk.pairs("old_customer_key", "change", "customer_key_history") == {
        first["a"]: "minted",
        first["m"]: "minted",
    }
    desk.see("phone a", "tablet m a")
    desk.run("a b", "m n o")
    identified_at = desk.run_at
    assert desk.history("phone") == (first["a"], "identified", "identified")
    # Of two customers on one device the first.
    assert desk.history("tablet") == (first["m"], "identified", "identified")
    # The laptop was published as hers at once; no number is printed for a visitor.
    assert len(desk.pairs("old_customer_key", "change", "customer_key_history")) == 4
    assert set(desk.pairs("issued_customer_key", "issued_at", "customer_references")) == {
        *first.values()
    }
    desk.run("a b", "m n o")
    told = "select changed_at, minted_at from customer_key_history where old_customer_key = 'phone'"
    assert desk.one(told) == (identified_at, None)


def test_a_temporary_key_follows_its_customer_when_the_evidence_is_gone(desk: KeyDesk) -> None:
    desk.see("phone")
    desk.run("a b", "m n o")
    desk.see("phone a")
    desk.run("a b", "m n o")
    desk.db.execute("delete from visitor_signs")
    third = desk.run("a b m n o", edges=[("a", "m", "email")])
    assert desk.history("phone") == (third["a"], "merged", "email")
    # Published as unknown again, and known again: one key, one row.
    desk.see("phone a")
    desk.run("a b m n o")
    assert desk.history("phone") == (third["a"], "merged", "email")


def test_of_two_alike_the_smaller_key_stays(desk: KeyDesk) -> None:
    first = desk.run("a b", "m n")
    second = desk.run("a b m n")
    assert second["a"] == min(first.values())


def test_a_customer_that_splits_in_three_stays_with_most_of_its_records(desk: KeyDesk) -> None:
    first = desk.run("a b c d e f")
    second = desk.run("a", "b c", "d e f", conflicts=[("a", "d", "birth_date")])
    assert second["d"] == first["a"]
    assert len(set(second.values())) == 3
    assert desk.history(first["a"])[:2] == (first["a"], "split")
    assert desk.history(second["a"]) == (second["a"], "minted", "birth_date")
    assert desk.history(second["b"]) == (second["b"], "minted", "no evidence")


def test_a_stewards_word_is_the_reason_before_all_others(desk: KeyDesk) -> None:
    first = desk.run("a b c")
    second = desk.run("a b", "c", conflicts=[("c", "a", "steward"), ("b", "c", "given_name")])
    assert second["a"] == first["a"]
    assert desk.history(second["c"]) == (second["c"], "minted", "steward")


def test_a_merger_undone_gives_both_keys_and_numbers_back(desk: KeyDesk) -> None:
    first = desk.run("a b c", "m n")
    numbers = {key: desk.reference(key) for key in first.values()}
    desk.run("a b c m n")
    assert desk.history(first["m"])[0] == first["a"]
    desk.run("a b c m n")
    third = desk.run("a b c", "m n", conflicts=[("a", "m", "steward")])
    assert third == first
    assert desk.history(first["m"]) == (first["m"], "restored", "steward")
    assert {key: desk.reference(key) for key in first.values()} == numbers
    assert desk.one("select count(*), count_if(is_current) from customer_references") == (2, 2)


def test_a_merger_is_undone_though_the_joined_side_has_outgrown_the_other(desk: KeyDesk) -> None:
    first = desk.run("a b c", "m n")
    desk.run("a b c m n")
    desk.run("a b c m n o p q")
    third = desk.run("a b c", "m n o p q")
    assert third == first


def test_a_key_comes_back_only_where_most_of_its_records_are(desk: KeyDesk) -> None:
    first = desk.run("a b c", "m n o")
    merged = desk.run("a b c m n o")["a"]
    [gone] = set(first.values()) - {merged}
    lost = "m" if gone == first["m"] else "a"
    rest = " ".join(r for r in "abcmno" if r != lost)
    third = desk.run(lost, rest)
    assert third[lost] not in first.values()
    assert desk.history(gone)[:2] == (merged, "merged")


def test_a_merged_key_follows_its_records_and_leads_there_in_one_step(desk: KeyDesk) -> None:
    first = desk.run("a", "b c", "d e f g")
    desk.run("a b c", "d e f g")
    assert desk.history(first["a"])[0] == first["b"]
    desk.run("a b c d e f g", edges=[("c", "d", "loyalty_card")])
    assert desk.history(first["a"]) == (first["d"], "merged", "loyalty_card")
    assert desk.history(first["b"]) == (first["d"], "merged", "loyalty_card")
    fourth = desk.run("a", "b c d e f g")
    assert fourth["a"] == first["a"]


def test_a_customer_without_records_is_retired_and_comes_back_as_itself(desk: KeyDesk) -> None:
    first = desk.run("a b", "x")
    number = desk.reference(first["a"])
    desk.run("x")
    assert desk.history(first["a"]) == (None, "retired", "no record")
    assert desk.one(
        "select customer_key, is_current from customer_references where customer_reference = ?",
        number,
    ) == (None, False)
    third = desk.run("a b", "x")
    assert third == first
    assert desk.history(first["a"]) == (first["a"], "restored", "records back")
    assert desk.reference(first["a"]) == number


def test_records_of_a_retired_customer_take_its_key_to_whom_they_join(desk: KeyDesk) -> None:
    first = desk.run("a b", "x y z")
    desk.run("x y z")
    desk.run("a x y z")
    assert desk.history(first["a"])[:2] == (first["x"], "merged")


def test_no_key_is_minted_twice(desk: KeyDesk) -> None:
    first = desk.run("a b c")
    second = desk.run("a", "b c")  # the record that the key was minted from leaves it
    assert second["b"] == first["a"]
    assert second["a"] != first["a"]
    desk.run("b c")
    desk.run("a b c d e")
    desk.run("a d", "b c e")
    minted = desk.pairs("old_customer_key", "minted_from_record_key", "customer_key_history")
    assert sorted(minted.values()) == ["a", "a", "a"]


def test_a_candidate_that_was_not_published_leaves_no_trace(desk: KeyDesk) -> None:
    other = KeyDesk()
    for each in (desk, other):
        each.run("a b", "m n")
    desk.run("a m", "b n", "q", publish=False)
    other.run_at = desk.run_at
    assert desk.run("a b m n", "q r") == other.run("a b m n", "q r")
    assert desk.tables() == other.tables()


def _shuffled(chance: random.Random, clusters: list[list[str]], fresh: int) -> list[list[str]]:
    """Merge, split, lose and gain some records at random."""
    result = [list(each) for each in clusters]
    for _ in range(chance.randrange(4)):
        kind = chance.choice(("merge", "split", "swap", "lose"))
        if kind == "merge" and len(result) > 1:
            one, two = chance.sample(range(len(result)), 2)
            result[one] += result[two]
            del result[two]
        elif kind == "split":
            members = result.pop(chance.randrange(len(result)))
            parts: list[list[str]] = [[], [], []]
            for member in members:
                parts[chance.randrange(3)].append(member)
            result += [part for part in parts if part]
        elif kind == "swap":
            donor = chance.choice(result)
            chance.choice(result).append(donor.pop(chance.randrange(len(donor))))
            result = [each for each in result if each]
        elif len(result) > 3:
            result.pop(chance.randrange(len(result)))
    return [*result, *([f"{chance.choice('abcxyz')}{fresh}-{i}"] for i in range(2))]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_keys_are_one_to_one_and_resolve(seed: int) -> None:
    chance = random.Random(seed)
    desk = KeyDesk()
    clusters = [[f"{i:02}-{j}" for j in range(chance.randrange(1, 5))] for i in range(12)]
    lost: list[list[str]] = []
    numbers: dict[str, str] = {}
    before: dict[frozenset[str], str] = {}
    for step in range(10):
        desk.run_at += timedelta(days=1)
        desk.lay(clusters)
        desk.build()
        built = desk.tables()
        desk.lay(
            [chance.sample(each, len(each)) for each in chance.sample(clusters, len(clusters))]
        )
        desk.build()
        assert desk.tables() == built
        if chance.random() < 0.8:
            desk.publish()
            keys = desk.keys()
            now = {frozenset(each): keys[each[0]] for each in clusters}
            assert all({keys[record] for record in each} == {now[each]} for each in now)
            assert len(set(now.values())) == len(clusters)
            assert all(before.get(each, key) == key for each, key in now.items())
            last_numbers, before = numbers, now
            numbers = desk.pairs("issued_customer_key", "customer_reference", "customer_references")
            assert numbers.items() >= last_numbers.items()
            assert len(set(numbers.values())) == len(numbers)
            history = desk.pairs("old_customer_key", "customer_key", "customer_key_history")
            assert history.keys() == numbers.keys() >= set(now.values())
            assert all(history[key] == key for key in now.values())
            assert set(history.values()) - {None} == set(now.values())
        clusters = _shuffled(chance, clusters, step)
        lost += [clusters.pop() for _ in range(chance.randrange(2))]
        if lost and chance.random() < 0.3:
            clusters.append(lost.pop(0))


def test_numbers_are_unique_checked_and_do_not_tell_their_order() -> None:
    numbers = _numbers("range(1, 20001)")
    assert len(set(numbers)) == len(numbers)
    assert all(len(n) == 12 and n[4] == n[9] == "-" and n[0] != "0" for n in numbers)
    assert all(map(_is_valid, numbers))
    values = [int(n[:9].replace("-", "")) for n in numbers]
    steps = [after - before for before, after in itertools.pairwise(values)]
    assert len({abs(step) for step in steps}) > 0.9 * len(steps)
    assert 0.48 < sum(step > 0 for step in steps) / len(steps) < 0.52


def test_a_slip_of_one_digit_or_two_that_swapped_never_passes() -> None:
    chance = random.Random(97)
    for number in _numbers("range(1, 2000001, 401)"):
        digits = list(number.replace("-", ""))
        for place, digit in enumerate(digits):
            wrong = [
                *digits[:place],
                chance.choice(DIGITS.replace(digit, "")),
                *digits[place + 1 :],
            ]
            assert not _is_valid("".join(wrong))
        for place, (left, right) in enumerate(itertools.pairwise(digits)):
            wrong = [*digits[:place], right, left, *digits[place + 2 :]]
            assert left == right or not _is_valid("".join(wrong))


def test_many_numbers_from_the_whole_range_are_all_different() -> None:
    sql = MacroRenderer("duckdb").render(
        "select count(distinct {{ customer_reference('range * 449 + 1') }}) from range(200000)"
    )
    assert duckdb.sql(sql).fetchall() == [(200_000,)]


def _numbers(numbers: str) -> list[str]:
    sql = MacroRenderer("duckdb").render("select {{ customer_reference('range') }} from ")
    return [number for (number,) in duckdb.sql(sql + numbers).fetchall()]


def _is_valid(number: str) -> bool:
    return int(number.replace("-", "")) % 97 == 1
