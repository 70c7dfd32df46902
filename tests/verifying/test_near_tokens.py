"""What of a quotation should stand in an article, word by word."""

from __future__ import annotations

import pytest

from qa.verifying.near_tokens import quoted_parts
from tests.growth import MOST_GROWTH, growth


@pytest.mark.parametrize(
    ("quotation", "parts"),
    [
        ("We sign in May.", ["We sign in May"]),
        ("[T]he port opens", ["The port opens"]),
        ("[the minister] signs [sic] in May", ["signs in May"]),
        ("We sign … in May", ["We sign", "in May"]),
        ("We [sign in May", ["We [ sign in May"]),
        ("“…” […]", []),
    ],
)
def test_what_editors_put_in_is_left_out(quotation: str, parts: list[str]) -> None:
    """The article has none of it; where words are left out, it may have any."""
    assert [" ".join(token.text for token in part) for part in quoted_parts(quotation)] == parts


@pytest.mark.parametrize("sign", ["[", "[a] ", "] [", "… "])
def test_a_quotation_of_nothing_but_brackets_takes_time_in_proportion(sign: str) -> None:
    """Whoever sends it over HTTP waits; nobody else should."""
    assert growth(lambda size: quoted_parts(f"{sign * size} a b"), 4_000) < MOST_GROWTH
