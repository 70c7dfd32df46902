"""The bucket of each caller, and that memory stays bounded."""

from __future__ import annotations

import pytest

from qa.web.access import rate_limit
from qa.web.access.rate_limit import RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_caller_may_send_a_minutes_worth_at_once_then_evenly() -> None:
    """60 a minute: 60 at once, then one a second; others are not concerned."""
    clock = Clock()
    limit = RateLimit(60, clock=clock)
    assert [limit.take("a") for _ in range(61)] == [0] * 60 + [1]
    assert limit.take("b") == 0
    clock.now = 1.0
    assert [limit.take("a"), limit.take("a")] == [0, 1]
    clock.now = 1000.0
    assert [limit.take("a") for _ in range(61)] == [0] * 60 + [1]


def test_the_wait_is_as_long_as_it_takes() -> None:
    """Retry-After must not send the caller into the next refusal."""
    clock = Clock()
    limit = RateLimit(2, clock=clock)
    assert [limit.take("a") for _ in range(3)] == [0, 0, 30]
    clock.now = 30.0
    assert limit.take("a") == 0


def test_zero_is_no_limit() -> None:
    """And costs no memory."""
    limit = RateLimit(0)
    assert {limit.take("a") for _ in range(10_000)} == {0}


def test_callers_without_end_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """An attacker with many addresses fills no memory; who is active is remembered."""
    monkeypatch.setattr(rate_limit, "MOST_CALLERS", 100)
    limit = RateLimit(1, clock=Clock())
    limit.take("busy")
    for number in range(5000):
        limit.take(number)
        if number % 50 == 0:
            assert limit.take("busy") > 0
    assert len(limit._buckets) == 100
