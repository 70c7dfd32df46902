"""First lines that are titles, and those that are the beginning of something else."""

from __future__ import annotations

import pytest

from qa.ingestion.metadata.text_ends import find_ends
from qa.ingestion.metadata.title_lines import find_title

PARAGRAPH = (
    "The two sides signed an agreement on trade in the capital on Monday, the ministry said, after years of talks."
)


def title(text: str) -> str | None:
    return find_title(find_ends(text, 0).head)


@pytest.mark.parametrize(
    "text",
    [
        f"Talks on energy\n\n{PARAGRAPH}",
        f"Talks on energy\n{PARAGRAPH}",
        f"\n\n  Talks on energy  \n\n{PARAGRAPH}",
        f"**Talks on energy**\n\n{PARAGRAPH}",
        f"THE HANOI TIMES\n\nTalks on energy\n\n{PARAGRAPH}",
        "Talks on energy\nBy Anna Lima\nIt rained.",
        "Talks on energy\nDecember 30, 2025\nIt rained.",
        "Talks on energy\n\nANNA LIMA: It rained.\n\nBEN ODE: Yes.",
    ],
)
def test_the_first_line_is_the_title(text: str) -> None:
    """Set apart by a blank line, by what follows, or as the only short line among paragraphs."""
    assert title(text) == "Talks on energy"


@pytest.mark.parametrize(
    "line", ["Can the city grow?", "“We will sign,” says Lima", "2025 in ten pictures", "Лидеры о торговле"]
)
def test_titles_ask_quote_count_and_come_in_any_language(line: str) -> None:
    """What a title may be."""
    assert title(f"{line}\n\n{PARAGRAPH}") == line


@pytest.mark.parametrize(
    "text",
    [
        PARAGRAPH,
        f"{PARAGRAPH}\n\n{PARAGRAPH}",
        "The bridge over the river was opened on\na fine morning in May by the mayor, who was\nvery glad.",
        "When will it be signed?\n\nAmbassador Lima: In May.\n\nWhy?\n\nAmbassador Lima: Because.",
        "ANNA: Good morning\n\nBEN: Hello.\n\nANNA: Good night.",
        f"Anna Lima (Photo: VNA)\n\n{PARAGRAPH}",
        f"By Anna Lima\n\n{PARAGRAPH}",
        f"Dear friends\n\n{PARAGRAPH}",
        f"- Talks on energy\n\n{PARAGRAPH}",
        f"https://example.org/talks-on-energy\n\n{PARAGRAPH}",
        f"IMG_4287.jpg\n\n{PARAGRAPH}",
        f"Page 3 of 7\n\n{PARAGRAPH}",
        f"talks on energy\n\n{PARAGRAPH}",
        f"{'Talks ' * 40}\n\n{PARAGRAPH}",
        "Talks on energy",
        "",
    ],
)
def test_a_first_line_that_may_be_something_else_is_no_title(text: str) -> None:
    """A paragraph, a question, a label, a caption, an address: the title stays unknown."""
    assert title(text) is None
