"""What was used lately stays, what was not goes, and the bound holds."""

from __future__ import annotations

from qa.process.recently_used import RecentlyUsed, uses


def test_what_was_put_in_comes_out() -> None:
    """And what was never put in does not."""
    kept: RecentlyUsed[str, int] = RecentlyUsed(10)
    kept.put("a", 1)
    assert (kept.get("a"), kept.get("b")) == (1, None)


def test_what_is_asked_for_outlives_what_is_not() -> None:
    """A passage that many ask about stays while thousands pass by once."""
    kept: RecentlyUsed[str, int] = RecentlyUsed(10)
    kept.put("asked for", 1)
    kept.put("forgotten", 2)
    for number in range(100):
        kept.put(str(number), number)
        assert kept.get("asked for") == 1
    assert kept.get("forgotten") is None


def test_sizes_bound_what_is_held() -> None:
    """A server's memory stays flat, however many different things are asked for."""
    kept: RecentlyUsed[int, int] = RecentlyUsed(100)
    for number in range(1_000):
        kept.put(number, number, size=7)
        held = [key for key in range(number + 1) if key in kept._young or key in kept._old]
        assert 7 * len(held) <= 100
    assert kept.get(999) == 999


def test_what_is_larger_than_half_the_room_is_not_kept() -> None:
    """It would push out all else."""
    kept: RecentlyUsed[str, int] = RecentlyUsed(10)
    kept.put("small", 1)
    kept.put("large", 2, size=6)
    assert (kept.get("small"), kept.get("large")) == (1, None)


def test_putting_in_again_does_not_count_twice() -> None:
    """Two threads that read the same passage both put it in."""
    kept: RecentlyUsed[str, int] = RecentlyUsed(10)
    for _ in range(100):
        kept.put("a", 1)
    kept.put("b", 2)
    assert (kept.get("a"), kept.get("b")) == (1, 2)


def test_what_was_there_and_what_was_not_is_counted_by_name() -> None:
    """Of all memories of a name, also of one that was replaced by a newer: the numbers only grow."""
    before = uses().get("counted", (0, 0))
    for _ in range(2):
        kept: RecentlyUsed[str, int] = RecentlyUsed(10, name="counted")
        assert kept.get("a") is None
        kept.put("a", 1)
        assert [kept.get("a"), kept.get("a")] == [1, 1]
    hits, misses = uses()["counted"]
    assert (hits - before[0], misses - before[1]) == (4, 2)
