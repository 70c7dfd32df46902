"""The tokens of a quotation that should stand in an article, when it stands nowhere exactly.

What editors put in, "[the minister]", is left out; "[T]he" is one word. Where words are left out, a new part begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from qa.text.tokens import Token, tokens_of


def quoted_parts(text: str) -> list[list[Token]]:
    """Return the parts of a folded quotation, none of them empty."""
    parts: list[list[Token]] = [[]]
    tokens = tokens_of(text)
    closings = [place for place, token in enumerate(tokens) if token.text == "]"]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        closing = _behind(place, closings) if token.text == "[" else None
        if token.kind == "omission":
            parts.append([])
        elif closing is None:
            parts[-1].append(token)
        elif closing == place + 2 and _is_one_word(tokens[place : place + 4]):
            letter, rest = tokens[place + 1], tokens[place + 3]
            parts[-1].append(Token("word", letter.text + rest.text, token.start, rest.end))
            place = closing + 1
        else:
            place = closing
        place += 1
    stripped = (_without_outer_marks(part) for part in parts)
    return [part for part in stripped if any(token.kind in ("word", "sign") for token in part)]


def _behind(place: int, closings: Sequence[int]) -> int | None:
    """Return where the bracket at `place` is closed, or None where it is not."""
    first = bisect_right(closings, place)
    return closings[first] if first < len(closings) else None


def _is_one_word(tokens: Sequence[Token]) -> bool:
    if len(tokens) < 4 or tokens[1].kind != "word" or tokens[3].kind != "word":
        return False
    return len(tokens[1].text) == 1 and tokens[2].end == tokens[3].start


def _without_outer_marks(tokens: list[Token]) -> list[Token]:
    start, end = 0, len(tokens)
    while start < end and tokens[start].kind not in ("word", "sign") and tokens[start].text not in "$€£¥":
        start += 1
    while end > start and tokens[end - 1].kind not in ("word", "sign") and tokens[end - 1].text not in "?!%":
        end -= 1
    return tokens[start:end]
