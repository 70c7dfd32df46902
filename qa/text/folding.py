"""The same to a reader: texts and words brought to one form, so that what nobody sees makes no difference.

What is compared decides which form: names by `same_letters`, wordings by `same_words`, spellings by `same_case`. For
the lexical index a text is `folded`, and for quotations, where letter case counts and places are asked for, `fold` is.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from qa.records import Span
from qa.text.words import WORD

# Soft hyphens, joiners, marks of direction, byte order marks and variation selectors: nobody sees or types them.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
# Letters that Unicode does not take apart into a plain one and a mark.
_LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe"})
# Scripts that are written without spaces: each of their signs is a word of its own.
SIGNS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3040-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
# Marks that stand above, below or inside the letter before them.
COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963\u0966-\u0dff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# The address of a link in Markdown, "](https://…)", behind the words that are seen.
LINK_ADDRESS = r"\]\([^()\s]*\)"

_UNSEEN_SIGN = re.compile(f"[{_UNSEEN}]")
_ODD = re.compile(f"[{_UNSEEN}{''.join(map(chr, _LIGATURES))}]")
_SIGN = re.compile(f"([{SIGNS}])")
_LINK_ADDRESS = re.compile(LINK_ADDRESS)
_CLUSTER = re.compile(rf"[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|.[{COMBINING}]*", re.DOTALL)


def same_case(text: str) -> str:
    """Letter case and composition: return what texts share that differ in nothing else.

    >>> same_case("VNA Online") == same_case("ＶＮＡ online")
    True
    """
    return unicodedata.normalize("NFKC", text).casefold()


def same_words(text: str) -> str:
    """Punctuation left out: return the words alone, letter case ignored, with a blank between them.

    >>> same_words("“Well, in 2025 …”, he _said_.")
    'well in 2025 he said'
    """
    return " ".join(WORD.findall(same_case(text)))


def same_letters(word: str) -> str:
    """Accents left out: return the letters as they are typed without them, in lower case.

    >>> same_letters("Đặng Łukasz")
    'dang lukasz'
    """
    if word.isascii():
        return word.casefold()
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def folded(text: str) -> str:
    """Return `text` in NFC without what is unseen, ligatures and link addresses, and with signs as words.

    >>> folded("the of\\ufb01ce [in Hanoi](https://vna.example)")
    'the office [in Hanoi '
    """
    if text.isascii():
        return _LINK_ADDRESS.sub(" ", text)
    seen = _UNSEEN_SIGN.sub("", text).translate(_LIGATURES)
    return _SIGN.sub(r" \1 ", _LINK_ADDRESS.sub(" ", unicodedata.normalize("NFC", seen)))


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared, and where each of its characters stands in the text it was made from."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the place in the original text of `text[start:end]`, which is not empty."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        return Span(self.starts[start], self.ends[end - 1])


def fold(text: str) -> Folded:
    """Return `text` in NFC, without ligatures and what is unseen; itself where it is so already, as nearly always.

    >>> fold("of\\ufb01ce").text, fold("of\\ufb01ce").span(2, 4)
    ('office', Span(start=2, end=3))
    """
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not _ODD.search(text)):
        return Folded(text)
    pieces: list[str] = []
    starts, ends = array("q"), array("q")
    for cluster in _CLUSTER.finditer(text):
        piece = unicodedata.normalize("NFC", _ODD.sub(_expanded, cluster.group()))
        pieces.append(piece)
        starts.extend([cluster.start()] * len(piece))
        ends.extend([cluster.end()] * len(piece))
    return Folded("".join(pieces), starts, ends)


def _expanded(found: re.Match[str]) -> str:
    return _LIGATURES.get(ord(found.group()), "")
