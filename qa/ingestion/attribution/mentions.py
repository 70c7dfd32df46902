"""Names in a paragraph, and what may be names, with the titles beside them.

Found by their shape and by what stands around them; word lists keep out places and institutions. Whether two names are
one person's is for `people` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from qa.names import name_words as lists
from qa.records import Span
from qa.text.prose import Word, is_joined

MOST_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, or what may be one, in a paragraph's words.

    Attributes:
        first, last: indexes of the first word of the name and behind its last, titles not counted.
        name: the words of the name.
        title: the title directly before or beside it, lower case, or empty.
        origin: what says whose title it is, such as "russia", first letters only.
        opens: index of the first word of the title before the name, or of the name.
        title_at: index of the title's first word, or -1.
    """

    first: int
    last: int
    name: tuple[str, ...]
    title: tuple[str, ...]
    origin: frozenset[str]
    opens: int
    title_at: int


def find_mentions(words: Sequence[Word], common: Set[str]) -> list[Mention]:
    """Return the names in a paragraph in order; words that the article has in lower case too are `common`."""
    found = (_in_run(words, first, last, common) for first, last in capital_runs(words))
    return [mention for mention in found if mention is not None]


def capital_runs(words: Sequence[Word]) -> Iterator[Span]:
    """Yield, as indexes, the runs of words in capitals with only white space between them."""
    index = 0
    while index < len(words):
        if not words[index].is_capital:
            index += 1
            continue
        last = index + 1
        while last < len(words) and is_joined(words, last) and not words[last - 1].possessive:
            if words[last].is_capital:
                last += 1
            elif words[last].lower in lists.PARTICLES and last + 1 < len(words) and words[last + 1].is_capital:
                last += 2
            else:
                break
        yield Span(index, last)
        index = last


def _in_run(words: Sequence[Word], first: int, last: int, common: Set[str]) -> Mention | None:
    begin = last
    while begin > first and not _is_no_name(words, begin - 1, common):
        begin -= 1
    if not 0 < last - begin <= MOST_NAME_WORDS or _is_called_place(words, begin, last):
        return None
    title = _title_before(words, begin, common)
    if title is None:
        before = words[begin - 1].lower if begin else ""
        if begin > first and before not in lists.OPENERS | lists.FUNCTION_WORDS | lists.SOMEBODY:
            return None  # "Pushkin Institute", "Tam Anh General Hospital": the rest of a longer name
        if before in ("the", "a", "an") and is_joined(words, begin):
            return None
    opens = origin_before(words, title.start)[1] if title else begin
    title = title or _title_after(words, last) or _title_apart(words, begin, last, common)
    return Mention(
        first=begin,
        last=last,
        name=tuple(word.text for word in words[begin:last]),
        title=tuple(word.lower for word in words[slice(*title)]) if title else (),
        origin=origin_before(words, title.start)[0] if title else frozenset(),
        opens=opens,
        title_at=title.start if title else -1,
    )


def _is_no_name(words: Sequence[Word], index: int, common: Set[str]) -> bool:
    """Tell whether a word of a run of capitals is none of a person's name."""
    word, lower = words[index], words[index].lower
    if lower in lists.PARTICLES:
        return False
    if lower in _NEVER_NAMES or not lists.PLACES.isdisjoint(re.split("[-‑]", lower)) or lower in common:
        return True
    if any(sign.isdigit() for sign in lower) or (len(lower) > 1 and word.text.isupper() and "." not in lower):
        return True
    if lower in lists.SOMEBODY and is_joined(words, index + 1) and words[index + 1].is_capital:
        return True  # "Economist Thomas Piketty", but "Tran Thanh Man"
    opens = index == 0 or any(sign in word.gap for sign in '.!?:“"')
    if opens and (lower in lists.OPENERS | lists.FUNCTION_WORDS or lower.endswith(("ing", "ly", "ist", "aged"))):
        return True
    return lower.endswith(_COMMON_ENDINGS)


_COMMON_ENDINGS = ("tion", "ment", "ness", "ity", "ism", "ical", "tional", "ology", "ance", "ence")
_PLURALS = frozenset(f"{title}s" for title in lists.TITLES - lists.COURTESY)
_NEVER_NAMES = lists.TITLES | lists.NOT_PEOPLE | _PLURALS


def _is_called_place(words: Sequence[Word], begin: int, last: int) -> bool:
    """Tell whether what stands around a name calls it no person: "province of NAME", "NAME district", "NAME 1"."""
    joined = is_joined(words, last) and not words[last - 1].possessive
    after = words[last].lower if joined else ""
    if after[:1].isdigit():
        return True  # "Ninh Thuan 1"
    before = words[begin - 2].lower if begin > 1 and words[begin - 1].lower == "of" else ""
    return not _PLACE_NOUNS.isdisjoint((after, before))


