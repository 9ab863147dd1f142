"""Choosing items for the cells of a blueprint. Pure: no database in here."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from exams.papers.selection import Candidate, Cell, Shortage, select

CHAPTERS = ["04", "05", "07"]


@st.composite
def pools(draw, most=40):
    """Items of three chapters with a few knowledge points and five difficulties."""
    places = draw(
        st.lists(
            st.tuples(st.sampled_from(CHAPTERS), st.integers(1, 4), st.integers(1, 5)),
            max_size=most,
        )
    )
    return [
        Candidate(f"{chapter}-{number:04d}", chapter, f"{chapter}.{point:02d}", difficulty)
        for number, (chapter, point, difficulty) in enumerate(places)
    ]


def cells(most=8):
    return st.lists(
        st.builds(
            Cell,
            chapter=st.sampled_from(CHAPTERS),
            difficulty=st.one_of(st.none(), st.integers(1, 5)),
            n_items=st.integers(1, 4),
        ),
        max_size=6,
    ).filter(lambda cells: sum(cell.n_items for cell in cells) <= most)


@st.composite
def feasible(draw):
    """A pool, and cells that one particular choice from it meets."""
    pool = draw(pools())
    free = list(draw(st.permutations(pool)))
    demands = []
    while free and len(demands) < 6 and draw(st.booleans()):
        first = free.pop()
        is_open = draw(st.booleans())
        alike = [
            item
            for item in free
            if item.chapter == first.chapter and (is_open or item.difficulty == first.difficulty)
        ][: draw(st.integers(0, 4))]
        free = [item for item in free if item not in alike]
        demands.append(Cell(first.chapter, None if is_open else first.difficulty, 1 + len(alike)))
    return pool, draw(st.permutations(demands))


def fits(item, cell):
    return item.chapter == cell.chapter and cell.difficulty in (None, item.difficulty)


def can_be_met(pool, demands):
    """Whether a matching of items to all places of the cells exists (augmenting paths)."""
    places = [cell for cell in demands for _ in range(cell.n_items)]
    taken = {}

    def place(number, seen):
        for item in pool:
            if fits(item, places[number]) and item.id not in seen:
                seen.add(item.id)
                if item.id not in taken or place(taken[item.id], seen):
                    taken[item.id] = number
                    return True
        return False

    return all(place(number, set()) for number in range(len(places)))


@given(feasible(), st.text(max_size=8))
def test_whatever_can_be_met_is_met_exactly(case, seed):
    pool, demands = case
    chosen, shortages = select(pool, demands, seed=seed)
    by_id = {item.id: item for item in pool}
    assert shortages == []
    for cell, ids in zip(demands, chosen, strict=True):
        assert len(ids) == cell.n_items
        assert all(fits(by_id[identifier], cell) for identifier in ids)


@given(pools(most=12), cells(), st.text(max_size=4))
def test_it_finds_a_choice_exactly_where_one_exists(pool, demands, seed):
    """Against a matching by another algorithm."""
    _chosen, shortages = select(pool, demands, seed=seed)
    assert (not shortages) == can_be_met(pool, demands)


@given(pools(), cells(), st.text(max_size=4))
def test_no_item_is_chosen_twice(pool, demands, seed):
    chosen, _shortages = select(pool, demands, seed=seed)
    assert not [n for n in Counter(i for ids in chosen for i in ids).values() if n > 1]


@given(pools(), cells(), st.text(max_size=4), st.randoms())
def test_seed_and_pool_decide_whatever_the_pools_order(pool, demands, seed, chance):
    shuffled = list(pool)
    chance.shuffle(shuffled)
    assert select(shuffled, demands, seed=seed) == select(pool, demands, seed=seed)


@given(pools(), cells(), st.text(max_size=4))
def test_exactly_the_cells_that_came_out_short_are_named(pool, demands, seed):
    chosen, shortages = select(pool, demands, seed=seed)
    short = [i for i, cell in enumerate(demands) if len(chosen[i]) < cell.n_items]
    assert [shortage.index for shortage in shortages] == short
    assert all(demands[shortage.index] == shortage.cell for shortage in shortages)
    assert all(shortage.n_available == len(chosen[shortage.index]) for shortage in shortages)


def test_another_seed_gives_another_choice():
    pool = [Candidate(f"05-{n:04d}", "05", f"05.{n:02d}", 3) for n in range(40)]
    demand = [Cell("05", None, 5)]
    assert len({tuple(select(pool, demand, seed=str(n))[0][0]) for n in range(20)}) > 15


def test_a_cell_of_one_difficulty_comes_before_an_open_one():
    """The open cell stands first and would take the only hard item."""
    pool = [Candidate("05-0001", "05", "05.01", 4), Candidate("05-0002", "05", "05.01", 2)]
    for seed in map(str, range(10)):
        chosen, shortages = select(pool, [Cell("05", None, 1), Cell("05", 4, 1)], seed=seed)
        assert (chosen, shortages) == ([["05-0002"], ["05-0001"]], [])


def test_every_knowledge_point_is_asked_once_before_one_is_asked_twice():
    pool = [Candidate(f"05-{n:04d}", "05", f"05.0{n % 3}", 3) for n in range(30)]
    for seed in map(str, range(10)):
        ((first, *rest),), _ = select(pool, [Cell("05", None, 3)], seed=seed)
        points = {item.point for item in pool if item.id in (first, *rest)}
        assert len(points) == 3


def test_a_shortage_says_how_many_are_left():
    pool = [Candidate("05-0001", "05", "05.01", 4), Candidate("05-0002", "05", "05.01", 2)]
    demands = [Cell("05", 4, 1), Cell("05", None, 3), Cell("07", 1, 2)]
    _chosen, shortages = select(pool, demands, seed="")
    assert shortages == [Shortage(1, demands[1], 1), Shortage(2, demands[2], 0)]


def test_no_cells_choose_nothing():
    assert select([Candidate("05-0001", "05", "05.01", 4)], [], seed="") == ([], [])
