"""Which names of a question a text has, in whatever form."""

from __future__ import annotations

import pytest

from qa.answering.asked_names import names_in, share_missing


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("What did Ana Lima say?", "Ana Lima spoke of the mill.", 0.0),
        ("What did Ana Lima say?", "Ana Sousa spoke of the mill.", 0.5),
        ("What did the French ambassador say?", "The Russian ambassador spoke.", 1.0),
        ("What did Russia's ambassador say?", "The Russian ambassador spoke.", 0.0),
        ("Where is Ninh Thuan?", "in Ninh Thuận province", 0.0),
        ("What does Đồng Nai build?", "a centre in Dong Nai", 0.0),
        ("Who is he? What did I miss?", "nothing", 0.0),
        ("Lima is where?", "nothing", 0.0),
        ("WHO IS ANA LIMA?", "nothing", 0.0),
        ("who is ana lima", "nothing", 0.0),
        ("Was it Le Monde?", "The Leader", 1.0),
        ("", "nothing", 0.0),
    ],
)
def test_the_share_of_names_that_a_text_has_not(question: str, text: str, share: float) -> None:
    """To the encoder France is much like Russia; to the reader it is not."""
    assert share_missing(names_in(question), text) == share