_PLACE_NOUNS = frozenset(("province", "city", "town", "village", "district", "region", "river", "island", "county"))


# Titles


def title_start(words: Sequence[Word], end: int) -> int:
    """Return the index of the first word of the title that ends before `end`; `end` where none does."""
    if end == 0 or words[end - 1].possessive or words[end - 1].lower not in lists.TITLES:
        return end
    first = end - 1
    while first > 0 and is_joined(words, first) and words[first - 1].lower in lists.TITLES | lists.QUALIFIERS:
        first -= 1
    return first


def origin_before(words: Sequence[Word], first: int) -> tuple[frozenset[str], int]:
    """Return what says whose title it is ("Russian", "Russia's": six letters, which both share) and where it begins."""
    begin = first
    while begin > 0 and is_joined(words, begin) and words[begin - 1].lower in lists.PLACES:
        begin -= 1
    return frozenset(word.lower[:6] for word in words[begin:first]), begin


def titles_alone(words: Sequence[Word], mentions: Sequence[Mention]) -> Iterator[tuple[Span, bool]]:
    """Yield the titles that stand beside no name, and whether nothing but "the" says whose they are.

    A plural is one that says more.
    """
    named = {mention.title_at for mention in mentions}
    for index, word in enumerate(words):
        if word.lower in _PLURALS:
            yield Span(index, index + 1), False
        elif word.lower in lists.TITLES - lists.COURTESY and not (
            is_joined(words, index + 1) and words[index + 1].lower in lists.TITLES
        ):
            first = title_start(words, index + 1)
            if first <= index and first not in named:
                yield Span(first, index + 1), _is_plain(words, first, index + 1)


def _is_plain(words: Sequence[Word], first: int, last: int) -> bool:
    before = words[first - 1].lower if first else ""
    after = words[last].lower if is_joined(words, last) else ""
    if before in ("the", "this"):
        return after not in ("of", "to", "for", "from", "in")
    return before in ("as", "mr", "my") and after not in ("of", "to")


def _title_before(words: Sequence[Word], index: int, common: Set[str]) -> Span | None:
    """Return which words are the title before a name.

    "Russian Ambassador to Vietnam Gennady Bezdetko": between title and name may stand of what, to whom.
    """
    end = index
    while True:
        first = title_start(words, end)
        if first < end and is_joined(words, end):
            return Span(first, end)
        if not is_joined(words, end):
            return None
        skipped = end
        while skipped > 0 and is_joined(words, skipped) and _fills_title(words, skipped - 1, common):
            skipped -= 1
        filled = any(word.is_capital for word in words[skipped:end])
        if not filled or words[skipped].lower not in ("of", "to", "for", "in"):
            return None
        end = skipped


def _fills_title(words: Sequence[Word], index: int, common: Set[str]) -> bool:
    word = words[index]
    if word.lower in ("of", "to", "for", "in", "the", "and"):
        return word.text.islower()
    named = word.is_capital and not word.possessive and word.lower not in lists.TITLES
    return named and _is_no_name(words, index, common)


def _title_after(words: Sequence[Word], last: int) -> Span | None:
    """Return the title in "NAME, Russia's ambassador to Vietnam" or "NAME, who was secretary of"."""
    if last >= len(words) or words[last].gap.strip() != ",":
        return None
    for index in range(last, min(last + 7, len(words))):
        word = words[index]
        if index > last and word.gap.strip():
            return None
        first = max(last, title_start(words, index + 1))
        if first <= index and not (is_joined(words, index + 1) and _goes_on(words[index + 1])):
            return Span(first, index + 1)
        if word.lower not in _BEFORE_TITLE | lists.QUALIFIERS and not word.is_capital:
            return None
    return None


_BEFORE_TITLE = frozenset(("who", "is", "was", "the", "a", "an", "its", "his", "her", "then", "now", "also"))


def _goes_on(word: Word) -> bool:
    return word.lower in lists.TITLES or word.is_capital


def _title_apart(words: Sequence[Word], begin: int, last: int, common: Set[str]) -> Span | None:
    """Return the title in "Russia's ambassador to Vietnam, NAME,"."""
    closes = last >= len(words) or words[last].gap.strip()[:1] in tuple(",.);")
    if begin == 0 or words[begin].gap.strip() != "," or not closes or last - begin < 2:
        return None
    end = begin
    while end > 0 and (end == begin or is_joined(words, end)) and _fills_title(words, end - 1, common):
        end -= 1
    end = end if title_start(words, end) < end else begin
    first = title_start(words, end)
    if first in (0, end):
        return None
    owner = words[first - 1]
    stated = owner.lower in ("the", "its", "their", "his", "her") or owner.possessive or owner.lower in lists.PLACES
    return Span(first, end) if stated else None
