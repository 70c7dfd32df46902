"""A quotation as editors write it, and the places of an article where exactly that stands.

Quotation marks of any kind, dashes of any length, white space, emphasis in Markdown and Unicode composition make no
difference. "…" and "[…]" leave words out, "[the minister]" stands for a few words or none, "[T]he" for "the". All
else does make one: letter case, punctuation between words, and of course the words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from qa.errors import InvalidInput, TooLarge
from qa.records import Span
from qa.text.folding import LINK_ADDRESS, Folded, fold
from qa.text.quotation_marks import APOSTROPHES
from qa.text.tokens import ANY_CASE, ANY_LETTERS, ELLIPSIS, LETTER, QUOTE, Token, tokens_of
from qa.text.words import WORD
from qa.verifying.exact_parts import Part, Step

# Words of the article that words in brackets may stand in for, at least.
REPLACED_WORDS = 5
MOST_PARTS = 20
"""Parts of a quotation, between which something is left out or put in; each is looked for by itself."""
# Between two parts, the words that brackets stand for have no more characters each, on average.
_WORD_CHARS = 20

_INSERTION = "\ue002"
_OWN_SIGNS = re.compile(f"[{ANY_CASE}{ANY_LETTERS}{_INSERTION}]")
_BRACKET = re.compile(r"\[(?P<inside>[^\[\]]*)\]")
_OMISSION = re.compile(rf"\[\s*{ELLIPSIS}\s*\]")
_LINK = re.compile(rf"\[([^\[\]\n]{{0,300}}){LINK_ADDRESS}|{LINK_ADDRESS}")
_ENDS_IN_LETTER = re.compile(rf"{LETTER}\Z")
_LETTER = re.compile(LETTER)
_NOT_READ_AT_START = frozenset(".,;:!?)]}>([{|•·")
_NOT_READ_AT_END = frozenset(".,;:)]}>([{|")
_ONLY_OMISSION = re.compile(rf"(?:\s|[*_]|{QUOTE})*{ELLIPSIS}?(?:\s|[*_]|{QUOTE})*")


class Quotation:
    """One way to read quoted words."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """What an article must hold for the quotation to stand in it."""
        return tuple(phrase for part in self.parts for phrase in part.phrases)

    def places(self, article: Folded) -> list[tuple[Span, ...]]:
        """Return where the quotation stands, the spans of its parts for each place, in the article's own offsets.

        Where words are left out, only the place that leaves out least.
        """
        found = _chains(self.parts, article.text)
        if any(part.reach is None for part in self.parts[:-1]) and found:
            found = [min(found, key=lambda chain: (chain[-1][1] - chain[0][0], chain))]
        return [tuple(article.span(*span) for span in _joined(chain, article.text)) for chain in found]


def read_quotation(text: str) -> tuple[Quotation, ...]:
    """Return the ways to read `text`: as it stands and, where it has brackets, as an editor's.

    Raises InvalidInput where there is no word in it, TooLarge for more than MOST_PARTS parts.
    """
    plain = _LINK.sub(r"\1", fold(text).text)
    plain = _OWN_SIGNS.sub("", plain)
    readings = [_read(plain, [])]
    if any(not _OMISSION.fullmatch(bracket.group()) for bracket in _BRACKET.finditer(plain)):
        readings.append(_read(*_with_editors_signs(plain)))
    most = max(map(len, readings))
    if most > MOST_PARTS:
        raise TooLarge(
            f"the quotation has {most} parts between its omissions, at most {MOST_PARTS} are compared",
            next_step="check its parts one by one",
            limit=MOST_PARTS,
            actual=most,
        )
    with_words = [Quotation(parts) for parts in readings if any(part.phrases for part in parts)]
    if not with_words:
        raise InvalidInput(f"there is no word in the quotation {text[:80]!r}", next_step="quote words")
    return tuple(with_words)


def _with_editors_signs(text: str) -> tuple[str, list[int]]:
    """Return `text` with brackets replaced by signs of our own, and how many words each insertion may stand for."""
    pieces: list[str] = []
    reaches: list[int] = []
    end = 0
    for bracket in _BRACKET.finditer(text):
        before, inside = text[end : bracket.start()], bracket["inside"]
        end = bracket.end()
        if _OMISSION.fullmatch(bracket.group()):
            sign = bracket.group()
        else:
            sign = _changed_letters(before, inside, text[end : end + 1])
        if not sign:
            sign = f" {_INSERTION} "
            words = len(WORD.findall(inside))
            reaches.append(max(REPLACED_WORDS, words) if words else 0)
        pieces += before, sign
    return "".join([*pieces, text[end:]]), reaches


def _changed_letters(before: str, inside: str, behind: str) -> str:
    """Return the sign for brackets glued to a word, in which letters of it are changed; "" where they stand alone.

    >>> _changed_letters("", "T", "h") == f"{ANY_CASE}T", _changed_letters("want", "ed", " ") == ANY_LETTERS
    (True, True)
    >>> _changed_letters("say ", "the minister", " ")
    ''
    """
    marks_only = WORD.search(inside) is None
    glued_left = (not marks_only or inside in APOSTROPHES) and _ENDS_IN_LETTER.search(before) is not None
    glued_right = not marks_only and _LETTER.match(behind) is not None
    if glued_right and not glued_left and len(inside) == 1:
        return ANY_CASE + inside
    return ANY_LETTERS if glued_left or glued_right else ""


def _read(text: str, reaches: list[int]) -> list[Part]:
    """Cut the tokens of `text` into parts at omissions and insertions."""
    waiting = iter(reaches)
    parts: list[tuple[list[Token], int | None]] = []
    current: list[Token] = []
    for token in tokens_of(text):
        if token.kind != "omission" and token.text != _INSERTION:
            current.append(token)
            continue
        reach = None if token.kind == "omission" else next(waiting)
        if current:
            parts.append((current, reach))
            current = []
        elif parts and reach is None:
            parts[-1] = (parts[-1][0], None)
    parts.append((current, None))
    read = []
    for number, (tokens, reach) in enumerate(parts):
        opens = number == 0 or parts[number - 1][1] is None
        kept = _trimmed(tokens, opens=opens, closes=reach is None)
        if kept:
            read.append(Part(tuple(_steps(kept, text)), tuple(_phrases(kept, text)), reach))
    return read


def _trimmed(tokens: list[Token], *, opens: bool, closes: bool) -> list[Token]:
    """Return the tokens without the marks that a quotation may have, or lack, at its ends."""
    start, end = 0, len(tokens)
    while start < end and _is_loose(tokens[start], _NOT_READ_AT_START if opens else frozenset()):
        if _is_minus(tokens[start : start + 2]):
            break
        start += 1
    while end > start and _is_loose(tokens[end - 1], _NOT_READ_AT_END if closes else frozenset()):
        end -= 1
    return tokens[start:end]


def _is_minus(tokens: Sequence[Token]) -> bool:
    """Tell whether the first is a dash directly before a number.

    >>> _is_minus(tokens_of("-5")), _is_minus(tokens_of("- 5"))
    (True, False)
    """
    if len(tokens) < 2 or tokens[0].kind != "dash":
        return False
    return tokens[1].start == tokens[0].end and tokens[1].text[0].isdigit()


def _is_loose(token: Token, others: frozenset[str]) -> bool:
    return token.kind == "quote" or (bool(others) and token.kind == "dash") or token.text in others


def _phrases(tokens: Sequence[Token], text: str) -> Iterator[str]:
    run: list[Token] = []
    for token in tokens:
        if ANY_LETTERS in token.text:
            yield from _phrase(run, text)
            run = []
        else:
            run.append(token)
    yield from _phrase(run, text)


def _phrase(run: Sequence[Token], text: str) -> Iterator[str]:
    if any(token.kind in ("word", "sign") for token in run):
        yield text[run[0].start : run[-1].end].replace(ANY_CASE, "")


def _steps(tokens: Sequence[Token], text: str) -> Iterator[Step]:
    marks = extra = 0
    for token in tokens:
        if token.kind == "quote":
            # Each paragraph of a long quotation opens with a mark, which need not be in the article.
            opens_paragraph = text[max(0, token.start - 1) : token.start] == "\n"
            marks, extra = marks + (not opens_paragraph), extra + opens_paragraph
            continue
        is_plain = token.kind == "word" and ANY_CASE not in token.text and ANY_LETTERS not in token.text
        yield Step(token.key, "".join(_letters(token.text)), is_plain, marks, extra, token.text in ("[", "]"))
        marks = extra = 0


def _letters(word: str) -> Iterator[str]:
    any_case = False
    for letter in word:
        if letter == ANY_LETTERS:
            yield f"(?:{LETTER}|[{APOSTROPHES}])*"
        elif letter in APOSTROPHES:
            yield f"[{APOSTROPHES}]"
        elif letter != ANY_CASE:
            yield f"(?:{re.escape(letter.lower())}|{re.escape(letter.upper())})" if any_case else re.escape(letter)
        any_case = letter == ANY_CASE


_Chain = tuple[tuple[int, int], ...]


def _chains(parts: Sequence[Part], text: str) -> list[_Chain]:
    """Return where the parts stand in their order, each within reach of the one before; shortest for each end."""
    chains: list[_Chain] = [(span,) for span in parts[-1].places(text)]
    for part in reversed(parts[:-1]):
        starts = [chain[0][0] for chain in chains]
        longer: dict[int, _Chain] = {}
        for start, end in part.places(text):
            place = bisect_left(starts, end)
            if place < len(chains) and _is_within(text, end, starts[place], part.reach):
                longer[place] = ((start, end), *chains[place])  # the nearest one to the part that follows is the last
        chains = list(longer.values())
    return chains


def _is_within(text: str, start: int, end: int, reach: int | None) -> bool:
    if reach is None:
        return True
    return end - start <= (reach + 1) * _WORD_CHARS and len(WORD.findall(text, start, end)) <= reach


def _joined(chain: _Chain, text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts, those as one between which the article itself has the ellipsis."""
    start, end = chain[0]
    for following in chain[1:]:
        if not _ONLY_OMISSION.fullmatch(text, end, following[0]):
            yield start, end
            start = following[0]
        end = following[1]
    yield start, end
